// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u32;
import static org.sekisho.engine.decode.BigEndian.u8;

/** IPv4, RFC 791. */
final class Ipv4Layer {
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    private final FragmentTable fragments;

    Ipv4Layer(FragmentTable fragments) {
        this.fragments = fragments;
    }

    Step read(Cursor c) {
        if (!c.has(20)) {
            return c.tooShort(20);
        }
        byte[] array = c.array;
        int at = c.at;
        int first = u8(array, at);
        if (first >>> 4 != 4) {
            return c.skip(Cause.IP_VERSION);
        }
        int header = (first & 15) * 4;
        int total = u16(array, at + 2);
        if (total == 0) {
            // left to the network card (segmentation offload), or too large for 16 bits
            total = c.rest();
        }
        if (header < 20 || total < header || total > c.rest()) {
            return c.skip(Cause.IP_LENGTH);
        }
        c.narrow(total);
        if (!c.has(header)) {
            return c.tooShort(header);
        }
        PacketView view = c.view;
        view.etherType = EthernetLayer.IPV4;
        view.ipVersion = 4;
        view.ipOffset = at;
        view.ipLength = c.end - at;
        view.ipId = u16(array, at + 4);
        view.srcHigh = 0;
        view.srcLow = u32(array, at + 12);
        view.dstHigh = 0;
        view.dstLow = u32(array, at + 16);
        c.enterIp();
        c.protocol = u8(array, at + 9);
        c.at = at + header;
        int fragment = u16(array, at + 6);
        if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0) {
            return fragments.add(
                    c,
                    (fragment & FRAGMENT_OFFSET) * 8,
                    (fragment & MORE_FRAGMENTS) != 0,
                    header,
                    9);
        }
        return Step.PROTOCOL;
    }
}
