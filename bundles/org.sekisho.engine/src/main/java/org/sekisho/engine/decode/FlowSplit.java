// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i64;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u32;
import static org.sekisho.engine.decode.BigEndian.u48;
import static org.sekisho.engine.decode.BigEndian.u8;

import org.sekisho.packet.LinkType;

/**
 * Which frames must meet in one worker: those with the same unordered pair of outermost IP
 * addresses, so that both directions of a flow, all fragments of a packet and errors from the far
 * host do; without IP, those with the same pair of MAC addresses and the same EtherType. Tags, MPLS
 * labels and PPPoE make no difference.
 */
public final class FlowSplit {
    /** Tags and labels looked behind; more don't occur, and work stays bounded. */
    private static final int GREATEST_TAGS = 16;

    /** DSAP, SSAP, control and organisation 00-00-00 or 00-00-f8 of RFC 1042, EtherType masked. */
    private static final long SNAP = 0xaaaa_0300_0000_0000L;

    private FlowSplit() {}

    /**
     * A well-mixed hash of that pair, the same in every process.
     *
     * @param array holds the frame
     * @param offset where it starts
     * @param capturedLength its captured bytes
     * @param linkType a number of {@link LinkType}; for others the result is 0
     */
    public static long hash(byte[] array, int offset, int capturedLength, int linkType) {
        int end = offset + capturedLength;
        switch (linkType) {
            case LinkType.ETHERNET:
                if (capturedLength < 14) {
                    return 0;
                }
                long macs = pair(u48(array, offset), u48(array, offset + 6));
                return above(array, offset + 14, end, u16(array, offset + 12), macs);
            case LinkType.LINUX_SLL:
                return capturedLength < 16
                        ? 0
                        : above(array, offset + 16, end, u16(array, offset + 14), 0);
            case LinkType.LINUX_SLL2:
                return capturedLength < 20
                        ? 0
                        : above(array, offset + 20, end, u16(array, offset), 0);
            case LinkType.NULL:
            case LinkType.LOOP:
                return ip(array, offset + 4, end, 0);
            case LinkType.RAW:
            case LinkType.RAW_BSD:
            case LinkType.RAW_OPENBSD:
            case LinkType.IPV4:
            case LinkType.IPV6:
                return ip(array, offset, end, 0);
            default:
                return 0;
        }
    }

    private static long above(byte[] array, int offset, int end, int etherType, long macs) {
        int at = offset;
        int type = etherType;
        int left = GREATEST_TAGS;
        while (EthernetLayer.isVlan(type) && end - at >= 4 && left-- > 0) {
            type = u16(array, at + 2);
            at += 4;
        }
        if (type < EthernetLayer.LEAST && end - at >= 8 && (i64(array, at) & ~0xf8_ffffL) == SNAP) {
            type = u16(array, at + 6);
            at += 8;
        }
        long otherwise = mix(macs + type);
        switch (type) {
            case EthernetLayer.IPV4:
            case EthernetLayer.IPV6:
                return ip(array, at, end, otherwise);
            case EthernetLayer.PPPOE_SESSION:
                return ip(
                        array,
                        at + (end - at > 6 && (array[at + 6] & 1) != 0 ? 7 : 8),
                        end,
                        otherwise);
            case EthernetLayer.MPLS:
            case EthernetLayer.MPLS_UPSTREAM:
                boolean bottom = false;
                while (!bottom && end - at >= 4 && left-- > 0) {
                    bottom = (array[at + 2] & 1) != 0;
                    at += 4;
                }
                return bottom ? behindLabels(array, at, end, otherwise) : otherwise;
            default:
                return otherwise;
        }
    }

    private static long behindLabels(byte[] array, int at, int end, long otherwise) {
        int ethernet = end - at >= 4 && u8(array, at) >>> 4 == 0 ? at + 4 : at;
        if (EthernetLayer.looksRight(array, ethernet, end, end - ethernet)) {
            int type = u16(array, ethernet + 12);
            boolean again = type == EthernetLayer.MPLS || type == EthernetLayer.MPLS_UPSTREAM;
            return again ? otherwise : above(array, ethernet + 14, end, type, otherwise);
        }
        return ip(array, at, end, otherwise);
    }

    private static long ip(byte[] array, int at, int end, long otherwise) {
        if (end - at >= 20 && u8(array, at) >>> 4 == 4) {
            return pair(u32(array, at + 12), u32(array, at + 16));
        }
        if (end - at >= 40 && u8(array, at) >>> 4 == 6) {
            long from = mix(i64(array, at + 8)) + i64(array, at + 16);
            return pair(from, mix(i64(array, at + 24)) + i64(array, at + 32));
        }
        return otherwise;
    }

    private static long pair(long one, long other) {
        return mix(mix(one) + mix(other));
    }

    /** Finalizer of a 64-bit hash: every input bit reaches every output bit. */
    static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xd6e8_feb8_6659_fd93L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8_feb8_6659_fd93L;
        return mixed ^ mixed >>> 32;
    }
}
