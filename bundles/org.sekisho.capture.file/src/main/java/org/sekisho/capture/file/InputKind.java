// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Tells by its first bytes what an input is that is no capture, for the message about it. */
final class InputKind {
    private static final String EXPECTED =
            "expected was a capture in pcap or pcapng format, plain or compressed with gzip or zstd";

    private InputKind() {}

    /** Whether this is gzip data: RFC 1952 §2.3.1. */
    static boolean isGzip(byte[] head) {
        return startsWith(head, 0x1f, 0x8b);
    }

    /** Whether this is zstd data: a frame or a skippable frame, RFC 8878 §3.1. */
    static boolean isZstd(byte[] head) {
        return startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)
                || head.length >= 4
                        && (head[0] & 0xf0) == 0x50
                        && startsWith(new byte[] {head[1], head[2], head[3]}, 0x2a, 0x4d, 0x18);
    }

    /** A sentence on what these first bytes are and what was expected. */
    static String refusal(byte[] head) {
        if (isGzip(head) || isZstd(head)) {
            return "is compressed twice; unpack it once, then try again";
        }
        if (startsWith(head, 0xfd, '7', 'z', 'X')) {
            return "is compressed with xz, which is not read here; unpack it first (xz -d)";
        }
        if (startsWith(head, 'B', 'Z', 'h')) {
            return "is compressed with bzip2, which is not read here; unpack it first (bzip2 -d)";
        }
        if (startsWith(head, 0x04, 0x22, 0x4d, 0x18)) {
            return "is compressed with lz4, which is not read here; unpack it first (lz4 -d)";
        }
        if (startsWith(head, 'P', 'K', 3, 4)) {
            return "is a zip archive; unpack it first";
        }
        if (startsWith(head, 0xa1, 0xb2, 0xcd, 0x34) || startsWith(head, 0x34, 0xcd, 0xb2, 0xa1)) {
            return "is a pcap file of a modified libpcap; convert it first (editcap -F pcap IN OUT)";
        }
        if (startsWith(head, 's', 'n', 'o', 'o')) {
            return "is a snoop capture; convert it first (editcap -F pcap IN OUT)";
        }
        if (startsWith(head, 'G', 'M', 'B', 'U') || startsWith(head, 'R', 'T', 'S', 'S')) {
            return "is a Network Monitor capture; convert it first (editcap -F pcap IN OUT)";
        }
        return "is no capture: it starts with %s; %s".formatted(describe(head), EXPECTED);
    }

    private static String describe(byte[] head) {
        int shown = Math.min(head.length, 4);
        boolean text = true;
        for (int i = 0; i < shown; i++) {
            text &= head[i] >= ' ' && head[i] < 0x7f;
        }
        return text
                ? "the text \"" + new String(head, 0, shown, StandardCharsets.US_ASCII) + "\""
                : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(head, 0, shown);
    }

    private static boolean startsWith(byte[] head, int... octets) {
        if (head.length < octets.length) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if (head[i] != (byte) octets[i]) {
                return false;
            }
        }
        return true;
    }
}
