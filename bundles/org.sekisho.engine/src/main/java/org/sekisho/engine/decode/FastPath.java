// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u32;
import static org.sekisho.engine.decode.BigEndian.u48;

/**
 * The frames that nearly all traffic consists of, in one go: Ethernet without tags, IPv4 without
 * options or fragments, whole TCP or UDP. It takes only what needs no decision; the layers decode
 * everything, these frames too, and to the same result.
 */
final class FastPath {
    private static final int ETHERNET = 14;
    private static final int IP = ETHERNET + 20;

    /** EtherType, version and header length: four bytes that have one value here. */
    private static final int IPV4_WITHOUT_OPTIONS = 0x0800_4500;

    private FastPath() {}

    /** Whether the frame was such a one and the view is filled. */
    static boolean decode(byte[] array, int offset, int captured, int vlan, PacketView view) {
        if (captured < IP + 20
                || (i32(array, offset + 12) & 0xffff_ff00) != IPV4_WITHOUT_OPTIONS
                || (u16(array, offset + 20) & 0x3fff) != 0) {
            return false;
        }
        int total = u16(array, offset + 16);
        int protocol = array[offset + 23];
        int l4 = offset + IP;
        int end = offset + ETHERNET + total;
        if (total < 40 || total > captured - ETHERNET) {
            return false;
        }
        int ports = i32(array, l4);
        int payload;
        if (protocol == 6) {
            int header = (array[l4 + 12] & 0xf0) >>> 2;
            payload = l4 + header;
            if (header < 20 || payload > end) {
                return false;
            }
            view.tcpSeq = u32(array, l4 + 4);
            view.tcpAck = u32(array, l4 + 8);
            view.tcpFlags = array[l4 + 13] & 0xff;
            view.tcpWindow = u16(array, l4 + 14);
        } else if (protocol == 17) {
            payload = l4 + 8;
            if (u16(array, l4 + 4) != total - 20 || (ports & 0xffff) == TunnelLayer.VXLAN_PORT) {
                return false;
            }
            view.tcpSeq = 0;
            view.tcpAck = 0;
            view.tcpFlags = 0;
            view.tcpWindow = 0;
        } else {
            return false;
        }
        view.array = array;
        view.etherType = EthernetLayer.IPV4;
        view.destinationMac = u48(array, offset);
        view.sourceMac = u48(array, offset + 6);
        view.hasMac = true;
        view.vlan = vlan;
        view.ipVersion = 4;
        view.protocol = protocol;
        view.srcHigh = 0;
        view.srcLow = u32(array, offset + 26);
        view.dstHigh = 0;
        view.dstLow = u32(array, offset + 30);
        view.srcPort = ports >>> 16;
        view.dstPort = ports & 0xffff;
        view.ipOffset = offset + ETHERNET;
        view.ipLength = total;
        view.ipId = u16(array, offset + 18);
        view.l4Offset = l4;
        view.payloadOffset = payload;
        view.payloadLength = end - payload;
        view.cut = 0;
        view.icmpTypeCode = 0;
        view.icmpIdSeq = 0;
        view.depth = 0;
        view.reassembled = false;
        return true;
    }
}
