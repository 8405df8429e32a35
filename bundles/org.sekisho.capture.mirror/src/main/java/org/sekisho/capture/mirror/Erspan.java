// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import org.sekisho.packet.LinkType;

/**
 * Frames mirrored over GRE (draft-foschiano-erspan-03; GRE is RFC 2784 with RFC 2890), here behind
 * a UDP header (RFC 8086). Also plain Ethernet in GRE, which some switches send under that name.
 */
final class Erspan {
    private static final int TYPE_2 = 0x88be;
    private static final int TYPE_3 = 0x22eb;

    /** Transparent Ethernet bridging, RFC 1701. */
    private static final int BRIDGED_ETHERNET = 0x6558;

    private static final int GRE_BYTES = 4;

    /** Checksum, key and sequence number, each four bytes if its bit is set. */
    private static final int GRE_OPTIONS = 0xb000;

    private static final int GRE_SEQUENCE = 0x1000;

    /** Source routes, and versions other than 0. */
    private static final int GRE_REFUSED = 0x4007;

    private static final int TYPE_2_BYTES = 8;
    private static final int TYPE_3_BYTES = 12;
    private static final int SUBHEADER_BYTES = 8;
    private static final int HAS_SUBHEADER = 1;
    private static final int TRUNCATED = 0x400;
    private static final int ETHERNET_FRAME = 0;
    private static final int IP_PACKET = 2;

    private Erspan() {}

    static Finding find(byte[] array, int start, int end, MirroredFrame frame) {
        if (end - start < GRE_BYTES) {
            return Finding.MALFORMED;
        }
        int flags = Encapsulation.u16(array, start);
        int type = Encapsulation.u16(array, start + 2);
        int at = start + GRE_BYTES + 4 * Integer.bitCount(flags & GRE_OPTIONS);
        if ((flags & GRE_REFUSED) != 0 || at > end) {
            return Finding.MALFORMED;
        }
        boolean numbered = (flags & GRE_SEQUENCE) != 0;
        return switch (type) {
            case BRIDGED_ETHERNET -> Encapsulation.ethernet(at, end, frame);
            case TYPE_2 ->
                    numbered
                            ? type2(array, at, end, frame)
                            : Encapsulation.ethernet(at, end, frame); // type I has no header
            case TYPE_3 -> type3(array, at, end, frame);
            default -> Finding.MALFORMED;
        };
    }

    private static Finding type2(byte[] array, int at, int end, MirroredFrame frame) {
        if (end - at < TYPE_2_BYTES || (array[at] & 0xf0) != 0x10) {
            return Finding.MALFORMED;
        }
        Finding found = Encapsulation.ethernet(at + TYPE_2_BYTES, end, frame);
        if (found == Finding.FRAME) {
            int second = Encapsulation.u16(array, at + 2);
            cut(second, frame);
            // 1 and 2: the frame had a tag, which the switch took out
            int tagged = second >>> 11 & 3;
            int vlan = Encapsulation.u16(array, at) & 0xfff;
            frame.vlan = (tagged == 1 || tagged == 2) && vlan != 0 ? vlan : -1;
        }
        return found;
    }

    private static Finding type3(byte[] array, int at, int end, MirroredFrame frame) {
        if (end - at < TYPE_3_BYTES || (array[at] & 0xf0) != 0x20) {
            return Finding.MALFORMED;
        }
        int last = Encapsulation.u16(array, at + 10);
        int from = at + TYPE_3_BYTES + ((last & HAS_SUBHEADER) != 0 ? SUBHEADER_BYTES : 0);
        int content = last >>> 10 & 0x1f;
        if (content == IP_PACKET && from < end) {
            frame.set(from, end);
            frame.linkType = LinkType.RAW;
            cut(Encapsulation.u16(array, at + 2), frame);
            return Finding.FRAME;
        }
        if (content != ETHERNET_FRAME) {
            return Finding.NOT_DECODED;
        }
        Finding found = Encapsulation.ethernet(from, end, frame);
        if (found == Finding.FRAME) {
            cut(Encapsulation.u16(array, at + 2), frame);
        }
        return found;
    }

    private static void cut(int second, MirroredFrame frame) {
        if ((second & TRUNCATED) != 0) {
            frame.isCut();
        }
    }
}
