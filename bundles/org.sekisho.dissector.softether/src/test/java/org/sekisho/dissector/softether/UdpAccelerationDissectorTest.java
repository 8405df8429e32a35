// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.softether.UdpAccelerationChain.Variant;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class UdpAccelerationDissectorTest {
    private static List<UdpAccelerationChain> events(RecordedDatagrams flow) {
        return flow.replay(new UdpAccelerationDissector()).events(UdpAccelerationChain.class);
    }

    private static RecordedDatagrams session() {
        return Datagrams.flows("p28", UdpAccelerationDissector::new).get(0);
    }

    @Test
    void tellsTheGenerationOfTheSenderByThePlaceOfTheCopy() {
        for (Path file : TestCaptures.startingWith("p28")) {
            Variant expected =
                    file.getFileName().toString().contains("deb501")
                            ? Variant.V2_OFFSET_12
                            : Variant.V2_TAIL;
            List<UdpAccelerationChain> events =
                    CaptureReplay.of(file).events(new UdpAccelerationDissector()).stream()
                            .map(UdpAccelerationChain.class::cast)
                            .toList();
            assertThat(events).extracting(UdpAccelerationChain::variant).containsOnly(expected);
            assertThat(events).extracting(UdpAccelerationChain::direction).doesNotHaveDuplicates();
            assertThat(events)
                    .extracting(UdpAccelerationChain::bothDirections)
                    .containsExactly(false, true);
            assertThat(events).allMatch(event -> event.copied().length() == 12);
        }
    }

    @Test
    void findsASessionAnywhereInIt() {
        RecordedDatagrams flow = session();
        for (int first = 0; first < flow.datagrams().size() - 20; first += 7) {
            int from = first;
            RecordedDatagrams rest = Datagrams.with(flow, list -> list.subList(from, list.size()));
            assertThat(events(rest)).as("from datagram " + first).isNotEmpty();
            assertThat(events(rest).get(0).origin().frame())
                    .isLessThanOrEqualTo(rest.datagrams().get(7).frame());
        }
    }

    @Test
    void countsMatchesWhenOnlyOneDirectionIsSeen() {
        RecordedDatagrams oneWay =
                Datagrams.with(
                        session(),
                        list ->
                                list.stream()
                                        .filter(d -> d.direction() == Direction.TO_CLIENT)
                                        .toList());
        assertThat(events(oneWay)).extracting(UdpAccelerationChain::matches).containsExactly(1, 3);
        assertThat(events(oneWay)).noneMatch(UdpAccelerationChain::bothDirections);
    }

    @Test
    void isNotMisledByDoubledFrames() {
        RecordedDatagrams flow = session();
        RecordedDatagrams doubled =
                Datagrams.with(
                        flow,
                        list -> {
                            List<Datagram> twice = new ArrayList<>();
                            list.forEach(d -> twice.addAll(List.of(d, d)));
                            return twice;
                        });
        assertThat(Datagrams.said(List.copyOf(events(doubled))))
                .isEqualTo(Datagrams.said(List.copyOf(events(flow))));
    }

    @Test
    void bearsLossAndReordering() {
        RecordedDatagrams shaken =
                Datagrams.with(
                        session(),
                        list -> {
                            List<Datagram> some = new ArrayList<>();
                            for (int i = 0; i < list.size(); i++) {
                                if (i % 4 != 1) {
                                    some.add(list.get(i));
                                }
                            }
                            for (int i = 0; i + 1 < some.size(); i += 3) {
                                Collections.swap(some, i, i + 1);
                            }
                            return some;
                        });
        List<UdpAccelerationChain> events = events(shaken);
        assertThat(events)
                .extracting(UdpAccelerationChain::direction)
                .contains(Direction.TO_SERVER, Direction.TO_CLIENT);
        assertThat(events.get(events.size() - 1).bothDirections()).isTrue();
    }

    @Test
    void refusesHeadsThatEveryPacketRepeats() {
        Random random = new Random(5);
        byte[] constant = new byte[12];
        random.nextBytes(constant);
        byte[] other = new byte[12];
        random.nextBytes(other);
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[80 + i % 9];
            random.nextBytes(bytes);
            byte[] head = i % 2 == 0 ? constant : other;
            System.arraycopy(head, 0, bytes, 0, 12);
            System.arraycopy(head, 0, bytes, 12, 12);
            System.arraycopy(head, 0, bytes, bytes.length - 28, 12);
            list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 20L * i));
        }
        assertThat(events(Datagrams.udp(list))).isEmpty();
    }

    @Test
    void refusesTextAndCounters() {
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String line = "%05d some text %05d some text, and more of it".formatted(i, i + 1);
            byte[] bytes = (line + line).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 20L * i));
        }
        String shifted = "%05d some te%05d some te rest of a line that goes on";
        for (int i = 0; i < 40; i++) {
            byte[] bytes =
                    shifted.formatted(i, i + 1)
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            list.add(Datagrams.udp(Direction.TO_CLIENT, bytes, 20L * i));
        }
        assertThat(events(Datagrams.udp(list))).isEmpty();
    }

    /** As generators of traffic fill packets; bytes synthesised after such a capture. */
    @Test
    void refusesPatternsThatClimbByTheSameStep() {
        for (int step : new int[] {1, 7, 0x11}) {
            List<Datagram> list = new ArrayList<>();
            int start = 0x1e;
            for (int i = 0; i < 40; i++) {
                byte[] bytes = new byte[70 + i % 9];
                for (int k = 0; k < bytes.length; k++) {
                    bytes[k] = (byte) (start + k * step);
                }
                list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 20L * i));
                start += (bytes.length - 20) * step; // the next begins as the last 20 of this
            }
            assertThat(events(Datagrams.udp(list))).as("step %d", step).isEmpty();
        }
    }

    @Test
    void knowsTheFirstVariantByTwentyBytesOfTail() {
        Random random = new Random(6);
        List<Datagram> list = new ArrayList<>();
        byte[] iv = new byte[20];
        random.nextBytes(iv);
        for (int i = 0; i < 5; i++) {
            byte[] bytes = new byte[63 + random.nextInt(32)];
            random.nextBytes(bytes);
            System.arraycopy(iv, 0, bytes, 0, 20);
            System.arraycopy(bytes, bytes.length - 20, iv, 0, 20);
            list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 700L * i));
        }
        List<UdpAccelerationChain> events = events(Datagrams.udp(list));
        assertThat(events).extracting(UdpAccelerationChain::matches).containsExactly(1, 3);
        assertThat(events).allMatch(e -> e.variant() == Variant.V1_TAIL);
        assertThat(events.get(0).copied().length()).isEqualTo(20);
    }

    private static byte[] plain(int cookie, long own, long peer) {
        return ByteBuffer.allocate(23).putInt(cookie).putLong(own).putLong(peer).array();
    }

    @Test
    void knowsSessionsWithoutEncryptionByTheirClocks() {
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long at = 700L * i;
            list.add(Datagrams.udp(Direction.TO_SERVER, plain(0x5a17c3e9, 81_000 + at, 900), at));
            byte[] answer = plain(0x11f0c3aa, 7_000 + at, 81_000 + at);
            list.add(Datagrams.udp(Direction.TO_CLIENT, answer, at + 20));
        }
        List<UdpAccelerationChain> events = events(Datagrams.udp(list));
        assertThat(events).hasSize(2).allMatch(e -> e.variant() == Variant.PLAIN);
        assertThat(events.get(1).bothDirections()).isTrue();
    }

    @Test
    void refusesClocksThatDoNotRun() {
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] sequence = plain(0x5a17c3e9, 81_000 + i, 900);
            list.add(Datagrams.udp(Direction.TO_SERVER, sequence, 700L * i));
        }
        assertThat(events(Datagrams.udp(list))).isEmpty();
    }

    @Test
    void letsFlowsGoThatShowNothing() {
        Random random = new Random(7);
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[120];
            random.nextBytes(bytes);
            list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 20L * i));
        }
        assertThat(Datagrams.udp(list).replay(new UdpAccelerationDissector()).isDone()).isTrue();
    }
}
