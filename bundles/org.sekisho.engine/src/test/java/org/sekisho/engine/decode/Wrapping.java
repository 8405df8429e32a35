// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.Arrays;
import java.util.HexFormat;

/** Puts headers before bytes; numbers and layouts straight from the RFCs, not from the decoder. */
final class Wrapping {
    private static final String MACS = "5e0001020304 5e0005060708";

    private Wrapping() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        byte[] all = {};
        for (byte[] part : parts) {
            int at = all.length;
            all = Arrays.copyOf(all, at + part.length);
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
    }

    static byte[] before(String header, byte[] content) {
        return join(hex(header), content);
    }

    /** What an Ethernet frame without tags carries. */
    static byte[] content(byte[] frame) {
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    /** The EtherType of a frame without tags, as four digits. */
    static String type(byte[] frame) {
        return HexFormat.of().formatHex(frame, 12, 14);
    }

    static byte[] ethernet(String type, byte[] content) {
        return before(MACS + type, content);
    }

    /** Tags between the MAC addresses and the EtherType. */
    static byte[] tagged(byte[] frame, String tags) {
        return join(
                Arrays.copyOf(frame, 12), hex(tags), Arrays.copyOfRange(frame, 12, frame.length));
    }

    static byte[] ipv4(int protocol, byte[] content) {
        return ipv4(protocol, 0x1234, 0, "", content);
    }

    /**
     * @param position flags and offset as in the header
     * @param options whole words of options in hexadecimal
     */
    static byte[] ipv4(int protocol, int id, int position, String options, byte[] content) {
        int header = 20 + options.length() / 2;
        String fixed =
                "%02x00%04x%04x%04x40%02x0000 c6336401 c6336402"
                        .formatted(
                                0x40 | header / 4, header + content.length, id, position, protocol);
        return before(fixed + options, content);
    }

    static byte[] ipv6(int next, byte[] content) {
        String fixed =
                "60000000%04x%02x40".formatted(content.length, next)
                        + "20010db8000000000000000000000001"
                        + "20010db8000000000000000000000002";
        return before(fixed, content);
    }

    static byte[] udp(int from, int to, byte[] content) {
        return before("%04x%04x%04x0000".formatted(from, to, 8 + content.length), content);
    }
}
