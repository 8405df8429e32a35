// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.event.ssh.SshKeyExchange;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class SshCaptureTest {
    /** Pieces of a stream that hold all that is said in clear. */
    private static final int CLEAR = 5;

    private static final int ROUNDS = 20_000;

    private static List<RecordedStream> sessions() {
        List<RecordedStream> streams =
                TestCaptures.startingWith("n12").stream()
                        .flatMap(file -> CaptureReplay.of(file).streams().stream())
                        .toList();
        assertThat(streams).isNotEmpty();
        return streams;
    }

    @ParameterizedTest
    @EnumSource
    void readsTheBeginningOfRealSessionsAndNothingMore(Delivery delivery) {
        for (RecordedStream stream : sessions()) {
            StreamReplay replay = stream.replay(new SshDissector(), delivery);
            assertThat(replay.events(SshBanner.class)).hasSize(2);
            assertThat(replay.events(SshKeyExchange.class)).hasSize(2);
            assertThat(replay.isDone()).isTrue();
            for (SshBanner banner : replay.events(SshBanner.class)) {
                byte[] sent = stream.bytes(banner.direction());
                assertThat(new String(sent, StandardCharsets.ISO_8859_1))
                        .startsWith(banner.text() + "\r\n");
            }
            for (SshKeyExchange exchange : replay.events(SshKeyExchange.class)) {
                String sent =
                        new String(stream.bytes(exchange.direction()), StandardCharsets.ISO_8859_1);
                assertThat(exchange.lists().split(";")).hasSize(5);
                for (String list : exchange.lists().split(";")) {
                    assertThat(list).isNotEmpty();
                    assertThat(sent).contains(list);
                }
            }
        }
    }

    @Test
    void givesTheSameProgramTheSameFingerprint() {
        List<String> clients =
                sessions().stream()
                        .flatMap(
                                s ->
                                        s
                                                .replay(new SshDissector())
                                                .events(SshKeyExchange.class)
                                                .stream())
                        .filter(exchange -> exchange.direction() == TO_SERVER)
                        .map(SshKeyExchange::fingerprint)
                        .toList();
        assertThat(clients).hasSizeGreaterThan(1).allMatch(clients.get(0)::equals);
    }

    @Test
    void claimsOnlySsh() {
        for (var file : TestCaptures.all()) {
            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                if (!stream.replay(new SshDissector()).events().isEmpty()) {
                    byte[] sent = stream.bytes(TO_SERVER);
                    assertThat(new String(sent, 0, 4, StandardCharsets.ISO_8859_1))
                            .as(file + " " + stream.flow())
                            .isEqualTo("SSH-");
                }
            }
        }
    }

    @Test
    void survivesDamage() {
        List<RecordedStream> sessions = sessions();
        Random random = new Random(1);
        int complete = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RecordedStream stream = sessions.get(round % sessions.size());
            List<StreamPiece> pieces = new ArrayList<>(stream.pieces().subList(0, CLEAR));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(CLEAR);
                byte[] bytes = pieces.get(at).bytes().clone();
                // half of the changes where lengths are
                int within = random.nextBoolean() ? bytes.length : Math.min(40, bytes.length);
                bytes[random.nextInt(within)] = (byte) random.nextInt(256);
                pieces.set(at, with(pieces.get(at), bytes));
            }
            complete += replay(stream, pieces).events().size() == 4 ? 1 : 0;
        }
        assertThat(complete).isBetween(1, ROUNDS - 1);
    }

    @Test
    void survivesTruncationAnywhere() {
        RecordedStream stream = sessions().get(0);
        for (int last = 0; last < CLEAR; last++) {
            StreamPiece piece = stream.pieces().get(last);
            for (int length = 1; length < piece.bytes().length; length++) {
                List<StreamPiece> pieces = new ArrayList<>(stream.pieces().subList(0, last));
                pieces.add(with(piece, Arrays.copyOf(piece.bytes(), length)));
                assertThat(replay(stream, pieces).events()).hasSizeLessThanOrEqualTo(4);
            }
        }
    }

    private static StreamReplay replay(RecordedStream stream, List<StreamPiece> pieces) {
        return new RecordedStream(stream.flow(), false, stream.twoWayFrom(), pieces)
                .replay(new SshDissector());
    }

    private static StreamPiece with(StreamPiece piece, byte[] bytes) {
        return new StreamPiece(piece.direction(), bytes, 0, piece.frame(), piece.time());
    }
}
