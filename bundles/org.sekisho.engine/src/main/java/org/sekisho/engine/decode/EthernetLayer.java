// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u48;
import static org.sekisho.engine.decode.BigEndian.u8;

/** Ethernet and what stands between it and IP: tags, 802.2 headers, PPPoE. */
final class EthernetLayer {
    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;

    /** Transparent Ethernet bridging, RFC 1701. */
    static final int BRIDGED_ETHERNET = 0x6558;

    /** IEEE 802.1Q. */
    static final int VLAN = 0x8100;

    static final int IPV6 = 0x86dd;

    /** RFC 3032 §5; upstream-assigned labels (RFC 5332) have the second one. */
    static final int MPLS = 0x8847;

    static final int MPLS_UPSTREAM = 0x8848;

    /** RFC 2516. */
    static final int PPPOE_DISCOVERY = 0x8863;

    static final int PPPOE_SESSION = 0x8864;

    /** IEEE 802.1ad service tag. */
    static final int SERVICE_VLAN = 0x88a8;

    /** Service tag of equipment older than 802.1ad. */
    static final int OLD_SERVICE_VLAN = 0x9100;

    /** Below it stands an 802.3 length in the place of an EtherType (IEEE 802.3 clause 3.2.6). */
    static final int LEAST = 0x600;

    private EthernetLayer() {}

    static boolean isVlan(int etherType) {
        return etherType == VLAN || etherType == SERVICE_VLAN || etherType == OLD_SERVICE_VLAN;
    }

    static Step read(Cursor c) {
        if (!c.has(14)) {
            return c.tooShort(14);
        }
        c.view.destinationMac = u48(c.array, c.at);
        c.view.sourceMac = u48(c.array, c.at + 6);
        c.view.hasMac = true;
        int type = u16(c.array, c.at + 12);
        c.at += 14;
        return above(c, type);
    }

    /** What follows an EtherType, or an 802.3 length in its place. */
    static Step above(Cursor c, int etherType) {
        int type = etherType;
        while (isVlan(type)) {
            if (!c.has(4)) {
                return c.tooShort(4);
            }
            if (!c.nextHeader()) {
                return c.skip(Cause.HEADER_CHAIN);
            }
            int id = u16(c.array, c.at) & 0xfff;
            if (c.view.vlan < 0 && c.view.depth == 0 && id != 0) {
                c.view.vlan = id;
            }
            type = u16(c.array, c.at + 2);
            c.at += 4;
        }
        switch (type) {
            case IPV4:
                return Step.IPV4;
            case IPV6:
                return Step.IPV6;
            case MPLS:
            case MPLS_UPSTREAM:
                return MplsLayer.read(c, type);
            case PPPOE_SESSION:
                return pppoe(c);
            case BRIDGED_ETHERNET:
                return c.tunnel(Step.ETHERNET);
            default:
                return type < LEAST ? withLength(c, type) : c.link(type);
        }
    }

    private static Step withLength(Cursor c, int length) {
        if (length <= c.rest()) {
            c.narrow(length);
        }
        return llc(c);
    }

    /** IEEE 802.2: DSAP, SSAP, control; then SNAP (RFC 1042) if both are 0xaa. */
    static Step llc(Cursor c) {
        if (!c.has(3)) {
            return c.tooShort(3);
        }
        int access = u16(c.array, c.at);
        int control = u8(c.array, c.at + 2);
        if (access == 0xaaaa && control == 3 && c.has(8)) {
            // 00-00-00 is an EtherType as such, 00-00-f8 the same through an 802.1H bridge
            int organisation = i32(c.array, c.at + 2) & 0xff_ffff;
            int type = u16(c.array, c.at + 6);
            if ((organisation == 0 || organisation == 0xf8) && type >= LEAST) {
                c.at += 8;
                if (!c.nextHeader()) {
                    return c.skip(Cause.HEADER_CHAIN);
                }
                return above(c, type);
            }
        }
        int size = (control & 3) == 3 ? 3 : 4;
        if (!c.has(size)) {
            return c.tooShort(size);
        }
        c.at += size;
        return c.link(access);
    }

    /** RFC 2516 §4: version and type 1, code, session, length; then the PPP protocol. */
    private static Step pppoe(Cursor c) {
        if (!c.has(8)) {
            return c.tooShort(8);
        }
        int length = u16(c.array, c.at + 4);
        if (u8(c.array, c.at) != 0x11 || length < 2 || length > c.rest() - 6) {
            return c.skip(Cause.PPPOE);
        }
        c.narrow(6 + length);
        int protocol = u16(c.array, c.at + 6);
        int size = 8;
        if ((protocol & 0x100) != 0) {
            // an odd first byte is the whole number (RFC 1661 §2, protocol field compression)
            protocol >>>= 8;
            size = 7;
        }
        Step content;
        switch (u8(c.array, c.at + 1) == 0 ? protocol : -1) {
            case 0x21:
                content = Step.IPV4;
                break;
            case 0x57:
                content = Step.IPV6;
                break;
            default:
                return c.link(PPPOE_SESSION);
        }
        c.at += size;
        return content;
    }

    /**
     * Whether an Ethernet frame may well start here, for places where only the bytes tell: the
     * source is no group address and the EtherType is one that its content bears out.
     */
    static boolean looksRight(byte[] array, int at, int end, int rest) {
        if (end - at < 16 || (array[at + 6] & 1) != 0) {
            return false;
        }
        int type = u16(array, at + 12);
        int first = u8(array, at + 14);
        switch (type) {
            case IPV4:
                return first >>> 4 == 4 && (first & 15) >= 5;
            case IPV6:
                return first >>> 4 == 6;
            case ARP:
                return first == 0; // hardware type 1, or another small one
            case PPPOE_SESSION:
            case PPPOE_DISCOVERY:
                return first == 0x11;
            case VLAN:
            case SERVICE_VLAN:
            case OLD_SERVICE_VLAN:
            case MPLS:
            case MPLS_UPSTREAM:
            case 0x88cc: // LLDP
            case 0x8035: // RARP, sent by hypervisors after a migration
                return true;
            default:
                // an 802.3 length, and the same access point on both sides
                return type >= 3
                        && type < LEAST
                        && type <= rest - 14
                        && first == u8(array, at + 15);
        }
    }
}
