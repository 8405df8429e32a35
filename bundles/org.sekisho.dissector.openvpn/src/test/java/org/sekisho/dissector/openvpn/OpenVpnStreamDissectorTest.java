// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Event;
import org.sekisho.event.openvpn.OpenVpnHandshake;
import org.sekisho.event.openvpn.OpenVpnSession;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

/**
 * OpenVPN over TCP. No capture over TCP is in the repository: what is replayed are the packets of
 * real sessions over UDP, each behind its length as TCP has it.
 */
class OpenVpnStreamDissectorTest {
    private static final String CLONE = "p17_openvpn_clone-st444-1017.pcap";
    private static final String PLAIN = "n10_openvpn_udp-none-1037.pcap";

    private static RecordedStream overTcp(String capture) {
        RecordedDatagrams flow =
                CaptureReplay.of(TestCaptures.path(capture)).datagrams().stream()
                        .filter(f -> !f.replay(new OpenVpnDissector()).events().isEmpty())
                        .findFirst()
                        .orElseThrow();
        List<StreamPiece> pieces = new ArrayList<>();
        for (Datagram datagram : flow.datagrams()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(datagram.bytes().length >>> 8);
            bytes.write(datagram.bytes().length);
            bytes.writeBytes(datagram.bytes());
            pieces.add(
                    new StreamPiece(
                            datagram.direction(),
                            bytes.toByteArray(),
                            0,
                            datagram.frame(),
                            datagram.time()));
        }
        return new RecordedStream(flow.flow(), false, Long.MAX_VALUE, pieces);
    }

    /**
     * The server of the clone asks for a certificate of any issuer (66), the other names its own.
     */
    @Test
    void theServersFlightIsReadByItsLengths() {
        assertThat(
                        overTcp(CLONE)
                                .replay(new OpenVpnStreamDissector())
                                .events(OpenVpnHandshake.class))
                .extracting(OpenVpnHandshake::records)
                .containsExactly(List.of(23, 66, 950, 281, 69));
        assertThat(
                        overTcp(PLAIN)
                                .replay(new OpenVpnStreamDissector())
                                .events(OpenVpnHandshake.class))
                .hasSize(1)
                .allSatisfy(
                        e -> {
                            assertThat(e.records()).hasSize(5).startsWith(23).endsWith(281, 69);
                            assertThat(e.records().get(1)).isNotEqualTo(66);
                        });
    }

    @ParameterizedTest
    @EnumSource
    void howTheStreamIsCutMakesNoDifference(Delivery delivery) {
        RecordedStream stream = overTcp(CLONE);
        StreamReplay replay = stream.replay(new OpenVpnStreamDissector(), delivery);

        assertThat(replay.probe()).isEqualTo(Probe.YES);
        assertThat(replay.events(OpenVpnSession.class)).hasSize(1);
        assertThat(replay.events(OpenVpnHandshake.class)).hasSize(1);
        assertThat(replay.isDone()).isTrue();
    }

    @Test
    void overBothTransportsTheSameSessionIsTold() {
        RecordedStream stream = overTcp(PLAIN);
        OpenVpnSession tcp =
                stream.replay(new OpenVpnStreamDissector()).events(OpenVpnSession.class).get(0);

        assertThat(CaptureReplay.of(TestCaptures.path(PLAIN)).events(new OpenVpnDissector()))
                .filteredOn(OpenVpnSession.class::isInstance)
                .containsExactly((Event) tcp);
    }

    @Test
    void lostBytesAreNotGuessed() {
        RecordedStream stream = overTcp(CLONE);
        List<StreamPiece> pieces = new ArrayList<>(stream.pieces());
        StreamPiece lost = pieces.get(3);
        pieces.set(
                3,
                new StreamPiece(
                        lost.direction(),
                        new byte[0],
                        lost.bytes().length,
                        lost.frame(),
                        lost.time()));
        RecordedStream lossy = new RecordedStream(stream.flow(), false, Long.MAX_VALUE, pieces);

        assertThat(lossy.replay(new OpenVpnStreamDissector()).events(OpenVpnHandshake.class))
                .isEmpty();
    }

    @Test
    void noOtherStreamIsTakenForOpenVpn() {
        int streams = 0;
        for (Path file : TestCaptures.all()) {
            if (file.getFileName().toString().contains("openvpn")) {
                continue;
            }
            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                assertThat(stream.replay(new OpenVpnStreamDissector()).events())
                        .as(file.toString())
                        .isEmpty();
                streams++;
            }
        }
        assertThat(streams).isGreaterThan(50);
    }

    @Test
    void noChangeOfBytesMakesItFail() {
        Random random = new Random(6);
        RecordedStream stream = overTcp(CLONE);
        for (int round = 0; round < 500; round++) {
            List<StreamPiece> pieces = new ArrayList<>(stream.pieces().subList(0, 20));
            for (int i = random.nextInt(4); i < pieces.size(); i++) {
                StreamPiece piece = pieces.get(i);
                byte[] bytes = piece.bytes().clone();
                int changes = random.nextInt(3);
                for (int c = 0; c < changes; c++) {
                    bytes[random.nextInt(Math.min(40, bytes.length))] = (byte) random.nextInt();
                }
                int missing = random.nextInt(20) == 0 ? 1 + random.nextInt(3000) : 0;
                pieces.set(
                        i,
                        new StreamPiece(
                                piece.direction(), bytes, missing, piece.frame(), piece.time()));
            }
            StreamReplay replay =
                    new RecordedStream(stream.flow(), false, Long.MAX_VALUE, pieces)
                            .replay(new OpenVpnStreamDissector());
            assertThat(replay.events(OpenVpnHandshake.class))
                    .allSatisfy(e -> assertThat(e.records()).hasSizeBetween(1, 8));
        }
    }

    @Test
    void theServerNeverSpeaksFirst() {
        RecordedStream stream = overTcp(CLONE);
        List<StreamPiece> turned =
                stream.pieces().stream()
                        .map(
                                p ->
                                        new StreamPiece(
                                                p.direction().opposite(),
                                                p.bytes(),
                                                0,
                                                p.frame(),
                                                p.time()))
                        .toList();
        assertThat(turned.get(0).direction()).isEqualTo(Direction.TO_CLIENT);

        assertThat(
                        new RecordedStream(stream.flow(), false, Long.MAX_VALUE, turned)
                                .replay(new OpenVpnStreamDissector())
                                .probe())
                .isEqualTo(Probe.NO);
    }

    @Test
    void stateFitsIntoASlot() {
        assertThat(new OpenVpnStreamDissector().stateSize()).isBetween(1, StateSlot.MAX_SIZE);
    }
}
