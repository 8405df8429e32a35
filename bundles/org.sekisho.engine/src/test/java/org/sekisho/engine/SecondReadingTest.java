// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.engine.ContentDissector.Content;
import org.sekisho.event.Event;
import org.sekisho.event.flow.AmbiguousStream;
import org.sekisho.packet.Direction;

/** Where two copies of bytes differ near the start of a stream, both are read. */
class SecondReadingTest {
    private static List<Event> events(TcpFrames frames, int workers) {
        return new Pipeline()
                .streams(List.of(Pipeline.stream(ContentDissector::new)))
                .watch(Content.class, AmbiguousStream.class)
                .options(AnalysisOptions.forFiles(workers))
                .run(frames.frames());
    }

    private static List<AmbiguousStream> flagged(List<Event> events) {
        return events.stream()
                .filter(AmbiguousStream.class::isInstance)
                .map(AmbiguousStream.class::cast)
                .toList();
    }

    /** What was read of the client, one for each reading, by hash. */
    private static List<Long> readings(List<Event> events) {
        return events.stream()
                .filter(Content.class::isInstance)
                .map(event -> ((Content) event).hashToServer())
                .toList();
    }

    private static long hash(String text) {
        return ContentDissector.hash(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static TcpFrames ended(TcpFrames frames) {
        return frames.serverAcknowledges().toClient("answer").close();
    }

    @Test
    void bothCopiesAreReadWhicheverCameFirstAndItIsSaidOnce() {
        TcpFrames frames =
                new TcpFrames()
                        .handshake()
                        .toServer("junk!junk!")
                        .againToServer(10, "real bytes")
                        .toServer(" xxxx")
                        .againToServer(5, " more");
        List<Event> events = events(ended(frames), 1);
        assertThat(readings(events))
                .containsExactly(hash("junk!junk! xxxx"), hash("real bytes more"));
        assertThat(flagged(events))
                .hasSize(1)
                .allSatisfy(
                        e -> {
                            assertThat(e.direction()).isEqualTo(Direction.TO_SERVER);
                            assertThat(e.position()).isZero();
                            assertThat(e.origin().frame()).isEqualTo(5);
                            assertThat(new String(e.bytes().toBytes(), StandardCharsets.US_ASCII))
                                    .isEqualTo("real bytes");
                        });
        List<Long> flows =
                events.stream()
                        .filter(Content.class::isInstance)
                        .map(event -> event.origin().flow().id())
                        .toList();
        assertThat(flows).doesNotHaveDuplicates().hasSize(2);
        assertThat(events(ended(frames), 2)).hasSameSizeAs(events);
    }

    @Test
    void copiesThatWaitBehindAHoleCountToo() {
        TcpFrames frames =
                new TcpFrames()
                        .handshake()
                        .lostToServer(6)
                        .toServer("world")
                        .againToServer(5, "there")
                        .againToServer(11, "hello ");
        List<Event> events = events(ended(frames), 1);
        assertThat(flagged(events)).hasSize(1);
        assertThat(readings(events)).containsExactly(hash("hello world"), hash("hello there"));
    }

    @Test
    void partsThatOverlapAreReadBothWays() {
        TcpFrames frames =
                new TcpFrames().handshake().toServer("GET /one").againToServer(3, "two/and/more");
        frames.lostToServer(9);
        List<Event> events = events(ended(frames), 1);
        assertThat(readings(events))
                .containsExactly(hash("GET /one/and/more"), hash("GET /two/and/more"));
    }

    @Test
    void theSameAgainAndOthersAfterTheyWereAcknowledgedAreNothing() {
        TcpFrames frames =
                new TcpFrames()
                        .handshake()
                        .toServer("hello ")
                        .againToServer(6, "hello ")
                        .serverAcknowledges()
                        .againToServer(6, "HELLO ")
                        .againToServer(1, "?");
        List<Event> events = events(ended(frames), 1);
        assertThat(flagged(events)).isEmpty();
        assertThat(readings(events)).containsExactly(hash("hello "));
    }

    @Test
    void whatIsFarBehindTheHeadIsNotKept() {
        TcpFrames frames = new TcpFrames().handshake();
        for (int i = 0; i < 30; i++) {
            frames.toServer("x".repeat(1000)).serverAcknowledges();
        }
        frames.toServer("real").againToServer(4, "junk");
        List<Event> events = events(ended(frames), 1);
        assertThat(flagged(events)).isEmpty();
        assertThat(readings(events)).hasSize(1);
    }

    @Test
    void aStreamThatGoesOnIsReadAgainWhenNothingWasAlteredForAWhile() {
        TcpFrames frames =
                new TcpFrames()
                        .handshake()
                        .toServer("junk")
                        .againToServer(4, "real")
                        .serverAcknowledges()
                        .pause(6)
                        .toServer("later");
        List<Event> events = events(ended(frames), 1);
        assertThat(readings(events)).containsExactly(hash("real"), hash("junklater"));
    }
}
