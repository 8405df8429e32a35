// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/**
 * Every frame of every capture at hand, decoded by us (fast path and layers) and by pcap4j. Where
 * the two differ, one of the rules below must say why.
 */
class Pcap4jDifferenceTest {
    /** Reasons for which a difference is right. */
    private enum Rule {
        /** pcap4j leaves IP fragments as they are; we hold them and put them together. */
        FRAGMENT_REASSEMBLED {
            @Override
            boolean explains(Outcome theirs, PacketView them, Outcome ours, PacketView us) {
                boolean held = ours == Outcome.HELD;
                boolean finished =
                        ours == Outcome.PACKET
                                && us.reassembled
                                && us.srcLow == them.srcLow
                                && us.dstLow == them.dstLow
                                && us.protocol == them.protocol
                                && us.payloadLength > them.payloadLength;
                return theirs == Outcome.HELD && (held || finished);
            }
        },

        /**
         * pcap4j 1.8.2 forgets the two bytes of a PadN option without data (RFC 8200 §4.2) at the
         * end of an options header and reads ICMPv6 from there.
         */
        EMPTY_PADN_FORGOTTEN {
            @Override
            boolean explains(Outcome theirs, PacketView them, Outcome ours, PacketView us) {
                if (theirs != Outcome.PACKET
                        || us.ipVersion != 6
                        || us.protocol != 58
                        || us.array[us.ipOffset + 6] != Ipv6Layer.HOP_BY_HOP
                        || BigEndian.u16(us.array, us.l4Offset - 2) != 0x0100) {
                    return false;
                }
                them.l4Offset += 2;
                them.payloadOffset += 2;
                them.payloadLength -= 2;
                them.icmpTypeCode = us.icmpTypeCode;
                return ours == theirs && describe(them).equals(describe(us));
            }
        },

        /**
         * pcap4j reads no data in ICMP information messages (RFC 792 defines none, tunnels send
         * it); the length in the IP header says that it belongs to the packet.
         */
        DATA_OF_INFORMATION_MESSAGE {
            @Override
            boolean explains(Outcome theirs, PacketView them, Outcome ours, PacketView us) {
                int type = them.icmpTypeCode >>> 8;
                boolean information = type == 15 || type == 16;
                if (them.ipVersion != 4 || them.protocol != 1 || !information) {
                    return false;
                }
                if (them.payloadLength != 0 || them.ipLength != 28) {
                    return false;
                }
                them.ipLength = BigEndian.u16(them.array, them.ipOffset + 2);
                them.payloadLength = them.ipLength - 28;
                return ours == theirs && describe(them).equals(describe(us));
            }
        };

        abstract boolean explains(Outcome theirs, PacketView them, Outcome ours, PacketView us);
    }

    @Test
    void everyFrameIsReadAsPcap4jReadsItOrARuleSaysWhy() throws Exception {
        long same = 0;
        Map<Rule, Integer> explained = new EnumMap<>(Rule.class);
        List<String> unexplained = new ArrayList<>();
        PacketView them = new PacketView();
        PacketView us = new PacketView();
        for (Path file : TestCaptures.all()) {
            Decoder fast = new Decoder(DecodeLimits.DEFAULT);
            Decoder layers = new Decoder(DecodeLimits.DEFAULT, false);
            for (CapturedFrame frame : PcapFile.read(file)) {
                for (Decoder decoder : List.of(fast, layers)) {
                    Outcome theirs = Pcap4jDecode.decode(frame.bytes(), them);
                    Outcome ours = decode(decoder, frame, us);
                    if (theirs == ours
                            && theirs != Outcome.HELD
                            && describe(them).equals(describe(us))) {
                        same++;
                        continue;
                    }
                    Rule rule = null;
                    for (Rule candidate : Rule.values()) {
                        rule = candidate.explains(theirs, them, ours, us) ? candidate : rule;
                    }
                    if (rule != null) {
                        explained.merge(rule, 1, Integer::sum);
                    } else if (unexplained.size() < 5) {
                        unexplained.add(
                                "%s frame %d%n  pcap4j %s %s%n  ours   %s %s"
                                        .formatted(
                                                file.getFileName(),
                                                frame.number(),
                                                theirs,
                                                describe(them),
                                                ours,
                                                describe(us)));
                    }
                }
            }
            assertThat(fast.causes()).as("%s", file).isEmpty();
        }
        assertThat(unexplained).isEmpty();
        // a rule that explains nothing any more has to go
        assertThat(explained).containsOnlyKeys(Rule.values());
        assertThat(same).isGreaterThan(1000);
    }

    private static Outcome decode(Decoder decoder, CapturedFrame frame, PacketView view) {
        byte[] bytes = frame.bytes();
        return decoder.decode(
                bytes,
                0,
                bytes.length,
                frame.originalLength(),
                LinkType.ETHERNET,
                -1,
                frame.time(),
                view);
    }

    /** Everything that both know. pcap4j has no identifier apart from the echo classes. */
    private static String describe(PacketView v) {
        return ("mac %012x>%012x type %04x ip%d id %d at %d+%d %x:%x>%x:%x protocol %d at %d"
                        + " ports %d>%d seq %d ack %d flags %02x window %d icmp %04x payload %d+%d")
                .formatted(
                        v.sourceMac,
                        v.destinationMac,
                        v.etherType,
                        v.ipVersion,
                        v.ipId,
                        v.ipOffset,
                        v.ipLength,
                        v.srcHigh,
                        v.srcLow,
                        v.dstHigh,
                        v.dstLow,
                        v.protocol,
                        v.l4Offset,
                        v.srcPort,
                        v.dstPort,
                        v.tcpSeq,
                        v.tcpAck,
                        v.tcpFlags,
                        v.tcpWindow,
                        v.icmpTypeCode,
                        v.payloadOffset,
                        v.payloadLength);
    }
}
