// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u8;

/** What the IP protocol number names: transports, and packets inside packets. */
final class TunnelLayer {
    /** RFC 7348 §5. */
    static final int VXLAN_PORT = 4789;

    static final int VXLAN_HEADER = 8;

    /** In the first 16 bits of a GRE header: a sequence number follows (RFC 2890). */
    private static final int SEQUENCE = 0x1000;

    private static final int NO_NEXT_HEADER = 59;
    static final int AUTHENTICATION = 51;

    private TunnelLayer() {}

    /** Reads the header that {@link Cursor#protocol} names. */
    static Step read(Cursor c) {
        PacketView view = c.view;
        while (c.protocol == AUTHENTICATION) {
            Step refused = authentication(c);
            if (refused != null) {
                return refused;
            }
        }
        view.protocol = c.protocol;
        view.l4Offset = c.at;
        switch (c.protocol) {
            case 6:
                return TransportLayer.tcp(c);
            case 17:
                return TransportLayer.udp(c);
            case 1:
            case 58:
                return TransportLayer.icmp(c, c.protocol == 58);
            case 4:
                return c.tunnel(Step.IPV4);
            case 41:
                return c.tunnel(Step.IPV6);
            case 47:
                return gre(c);
            case 97:
                return etherIp(c);
            case NO_NEXT_HEADER:
                c.narrow(0);
                return c.packet();
            default:
                return c.packet();
        }
    }

    /** RFC 4302 §2: next header, length in 32-bit words less 2. Null if it was stepped over. */
    static Step authentication(Cursor c) {
        if (!c.nextHeader()) {
            return c.skip(Cause.HEADER_CHAIN);
        }
        if (!c.has(12)) {
            return c.tooShort(12);
        }
        int size = (u8(c.array, c.at + 1) + 2) * 4;
        if (size < 12 || !c.has(size)) {
            return size >= 12 && size <= c.rest() ? c.skip(Cause.CUT) : c.skip(Cause.EXTENSION);
        }
        c.protocol = u8(c.array, c.at);
        c.at += size;
        return null;
    }

    /** RFC 2784 with key and sequence number (RFC 2890). */
    private static Step gre(Cursor c) {
        if (!c.has(4)) {
            return c.tooShort(4);
        }
        int flags = u16(c.array, c.at);
        if ((flags & 7) == 1) {
            return c.skip(Cause.GRE_PPTP);
        }
        // other versions, and RFC 1701 source routes, which RFC 2784 §2.2 says to discard
        if ((flags & 0x4007) != 0) {
            return c.skip(Cause.GRE);
        }
        int size = 4 + 4 * Integer.bitCount(flags & 0xb000);
        if (!c.has(size)) {
            return c.tooShort(size);
        }
        int type = u16(c.array, c.at + 2);
        c.at += size;
        switch (type) {
            case EthernetLayer.IPV4:
                return c.tunnel(Step.IPV4);
            case EthernetLayer.IPV6:
                return c.tunnel(Step.IPV6);
            case EthernetLayer.BRIDGED_ETHERNET:
                return c.tunnel(Step.ETHERNET);
            case ErspanLayer.TYPE_2:
            case ErspanLayer.TYPE_3:
                return ErspanLayer.read(c, type, (flags & SEQUENCE) != 0);
            default:
                return c.skip(Cause.GRE);
        }
    }

    /** RFC 3378 §3: version 3 in four bits, twelve bits of zero. */
    private static Step etherIp(Cursor c) {
        if (!c.has(2)) {
            return c.tooShort(2);
        }
        if (u16(c.array, c.at) != 0x3000) {
            return c.skip(Cause.ETHERIP);
        }
        c.at += 2;
        return c.tunnel(Step.ETHERNET);
    }

    /**
     * RFC 7348 §5: flag I alone, reserved bits zero. Because a port proves nothing, the content
     * must look like Ethernet too; if not, it is an ordinary datagram.
     */
    static boolean isVxlan(Cursor c) {
        return c.has(VXLAN_HEADER)
                && i32(c.array, c.at) == 0x0800_0000
                && c.array[c.at + 7] == 0
                && EthernetLayer.looksRight(
                        c.array, c.at + VXLAN_HEADER, c.end, c.rest() - VXLAN_HEADER);
    }
}
