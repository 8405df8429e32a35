// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.engine.decode.Wrapping.before;
import static org.sekisho.engine.decode.Wrapping.content;
import static org.sekisho.engine.decode.Wrapping.ethernet;
import static org.sekisho.engine.decode.Wrapping.ipv4;
import static org.sekisho.engine.decode.Wrapping.tagged;
import static org.sekisho.engine.decode.Wrapping.udp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;

/** Frames that must meet get the same number, others are spread. */
class FlowSplitTest {
    private static long hash(byte[] frame, int linkType) {
        return FlowSplit.hash(frame, 0, frame.length, linkType);
    }

    private static long hash(byte[] frame) {
        return hash(frame, LinkType.ETHERNET);
    }

    @Test
    void framesMeetExactlyIfTheirPairOfAddressesIsTheSame() {
        Map<String, Long> byPair = new HashMap<>();
        PacketView view = new PacketView();
        Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
        for (CapturedFrame frame : RealFrames.all()) {
            byte[] bytes = frame.bytes();
            if (Seen.of(decoder, view, bytes, bytes.length, 1).outcome() != Outcome.PACKET) {
                continue;
            }
            String one = Long.toHexString(view.srcHigh) + ":" + Long.toHexString(view.srcLow);
            String other = Long.toHexString(view.dstHigh) + ":" + Long.toHexString(view.dstLow);
            String pair = one.compareTo(other) < 0 ? one + other : other + one;
            assertThat(byPair.computeIfAbsent(pair, p -> hash(bytes))).isEqualTo(hash(bytes));
        }
        assertThat(byPair).hasSizeGreaterThan(5);
        assertThat(byPair.values()).doesNotHaveDuplicates();
    }

    @Test
    void whatStandsBeforeIpMakesNoDifference() {
        for (byte[] frame : List.of(RealFrames.tcp(), RealFrames.udp(), RealFrames.ipv6())) {
            byte[] packet = content(frame);
            String type = Wrapping.type(frame);
            String ppp = type.equals("0800") ? "0021" : "0057";
            long plain = hash(frame);
            assertThat(hash(tagged(frame, "8100 0064"))).isEqualTo(plain);
            assertThat(hash(tagged(frame, "88a8 0064 8100 0065"))).isEqualTo(plain);
            assertThat(hash(ethernet("8847", before("00064000 000651ff", packet))))
                    .isEqualTo(plain);
            assertThat(hash(ethernet("8847", before("000641ff 00000000", frame)))).isEqualTo(plain);
            String pppoe = "1100 0011 %04x".formatted(packet.length + 2) + ppp;
            assertThat(hash(ethernet("8864", before(pppoe, packet)))).isEqualTo(plain);
            String length = "%04x".formatted(packet.length + 8);
            byte[] snap = ethernet(length, before("aaaa03000000" + type, packet));
            assertThat(hash(snap)).isEqualTo(plain);
            assertThat(hash(packet, LinkType.RAW)).isEqualTo(plain);
            assertThat(hash(before("02000000", packet), LinkType.NULL)).isEqualTo(plain);
            String cooked = "0000 0001 0006 5e00050607080000";
            assertThat(hash(before(cooked + type, packet), LinkType.LINUX_SLL)).isEqualTo(plain);
            String cooked2 = type + "0000 00000002 0001 00 06 5e00050607080000";
            assertThat(hash(before(cooked2, packet), LinkType.LINUX_SLL2)).isEqualTo(plain);
        }
    }

    @Test
    void fragmentsErrorsAndTunnelsFollowTheOutermostAddresses() {
        long pair = hash(ethernet("0800", ipv4(17, udp(1, 2, new byte[9]))));
        byte[] lastFragment = ethernet("0800", ipv4(17, 1, 100, "", new byte[40]));
        byte[] error = ethernet("0800", ipv4(1, content(RealFrames.udp())));
        byte[] tunnel = ethernet("0800", ipv4(4, content(RealFrames.tcp())));
        assertThat(List.of(hash(lastFragment), hash(error), hash(tunnel))).containsOnly(pair);
    }

    @Test
    void framesWithoutIpFollowTheirMacAddresses() {
        byte[] arp = RealFrames.arp();
        byte[] back = arp.clone();
        System.arraycopy(arp, 0, back, 6, 6);
        System.arraycopy(arp, 6, back, 0, 6);
        assertThat(hash(back)).isEqualTo(hash(arp));
        assertThat(hash(tagged(arp, "8100 0064"))).isEqualTo(hash(arp));
        back[11]++;
        assertThat(hash(back)).isNotEqualTo(hash(arp));
    }

    @Test
    void pairsSpreadEvenlyOverWorkers() {
        int[] frames = new int[4];
        byte[] frame = ethernet("0800", ipv4(17, udp(1, 2, new byte[9])));
        for (int i = 0; i < 40_000; i++) {
            frame[28] = (byte) (i >> 8);
            frame[29] = (byte) i;
            frames[(int) Long.remainderUnsigned(hash(frame), 4)]++;
        }
        for (int share : frames) {
            assertThat(share).isBetween(9_500, 10_500);
        }
    }
}
