// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.sekisho.packet.IpAddress;

/**
 * The Community ID of a flow, version 1 with seed 0: what ties together the records that different
 * programs write about one flow. Specification: corelight/community-id-spec.
 */
final class CommunityId {
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;

    private CommunityId() {}

    /**
     * Computes it.
     *
     * @param protocol of IP
     * @param sourcePort port, or the type of ICMP; negative where the protocol has none
     * @param destinationPort port, or the counterpart of the type, or the code of a message that is
     *     never answered
     */
    static String of(
            int protocol,
            IpAddress source,
            int sourcePort,
            IpAddress destination,
            int destinationPort) {
        boolean oneWay =
                (protocol == ICMP || protocol == ICMP6)
                        && counterpart(protocol, sourcePort) != destinationPort;
        int order = source.compareTo(destination);
        boolean swapped = !oneWay && (order > 0 || order == 0 && sourcePort > destinationPort);
        byte[] first = (swapped ? destination : source).toBytes();
        byte[] second = (swapped ? source : destination).toBytes();
        ByteBuffer bytes = ByteBuffer.allocate(2 + first.length + second.length + 2 + 4);
        bytes.putShort((short) 0).put(first).put(second).put((byte) protocol).put((byte) 0);
        if (sourcePort >= 0) {
            bytes.putShort((short) (swapped ? destinationPort : sourcePort));
            bytes.putShort((short) (swapped ? sourcePort : destinationPort));
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(bytes.array(), 0, bytes.position());
            return "1:" + Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    /** The type that answers a type of ICMP, as Zeek pairs them; -1 if none does. */
    private static int counterpart(int protocol, int type) {
        return protocol == ICMP
                ? switch (type) {
                    case 0 -> 8;
                    case 8 -> 0;
                    case 9 -> 10;
                    case 10 -> 9;
                    case 13 -> 14;
                    case 14 -> 13;
                    case 15 -> 16;
                    case 16 -> 15;
                    case 17 -> 18;
                    case 18 -> 17;
                    default -> -1;
                }
                : switch (type) {
                    case 128 -> 129;
                    case 129 -> 128;
                    case 130 -> 131;
                    case 131 -> 130;
                    case 133 -> 134;
                    case 134 -> 133;
                    case 135 -> 136;
                    case 136 -> 135;
                    case 139 -> 140;
                    case 140 -> 139;
                    case 144 -> 145;
                    case 145 -> 144;
                    default -> -1;
                };
    }
}
