// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_CLIENT;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.event.socks.SocksRequest;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class SocksCaptureTest {
    /** Pieces of a stream that hold the whole SOCKS dialogue and the first bytes after it. */
    private static final int DIALOGUE = 8;

    private static final int ROUNDS = 20_000;

    private static List<RecordedStream> streams(String prefix) {
        List<Path> captures = TestCaptures.startingWith(prefix);
        assertThat(captures).isNotEmpty();
        return captures.stream().flatMap(c -> CaptureReplay.of(c).streams().stream()).toList();
    }

    @ParameterizedTest
    @EnumSource
    void findsTlsBehindSoftEthersSocks4(Delivery delivery) {
        for (RecordedStream stream : streams("p10_")) {
            expectTls(stream.replay(new SocksDissector(), delivery), 4, List.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsTlsBehindSoftEthersSocks5(Delivery delivery) {
        for (RecordedStream stream : streams("p10c_")) {
            expectTls(stream.replay(new SocksDissector(), delivery), 5, List.of(0, 2));
        }
    }

    private static void expectTls(StreamReplay replay, int version, List<Integer> methods) {
        SocksRequest request = replay.events(SocksRequest.class).get(0);
        assertThat(request.version()).isEqualTo(version);
        assertThat(request.methods()).isEqualTo(methods);
        RecordedStream inner = replay.inner();
        assertThat(inner.flow().server()).isEqualTo(request.target());
        assertThat(inner.bytes(TO_SERVER)).startsWith(0x16, 0x03);
        assertThat(inner.bytes(TO_CLIENT)).startsWith(0x16, 0x03);
    }

    @Test
    void tellsCurlsFourKindsApart() {
        Set<String> kinds = new HashSet<>();
        for (RecordedStream stream : streams("n14_socks_curl")) {
            StreamReplay replay = stream.replay(new SocksDissector());
            boolean refused = stream.bytes(TO_CLIENT)[1] != 0x5a && stream.bytes(TO_CLIENT)[0] == 0;
            assertThat(replay.events()).hasSize(refused ? 0 : 1);
            for (SocksRequest request : replay.events(SocksRequest.class)) {
                kinds.add(request.version() + (request.target().name() == null ? "ip" : "name"));
            }
        }
        assertThat(kinds).containsExactlyInAnyOrder("4ip", "5ip", "5name");
    }

    @Test
    void claimsNoOtherStream() {
        for (Path file : TestCaptures.all()) {
            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                StreamReplay replay = stream.replay(new SocksDissector());
                byte[] sent = stream.bytes(TO_SERVER);
                if (!replay.events().isEmpty()) {
                    assertThat(sent[0]).as(file + " " + stream.flow()).isIn((byte) 4, (byte) 5);
                }
            }
        }
    }

    @Test
    void survivesDamage() {
        List<RecordedStream> streams = new ArrayList<>(streams("p10_"));
        streams.addAll(streams("p10c_"));
        Random random = new Random(1);
        int granted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            RecordedStream stream = streams.get(round % streams.size());
            List<StreamPiece> pieces = new ArrayList<>(stream.pieces().subList(0, DIALOGUE));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(DIALOGUE);
                byte[] bytes = pieces.get(at).bytes().clone();
                bytes[random.nextInt(Math.min(40, bytes.length))] = (byte) random.nextInt(256);
                pieces.set(at, with(pieces.get(at), bytes));
            }
            granted += replay(stream, pieces).events().size();
        }
        assertThat(granted).isBetween(1, ROUNDS);
    }

    @Test
    void survivesTruncationAnywhere() {
        for (RecordedStream stream : streams("p10c_")) {
            for (int last = 0; last < DIALOGUE; last++) {
                StreamPiece piece = stream.pieces().get(last);
                for (int length = 1; length <= piece.bytes().length; length++) {
                    List<StreamPiece> pieces = new ArrayList<>(stream.pieces().subList(0, last));
                    pieces.add(with(piece, Arrays.copyOf(piece.bytes(), length)));
                    assertThat(replay(stream, pieces).events()).hasSizeLessThanOrEqualTo(1);
                }
            }
        }
    }

    private static StreamReplay replay(RecordedStream stream, List<StreamPiece> pieces) {
        return new RecordedStream(stream.flow(), false, stream.twoWayFrom(), pieces)
                .replay(new SocksDissector());
    }

    private static StreamPiece with(StreamPiece piece, byte[] bytes) {
        return new StreamPiece(piece.direction(), bytes, 0, piece.frame(), piece.time());
    }
}
