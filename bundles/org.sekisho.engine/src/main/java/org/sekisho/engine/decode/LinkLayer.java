// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u48;
import static org.sekisho.engine.decode.BigEndian.u8;

import org.sekisho.packet.LinkType;

/** The outermost header, which the capture file's link type names. */
final class LinkLayer {
    /** ARPHRD_ETHER, linux/if_arp.h: the cooked header holds a MAC address. */
    private static final int ARPHRD_ETHER = 1;

    /** ETH_P_802_2, linux/if_ether.h: an 802.2 header without a length before it. */
    private static final int COOKED_LLC = 4;

    private LinkLayer() {}

    static Step read(Cursor c, int linkType) {
        switch (linkType) {
            case LinkType.ETHERNET:
                return Step.ETHERNET;
            case LinkType.RAW:
            case LinkType.RAW_BSD:
            case LinkType.RAW_OPENBSD:
                return Step.IP;
            case LinkType.IPV4:
                return Step.IPV4;
            case LinkType.IPV6:
                return Step.IPV6;
            case LinkType.NULL:
            case LinkType.LOOP:
                return loopback(c);
            case LinkType.LINUX_SLL:
                return cooked1(c);
            case LinkType.LINUX_SLL2:
                return cooked2(c);
            default:
                return c.skip(Cause.LINK_TYPE);
        }
    }

    private static Step loopback(Cursor c) {
        if (!c.has(4)) {
            return c.tooShort(4);
        }
        int family = i32(c.array, c.at);
        if ((family & 0xffff) == 0) {
            // a small number in the other byte order: nothing says which the capturing host had
            family = Integer.reverseBytes(family);
        }
        c.at += 4;
        switch (family) {
            case 2:
                return Step.IPV4;
            case 10: // Linux
            case 24: // NetBSD, OpenBSD
            case 28: // FreeBSD
            case 30: // Darwin
                return Step.IPV6;
            default:
                return c.skip(Cause.LINK_PROTOCOL);
        }
    }

    /** Type 2, ARPHRD 2, address length 2, address 8, protocol 2. */
    private static Step cooked1(Cursor c) {
        if (!c.has(16)) {
            return c.tooShort(16);
        }
        address(c, u16(c.array, c.at + 2), u16(c.array, c.at + 4), c.at + 6);
        int protocol = u16(c.array, c.at + 14);
        c.at += 16;
        return cooked(c, protocol);
    }

    /** Protocol 2, reserved 2, interface 4, ARPHRD 2, type 1, address length 1, address 8. */
    private static Step cooked2(Cursor c) {
        if (!c.has(20)) {
            return c.tooShort(20);
        }
        address(c, u16(c.array, c.at + 8), u8(c.array, c.at + 11), c.at + 12);
        int protocol = u16(c.array, c.at);
        c.at += 20;
        return cooked(c, protocol);
    }

    private static void address(Cursor c, int hardware, int length, int at) {
        if (hardware == ARPHRD_ETHER && length == 6) {
            c.view.sourceMac = u48(c.array, at);
        }
    }

    private static Step cooked(Cursor c, int protocol) {
        if (protocol == COOKED_LLC) {
            return EthernetLayer.llc(c);
        }
        return protocol < EthernetLayer.LEAST ? c.link(protocol) : EthernetLayer.above(c, protocol);
    }
}
