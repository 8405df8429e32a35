// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.engine.ContentDissector.Content;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.TestCaptures;

/** Streams reach dissectors whole and in order, checked against sorting after the fact. */
class StreamDeliveryTest {
    private record Read(String client, long toServer, long hashUp, long toClient, long hashDown) {}

    static Stream<Path> captures() {
        return TestCaptures.all().stream();
    }

    private static List<Read> expected(CaptureReplay capture) {
        List<Read> reads = new ArrayList<>();
        for (RecordedStream stream : capture.streams()) {
            byte[] up = stream.bytes(Direction.TO_SERVER);
            byte[] down = stream.bytes(Direction.TO_CLIENT);
            if (up.length + down.length > 0) {
                reads.add(
                        new Read(
                                stream.flow().client().toString(),
                                up.length,
                                ContentDissector.hash(up),
                                down.length,
                                ContentDissector.hash(down)));
            }
        }
        reads.sort(Comparator.comparing(Read::toString));
        return reads;
    }

    private static List<Read> read(List<Event> events) {
        List<Read> reads = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Content content) {
                reads.add(
                        new Read(
                                content.origin().flow().client().toString(),
                                content.toServer(),
                                content.hashToServer(),
                                content.toClient(),
                                content.hashToClient()));
            }
        }
        reads.sort(Comparator.comparing(Read::toString));
        return reads;
    }

    private static Pipeline pipeline() {
        return new Pipeline()
                .streams(List.of(Pipeline.stream(ContentDissector::new)))
                .watch(Content.class, FlowStarted.class, FlowEnded.class, FlowTurns.class);
    }

    private static boolean hasGaps(CaptureReplay capture) {
        return capture.streams().stream().anyMatch(RecordedStream::hasGaps);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyByteOfEveryStreamOnceAndInOrder(Path file) {
        CaptureReplay capture = CaptureReplay.of(file);
        List<Read> reads = read(pipeline().run(capture.frames()));
        if (!hasGaps(capture)) {
            assertThat(reads).isEqualTo(expected(capture));
        } else {
            assertThat(reads).hasSameSizeAs(expected(capture));
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void theSameEventsInTheSameOrderWithOneTwoAndFourWorkers(Path file) {
        List<CapturedFrame> frames = CaptureReplay.of(file).frames();
        List<Event> alone = pipeline().run(frames);
        for (int workers : new int[] {2, 4}) {
            assertThat(pipeline().options(AnalysisOptions.forFiles(workers)).run(frames))
                    .isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aMirrorPortThatShowsEveryFrameTwiceChangesNothingThatStreamsSay(Path file) {
        CaptureReplay capture = CaptureReplay.of(file);
        List<CapturedFrame> twice = new ArrayList<>();
        for (CapturedFrame frame : capture.frames()) {
            twice.add(frame);
            twice.add(
                    new CapturedFrame(
                            frame.number(),
                            frame.time() + 20_000,
                            frame.bytes(),
                            frame.originalLength()));
        }
        assertThat(read(pipeline().run(twice))).isEqualTo(read(pipeline().run(capture.frames())));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void framesThatOvertakeTheirNeighboursChangeNothing(Path file) {
        CaptureReplay capture = CaptureReplay.of(file);
        Random random = new Random(7);
        List<CapturedFrame> shuffled = new ArrayList<>(capture.frames());
        for (int i = 8; i + 1 < shuffled.size(); i += 2 + random.nextInt(3)) {
            CapturedFrame frame = shuffled.get(i);
            // a SYN that comes after its answer makes another story of who began
            if (!isTcpWithPayload(frame) || !isTcpWithPayload(shuffled.get(i + 1))) {
                continue;
            }
            shuffled.set(i, shuffled.get(i + 1));
            shuffled.set(i + 1, frame);
        }
        List<Read> reads = read(pipeline().run(shuffled));
        if (!hasGaps(capture)) {
            assertThat(reads).isEqualTo(expected(capture));
        }
    }

    private static boolean isTcpWithPayload(CapturedFrame frame) {
        byte[] bytes = frame.bytes();
        return bytes.length > 100 && bytes[12] == 8 && bytes[13] == 0 && bytes[23] == 6;
    }

    @Test
    void aSessionWhoseBeginningIsMissingIsShownFromItsMiddle() {
        CaptureReplay capture =
                CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap"));
        List<CapturedFrame> frames = capture.frames();
        List<Event> events = pipeline().run(frames.subList(frames.size() / 2, frames.size()));
        assertThat(events)
                .filteredOn(FlowStarted.class::isInstance)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(((FlowStarted) event).syn()).isFalse());
        assertThat(read(events)).isNotEmpty();
    }

    @Test
    void onlyOneDirectionIsEnough() {
        CaptureReplay capture =
                CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap"));
        RecordedStream first = capture.streams().get(0);
        byte[] client = first.flow().client().address().toBytes();
        List<CapturedFrame> half =
                capture.frames().stream()
                        .filter(frame -> frame.bytes().length > 34)
                        .filter(
                                frame ->
                                        java.util.Arrays.equals(
                                                frame.bytes(), 26, 30, client, 0, 4))
                        .toList();
        List<Read> reads = read(pipeline().run(half));
        byte[] up = first.bytes(Direction.TO_SERVER);
        assertThat(reads)
                .anySatisfy(
                        read -> {
                            assertThat(read.toServer()).isEqualTo(up.length);
                            assertThat(read.hashUp()).isEqualTo(ContentDissector.hash(up));
                            assertThat(read.toClient()).isZero();
                        });
    }
}
