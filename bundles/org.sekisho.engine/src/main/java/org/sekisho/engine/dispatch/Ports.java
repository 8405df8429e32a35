// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import org.sekisho.engine.decode.PacketView;
import org.sekisho.packet.IpAddress;

/** Who is the server when only a packet from the middle of a conversation can tell. */
final class Ports {
    /**
     * First of the ports that Linux and IANA (RFC 6335 §6) leave to clients; Linux begins at 32768.
     */
    private static final int FIRST_EPHEMERAL = 32768;

    private Ports() {}

    /**
     * Whether the packet's source looks like the server: the end with the port that is not
     * ephemeral, else the one with the smaller port; with equal ports the end outside the private
     * networks.
     */
    static boolean sourceIsServer(PacketView packet) {
        boolean sourceEphemeral = packet.srcPort >= FIRST_EPHEMERAL;
        boolean destinationEphemeral = packet.dstPort >= FIRST_EPHEMERAL;
        if (sourceEphemeral != destinationEphemeral) {
            return destinationEphemeral;
        }
        if (packet.srcPort != packet.dstPort) {
            return packet.srcPort < packet.dstPort;
        }
        return !isPrivate(packet, true) && isPrivate(packet, false);
    }

    /** Whether the ports tell anything: exactly one end has a port below 1024. */
    static boolean tellApart(PacketView packet) {
        return packet.srcPort < 1024 != packet.dstPort < 1024;
    }

    private static boolean isPrivate(PacketView packet, boolean source) {
        long high = source ? packet.srcHigh : packet.dstHigh;
        long low = source ? packet.srcLow : packet.dstLow;
        return (packet.ipVersion == 6 ? IpAddress.v6(high, low) : IpAddress.v4((int) low))
                .isPrivate();
    }
}
