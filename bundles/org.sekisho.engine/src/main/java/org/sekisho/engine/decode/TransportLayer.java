// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u32;
import static org.sekisho.engine.decode.BigEndian.u8;

/** TCP, UDP and ICMP. */
final class TransportLayer {
    private TransportLayer() {}

    /** RFC 9293 §3.1. */
    static Step tcp(Cursor c) {
        if (!c.has(20)) {
            return c.tooShort(20);
        }
        byte[] array = c.array;
        int at = c.at;
        int header = u8(array, at + 12) >>> 4 << 2;
        if (header < 20 || header > c.rest()) {
            return c.skip(Cause.TCP_HEADER);
        }
        PacketView view = c.view;
        view.srcPort = u16(array, at);
        view.dstPort = u16(array, at + 2);
        view.tcpSeq = u32(array, at + 4);
        view.tcpAck = u32(array, at + 8);
        view.tcpFlags = u8(array, at + 13);
        view.tcpWindow = u16(array, at + 14);
        int cutOptions = Math.max(0, header - (c.end - at));
        c.at = at + header - cutOptions;
        c.missing -= cutOptions;
        return c.packet();
    }

    /**
     * RFC 768. A length of 0 is one that the network card would have filled in, or a jumbogram's
     * (RFC 2675 §4); a greater one than IP's is cut down to that, and what follows a smaller one
     * (RFC 9868 options) is no payload.
     */
    static Step udp(Cursor c) {
        if (!c.has(8)) {
            return c.tooShort(8);
        }
        byte[] array = c.array;
        int at = c.at;
        int length = u16(array, at + 4);
        if (length != 0) {
            if (length < 8) {
                return c.skip(Cause.UDP_LENGTH);
            }
            c.narrow(Math.min(length, c.rest()));
        }
        c.view.srcPort = u16(array, at);
        c.view.dstPort = u16(array, at + 2);
        c.at = at + 8;
        if (c.view.dstPort == TunnelLayer.VXLAN_PORT && TunnelLayer.isVxlan(c)) {
            c.at += TunnelLayer.VXLAN_HEADER;
            return c.tunnel(Step.ETHERNET);
        }
        return c.packet();
    }

    /**
     * RFC 792 and RFC 4443. What an error message quotes stays payload: somebody may have made it
     * up, and it was seen already.
     */
    static Step icmp(Cursor c, boolean v6) {
        if (!c.has(8)) {
            return c.tooShort(8);
        }
        int type = u8(c.array, c.at);
        c.view.icmpTypeCode = u16(c.array, c.at);
        if (hasIdentifier(type, v6)) {
            c.view.icmpIdSeq = i32(c.array, c.at + 4);
        }
        c.at += 8;
        return c.packet();
    }

    /** Echo; for IPv4 also time stamp, information (15, 16) and address mask (RFC 950). */
    private static boolean hasIdentifier(int type, boolean v6) {
        return v6 ? type == 128 || type == 129 : type == 0 || type == 8 || type >= 13 && type <= 18;
    }
}
