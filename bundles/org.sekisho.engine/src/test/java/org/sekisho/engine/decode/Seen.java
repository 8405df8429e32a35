// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import org.sekisho.packet.LinkType;
import org.sekisho.packet.Octets;

/** What a decoder made of a frame, apart from where in the frame it stood. */
record Seen(
        Outcome outcome,
        int etherType,
        int ipVersion,
        int protocol,
        long srcHigh,
        long srcLow,
        long dstHigh,
        long dstLow,
        int srcPort,
        int dstPort,
        long tcpSeq,
        long tcpAck,
        int tcpFlags,
        int tcpWindow,
        int icmpTypeCode,
        int icmpIdSeq,
        int ipId,
        int ipLength,
        int cut,
        Octets payload) {

    static Seen of(Outcome outcome, PacketView v) {
        if (outcome == Outcome.HELD || outcome == Outcome.SKIPPED) {
            return new Seen(
                    outcome, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Octets.NONE);
        }
        return new Seen(
                outcome,
                v.etherType,
                v.ipVersion,
                v.protocol,
                v.srcHigh,
                v.srcLow,
                v.dstHigh,
                v.dstLow,
                v.srcPort,
                v.dstPort,
                v.tcpSeq,
                v.tcpAck,
                v.tcpFlags,
                v.tcpWindow,
                v.icmpTypeCode,
                v.icmpIdSeq,
                v.ipId,
                v.ipLength,
                v.cut,
                Octets.of(v.array, v.payloadOffset, v.payloadLength));
    }

    static Seen of(Decoder decoder, PacketView view, byte[] frame, int original, int linkType) {
        return of(decoder.decode(frame, 0, frame.length, original, linkType, -1, 0, view), view);
    }

    /** The frame decoded by itself. */
    static Seen of(byte[] frame, int linkType) {
        Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
        return of(decoder, new PacketView(), frame, frame.length, linkType);
    }

    /** The Ethernet frame decoded by itself. */
    static Seen of(byte[] frame) {
        return of(frame, LinkType.ETHERNET);
    }
}
