// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.Arrays;

/** IPv4 packets in Ethernet frames. */
final class Ipv4 {
    /** Where the IP header begins in a frame without tags. */
    static final int AT = 14;

    private Ipv4() {}

    static boolean is(Frame frame) {
        return frame.bytes().length >= AT + 20
                && frame.u16(12) == 0x0800
                && frame.u8(AT) >>> 4 == 4
                && frame.u16(AT + 2) >= headerLength(frame)
                && frame.bytes().length >= AT + frame.u16(AT + 2);
    }

    /** Whether it is an IPv4 packet that is no fragment. */
    static boolean isWhole(Frame frame) {
        return is(frame) && (frame.u16(AT + 6) & 0x3fff) == 0;
    }

    static int headerLength(Frame frame) {
        return (frame.u8(AT) & 15) * 4;
    }

    static int protocol(Frame frame) {
        return frame.u8(AT + 9);
    }

    /** The packet without what stands before and behind it. */
    static byte[] packet(Frame frame) {
        return Arrays.copyOfRange(frame.bytes(), AT, AT + frame.u16(AT + 2));
    }

    /** A fragment of a packet: these bytes of its content, with this identifier. */
    static Frame fragment(Frame frame, int from, int to, int identifier) {
        int header = headerLength(frame);
        int content = frame.u16(AT + 2) - header;
        byte[] bytes = Arrays.copyOf(frame.bytes(), AT + header + to - from);
        System.arraycopy(frame.bytes(), AT + header + from, bytes, AT + header, to - from);
        Checksum.put16(bytes, AT + 2, header + to - from);
        Checksum.put16(bytes, AT + 4, identifier);
        Checksum.put16(bytes, AT + 6, (to < content ? 0x2000 : 0) | from / 8);
        Checksum.ipv4(bytes, AT);
        return frame.with(bytes);
    }

    /** An IPv4 header for a packet that carries another. */
    static byte[] header(int source, int destination, int protocol, int contentLength) {
        byte[] bytes = new byte[20];
        bytes[0] = 0x45;
        Checksum.put16(bytes, 2, 20 + contentLength);
        bytes[8] = 64;
        bytes[9] = (byte) protocol;
        Checksum.put32(bytes, 12, source);
        Checksum.put32(bytes, 16, destination);
        Checksum.ipv4(bytes, 0);
        return bytes;
    }
}
