// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u8;

/**
 * An MPLS label stack (RFC 3032). Nothing in it names what it carries, so the first bytes after the
 * last label do: IPv4, IPv6, or Ethernet with or without a control word (RFC 4385, RFC 4448).
 */
final class MplsLayer {
    private static final int BOTTOM_OF_STACK = 0x100;

    private MplsLayer() {}

    static Step read(Cursor c, int etherType) {
        int start = c.at;
        int label;
        do {
            if (!c.has(4)) {
                return c.tooShort(4);
            }
            if (!c.nextHeader()) {
                return c.skip(Cause.HEADER_CHAIN);
            }
            label = i32(c.array, c.at);
            c.at += 4;
        } while ((label & BOTTOM_OF_STACK) == 0);
        if (!c.has(1)) {
            return c.tooShort(1);
        }
        if (looksLikeIpv4(c)) {
            return Step.IPV4;
        }
        if (looksLikeIpv6(c)) {
            return Step.IPV6;
        }
        if (c.has(4)
                && u8(c.array, c.at) >>> 4 == 0
                && EthernetLayer.looksRight(c.array, c.at + 4, c.end, c.rest() - 4)) {
            c.at += 4;
            return c.tunnel(Step.ETHERNET);
        }
        if (EthernetLayer.looksRight(c.array, c.at, c.end, c.rest())) {
            return c.tunnel(Step.ETHERNET);
        }
        c.at = start;
        return c.link(etherType);
    }

    private static boolean looksLikeIpv4(Cursor c) {
        if (!c.has(4) || u8(c.array, c.at) >>> 4 != 4) {
            return false;
        }
        int total = u16(c.array, c.at + 2);
        return (c.array[c.at] & 15) >= 5 && (total == 0 || total >= 20 && total <= c.rest());
    }

    private static boolean looksLikeIpv6(Cursor c) {
        return c.has(6) && u8(c.array, c.at) >>> 4 == 6 && u16(c.array, c.at + 4) <= c.rest() - 40;
    }
}
