// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.openvpn.OpenVpnSession;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.DatagramReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.TestCaptures;

class OpenVpnDissectorTest {
    private static final String CLONE = "p17_openvpn_clone-st444-1017.pcap";
    private static final String PLAIN = "n10_openvpn_udp-none-1037.pcap";

    private static RecordedDatagrams session(String capture) {
        return CaptureReplay.of(TestCaptures.path(capture)).datagrams().stream()
                .filter(f -> !f.replay(new OpenVpnDissector()).events().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static RecordedDatagrams with(
            RecordedDatagrams flow, UnaryOperator<List<Datagram>> change) {
        return new RecordedDatagrams(flow.flow(), change.apply(new ArrayList<>(flow.datagrams())));
    }

    private static Datagram with(Datagram datagram, byte[] bytes, int cut) {
        return new Datagram(
                datagram.direction(), bytes, cut, datagram.frame(), datagram.time(), -1, 0);
    }

    private static Map<Direction, byte[]> inside(RecordedDatagrams flow) {
        List<RecordedStream> inner = flow.replay(new OpenVpnDissector()).inner();
        assertThat(inner).hasSize(1);
        assertThat(inner.get(0).flow().carrier()).isEqualTo(Carrier.OPENVPN);
        Map<Direction, byte[]> bytes = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (StreamPiece piece : inner.get(0).pieces()) {
                if (piece.direction() == direction) {
                    all.writeBytes(piece.bytes());
                }
            }
            bytes.put(direction, all.toByteArray());
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {CLONE, PLAIN})
    void whatTheControlChannelCarriesIsRecordsOfTlsFromTheFirstToTheLastByte(String capture) {
        inside(session(capture))
                .forEach(
                        (direction, bytes) -> {
                            int records = 0;
                            int at = 0;
                            while (at < bytes.length) {
                                assertThat(bytes[at])
                                        .as("record type")
                                        .isBetween((byte) 20, (byte) 23);
                                assertThat(bytes[at + 1]).as("major version").isEqualTo((byte) 3);
                                at += 5 + ((bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff);
                                records++;
                            }
                            assertThat(at).isEqualTo(bytes.length);
                            assertThat(records).as(direction.toString()).isGreaterThan(3);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {CLONE, PLAIN})
    void aSessionIsToldOnceWithTheIdsOfBothEnds(String capture) {
        RecordedDatagrams flow = session(capture);
        List<OpenVpnSession> told =
                flow.replay(new OpenVpnDissector()).events(OpenVpnSession.class);

        assertThat(told).hasSize(1);
        byte[] first = flow.datagrams().get(0).bytes();
        byte[] second = flow.datagrams().get(1).bytes();
        assertThat(told.get(0).client().toBytes()).isEqualTo(Arrays.copyOfRange(first, 1, 9));
        assertThat(told.get(0).server().toBytes()).isEqualTo(Arrays.copyOfRange(second, 1, 9));
    }

    @Test
    void theOrderOfDatagramsAfterTheResetsMakesNoDifference() {
        RecordedDatagrams flow = session(CLONE);
        RecordedDatagrams mixed =
                with(
                        flow,
                        list -> {
                            Collections.shuffle(list.subList(2, 18), new Random(3));
                            return list;
                        });

        Map<Direction, byte[]> expected = inside(flow);
        Map<Direction, byte[]> found = inside(mixed);
        for (Direction direction : Direction.values()) {
            assertThat(found.get(direction)).isEqualTo(expected.get(direction));
        }
    }

    @Test
    void doubledDatagramsMakeNoDifference() {
        RecordedDatagrams flow = session(CLONE);
        RecordedDatagrams doubled =
                with(
                        flow,
                        list -> {
                            List<Datagram> twice = new ArrayList<>();
                            list.forEach(d -> twice.addAll(List.of(d, d)));
                            return twice;
                        });

        assertThat(doubled.replay(new OpenVpnDissector()).events())
                .isEqualTo(flow.replay(new OpenVpnDissector()).events());
        assertThat(inside(doubled).get(Direction.TO_CLIENT))
                .isEqualTo(inside(flow).get(Direction.TO_CLIENT));
    }

    @Test
    void whoSendsTheResetOfAClientIsTheClient() {
        RecordedDatagrams flow = session(CLONE);
        Flow real = flow.flow();
        Flow turned =
                new Flow(
                        real.id(),
                        Transport.UDP,
                        real.server(),
                        real.client(),
                        null,
                        null,
                        -1,
                        Roles.FIRST_PACKET,
                        null,
                        null);
        List<Datagram> datagrams = new ArrayList<>();
        for (Datagram d : flow.datagrams()) {
            datagrams.add(
                    new Datagram(
                            d.direction().opposite(), d.bytes(), 0, d.frame(), d.time(), -1, 0));
        }
        DatagramReplay replay =
                new RecordedDatagrams(turned, datagrams).replay(new OpenVpnDissector());

        assertThat(replay.events(OpenVpnSession.class))
                .hasSize(1)
                .allSatisfy(e -> assertThat(e.origin().flow().client()).isEqualTo(real.client()));
        assertThat(replay.innerPieces().get(0).direction()).isEqualTo(Direction.TO_SERVER);
    }

    /** Where the acknowledgement of the other end's session id stands in a server's reset. */
    @Test
    void anAnswerToAnotherSessionIsNotBelieved() {
        RecordedDatagrams forged =
                with(
                        session(CLONE),
                        list -> {
                            byte[] reset = list.get(1).bytes().clone();
                            reset[14] ^= 1;
                            list.set(1, with(list.get(1), reset, 0));
                            return list;
                        });
        DatagramReplay replay = forged.replay(new OpenVpnDissector());

        assertThat(replay.events()).isEmpty();
        assertThat(replay.innerPieces()).isEmpty();
    }

    /** As with tls-crypt: replay protection, tag and ciphertext follow the session id. */
    @Test
    void aProtectedControlChannelIsLetGo() {
        Random random = new Random(4);
        RecordedDatagrams hidden =
                with(
                        session(CLONE),
                        list -> {
                            list.replaceAll(
                                    d -> {
                                        byte[] bytes = new byte[d.bytes().length + 40];
                                        random.nextBytes(bytes);
                                        System.arraycopy(d.bytes(), 0, bytes, 0, 9);
                                        return with(d, bytes, 0);
                                    });
                            return list;
                        });
        DatagramReplay replay = hidden.replay(new OpenVpnDissector());

        assertThat(replay.events()).isEmpty();
        assertThat(replay.innerPieces()).isEmpty();
        assertThat(replay.isDone()).isTrue();
    }

    @Test
    void theFlowIsLetGoWhenTheTunnelCarriesData() {
        DatagramReplay replay = session(CLONE).replay(new OpenVpnDissector());

        assertThat(replay.isDone()).isTrue();
        assertThat(replay.innerEnds()).hasSize(1);
    }

    @Test
    void nothingElseIsTakenForOpenVpn() {
        int flows = 0;
        for (Path file : TestCaptures.all()) {
            if (file.getFileName().toString().contains("openvpn")) {
                continue;
            }
            for (RecordedDatagrams flow : CaptureReplay.of(file).datagrams()) {
                DatagramReplay replay = flow.replay(new OpenVpnDissector());
                assertThat(replay.events()).as(file.toString()).isEmpty();
                assertThat(replay.innerPieces()).as(file.toString()).isEmpty();
                flows++;
            }
        }
        assertThat(flows).isGreaterThan(100);
    }

    @Test
    void noChangeOfBytesMakesItFail() {
        Random random = new Random(5);
        for (String capture : List.of(CLONE, PLAIN)) {
            RecordedDatagrams flow = session(capture);
            for (int round = 0; round < 300; round++) {
                int kept = random.nextInt(6);
                RecordedDatagrams damaged =
                        with(
                                flow,
                                list -> {
                                    for (int i = kept; i < 40; i++) {
                                        list.set(i, damage(list.get(i), random));
                                    }
                                    return list.subList(0, 60);
                                });
                DatagramReplay replay = damaged.replay(new OpenVpnDissector());
                assertThat(replay.innerPieces())
                        .allSatisfy(p -> assertThat(p.number()).isBetween(0L, 1024L));
            }
        }
    }

    private static Datagram damage(Datagram datagram, Random random) {
        byte[] bytes = datagram.bytes().clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                int left = random.nextInt(bytes.length + 1);
                return with(
                        datagram,
                        Arrays.copyOf(bytes, left),
                        random.nextInt(2) * (bytes.length - left));
            }
            case 1 -> bytes[9] = (byte) random.nextInt();
            case 2 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 3 -> {
                int head = bytes[0];
                random.nextBytes(bytes);
                bytes[0] = (byte) head;
            }
            default -> {}
        }
        return with(datagram, bytes, 0);
    }

    @Test
    void stateFitsIntoASlot() {
        assertThat(new OpenVpnDissector().stateSize()).isBetween(1, StateSlot.MAX_SIZE);
    }
}
