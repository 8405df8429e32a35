// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u8;

/**
 * Frames that a switch mirrors over GRE (draft-foschiano-erspan-03). Type I has no header of its
 * own, type II has 8 bytes, type III 12 and, if its last bit says so, 8 more.
 */
final class ErspanLayer {
    /** GRE protocol type of types I and II; II has a GRE sequence number, I has none. */
    static final int TYPE_2 = 0x88be;

    /** GRE protocol type of type III. */
    static final int TYPE_3 = 0x22eb;

    private static final int SIZE_2 = 8;
    private static final int SIZE_3 = 12;
    private static final int SUBHEADER = 8;

    /** In the second 16 bits: the switch has cut the frame. */
    private static final int TRUNCATED = 0x400;

    /** In the last 16 bits of type III: a subheader follows. */
    private static final int HAS_SUBHEADER = 1;

    private static final int ETHERNET_FRAME = 0;
    private static final int IP_PACKET = 2;

    /** More than the longest IP packet and its headers: what may be missing of a frame. */
    private static final int LONGEST = 1 << 17;

    private ErspanLayer() {}

    /**
     * Reads what follows the GRE header.
     *
     * @param type the GRE protocol type
     * @param numbered whether the GRE header has a sequence number
     */
    static Step read(Cursor c, int type, boolean numbered) {
        if (type == TYPE_2 && !numbered) {
            return frame(c, 0);
        }
        int least = type == TYPE_2 ? SIZE_2 : SIZE_3;
        if (!c.has(least)) {
            return c.tooShort(least);
        }
        int version = u8(c.array, c.at) >>> 4;
        int vlan = u16(c.array, c.at) & 0xfff;
        int second = u16(c.array, c.at + 2);
        if (version != (type == TYPE_2 ? 1 : 2)) {
            return c.skip(Cause.ERSPAN);
        }
        if ((second & TRUNCATED) != 0) {
            // how much, the frame's own headers say
            c.missing = Math.max(c.missing, LONGEST);
        }
        if (type == TYPE_2) {
            c.at += SIZE_2;
            // 1 and 2: the frame had a tag, which the switch took out
            int tagged = second >>> 11 & 3;
            return frame(c, tagged == 1 || tagged == 2 ? vlan : 0);
        }
        int last = u16(c.array, c.at + 10);
        int size = SIZE_3 + ((last & HAS_SUBHEADER) != 0 ? SUBHEADER : 0);
        if (!c.has(size)) {
            return c.tooShort(size);
        }
        c.at += size;
        return switch (last >>> 10 & 0x1f) {
            case ETHERNET_FRAME -> frame(c, 0);
            case IP_PACKET -> c.tunnel(Step.IP);
            default -> c.skip(Cause.ERSPAN);
        };
    }

    /** The VLAN of a mirrored frame is worth more than that of the way to us. */
    private static Step frame(Cursor c, int vlanTakenOut) {
        int vlan = vlanTakenOut;
        if (c.has(16) && EthernetLayer.isVlan(u16(c.array, c.at + 12))) {
            vlan = u16(c.array, c.at + 14) & 0xfff;
        }
        c.view.vlan = vlan == 0 ? -1 : vlan;
        return c.tunnel(Step.ETHERNET);
    }
}
