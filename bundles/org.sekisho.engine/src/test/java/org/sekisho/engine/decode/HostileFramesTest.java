// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;

/** No bytes make the decoder throw, or point outside the frame, or depend on bytes beside it. */
class HostileFramesTest {
    private static final int[] LINK_TYPES = {
        LinkType.NULL,
        LinkType.ETHERNET,
        LinkType.RAW,
        LinkType.LOOP,
        LinkType.LINUX_SLL,
        LinkType.IPV4,
        LinkType.IPV6,
        LinkType.LINUX_SLL2,
        LinkType.IEEE802_11
    };

    private final Decoder decoder = new Decoder(new DecodeLimits(8, 4, 64, 1 << 17, 1_000_000));
    private final Decoder layers =
            new Decoder(new DecodeLimits(8, 4, 64, 1 << 17, 1_000_000), false);
    private final PacketView view = new PacketView();
    private final PacketView other = new PacketView();
    private long now;

    /** Decodes between other bytes, with and without the fast path. */
    private Outcome decode(byte[] array, int offset, int captured, int original, int linkType) {
        now += 1000;
        Outcome outcome =
                decoder.decode(array, offset, captured, original, linkType, -1, now, view);
        Outcome again = layers.decode(array, offset, captured, original, linkType, -1, now, other);
        assertThat(Seen.of(outcome, view)).isEqualTo(Seen.of(again, other));
        FlowSplit.hash(array, offset, captured, linkType);
        if (outcome == Outcome.PACKET || outcome == Outcome.LINK) {
            int start = view.reassembled ? 0 : offset;
            int end = view.reassembled ? view.array.length : offset + captured;
            assertThat(view.payloadLength).isNotNegative();
            assertThat(view.cut).isNotNegative();
            assertThat(view.payloadOffset).isBetween(start, end - view.payloadLength);
            assertThat(view.ipLength).isBetween(0, end - view.ipOffset);
            assertThat(view.srcPort | view.dstPort | view.tcpWindow).isBetween(0, 0xffff);
            assertThat(view.tcpSeq | view.tcpAck).isBetween(0L, 0xffff_ffffL);
            assertThat(view.vlan).isBetween(-1, 4095);
        }
        return outcome;
    }

    private static List<byte[]> frames() {
        List<byte[]> frames =
                RealFrames.all().stream()
                        .map(CapturedFrame::bytes)
                        .filter(bytes -> bytes.length < 400)
                        .collect(Collectors.toList());
        EncapsulationTest.wrapped().forEach(wrapped -> frames.add(wrapped.frame()));
        return frames;
    }

    @Test
    void framesCutAtAnyByteAreReadAsFarAsTheyGo() {
        List<byte[]> frames = frames();
        for (int i = 0; i < frames.size(); i += 7) {
            byte[] frame = frames.get(i);
            for (int size = 0; size <= frame.length; size++) {
                decode(frame, 0, size, frame.length, LinkType.ETHERNET);
                decode(frame, 0, size, size, LinkType.ETHERNET);
            }
        }
    }

    @Test
    void twoHundredThousandDamagedFramesHarmNothing() {
        List<byte[]> frames = frames();
        Random random = new Random(20260101);
        byte[] array = new byte[4096];
        int skipped = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] frame = frames.get(random.nextInt(frames.size()));
            int offset = random.nextInt(100);
            random.nextBytes(array);
            System.arraycopy(frame, 0, array, offset, frame.length);
            int head = Math.min(frame.length, 120);
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                array[offset + random.nextInt(head)] ^= (byte) (1 << random.nextInt(8));
            }
            int captured = random.nextInt(4) == 0 ? random.nextInt(frame.length) : frame.length;
            int original = random.nextInt(8) == 0 ? random.nextInt() : frame.length;
            int linkType = round % 3 == 0 ? LINK_TYPES[random.nextInt(LINK_TYPES.length)] : 1;
            skipped +=
                    decode(array, offset, captured, original, linkType) == Outcome.SKIPPED ? 1 : 0;
        }
        assertThat(skipped).isBetween(1, 199_999);
    }

    @Test
    void whatStandsBehindAFrameMakesNoDifference() {
        Random random = new Random(5);
        for (byte[] frame : frames()) {
            int size = random.nextInt(frame.length) + 1;
            byte[] zeros = new byte[frame.length + 64];
            byte[] noise = new byte[frame.length + 64];
            random.nextBytes(noise);
            System.arraycopy(frame, 0, zeros, 0, size);
            System.arraycopy(frame, 0, noise, 0, size);
            Decoder one = new Decoder(DecodeLimits.DEFAULT);
            Decoder two = new Decoder(DecodeLimits.DEFAULT);
            Seen first = Seen.of(one.decode(zeros, 0, size, size, 1, -1, 0, view), view);
            Seen second = Seen.of(two.decode(noise, 0, size, size, 1, -1, 0, other), other);
            assertThat(second).isEqualTo(first);
            assertThat(FlowSplit.hash(noise, 0, size, 1))
                    .isEqualTo(FlowSplit.hash(zeros, 0, size, 1));
        }
    }

    @Test
    void chainsAndNestsEndAtTheirBounds() {
        byte[] tags = Wrapping.tagged(RealFrames.tcp(), "8100 0007".repeat(9));
        byte[] labels =
                Wrapping.ethernet("8847", Wrapping.before("00064000".repeat(300), new byte[40]));
        byte[] options = RealFrames.udp();
        for (int i = 0; i < 9; i++) {
            options = Wrapping.before("3c00010400000000", options);
        }
        byte[] nest = Wrapping.ipv4(17, Wrapping.udp(1, 2, new byte[8]));
        for (int i = 0; i < 5; i++) {
            nest = Wrapping.ipv4(4, nest);
        }
        long causes = 0;
        for (byte[] frame :
                List.of(
                        tags,
                        labels,
                        Wrapping.ethernet("86dd", Wrapping.ipv6(60, options)),
                        Wrapping.ethernet("0800", nest))) {
            assertThat(decode(frame, 0, frame.length, frame.length, LinkType.ETHERNET))
                    .isEqualTo(Outcome.SKIPPED);
            causes++;
        }
        assertThat(decoder.causes())
                .containsEntry(Cause.HEADER_CHAIN.words(), 3L)
                .containsEntry(Cause.TUNNEL_DEPTH.words(), causes - 3);
    }

    @Test
    void aLargeFrameFullOfNestedHeadersTakesNoMoreThanItsBounds() {
        byte[] gre = Wrapping.hex("00006558" + "5e00010203045e00050607080800");
        byte[] level = Wrapping.join(Arrays.copyOf(Wrapping.ipv4(47, new byte[0]), 20), gre);
        byte[] all = new byte[200_000];
        for (int at = 14; at + level.length < all.length; at += level.length) {
            System.arraycopy(level, 0, all, at, level.length);
            all[at + 2] = 0; // total length 0: to the end of the frame
            all[at + 3] = 0;
        }
        all[12] = 8;
        assertThat(decode(all, 0, all.length, all.length, LinkType.ETHERNET))
                .isEqualTo(Outcome.SKIPPED);
        assertThat(decoder.causes()).containsOnlyKeys(Cause.TUNNEL_DEPTH.words());
    }
}
