// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamScope;
import org.sekisho.engine.ContentDissector.Content;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.TestCaptures;

/** Dissectors come, go, fail, and the pipeline goes on. */
class DissectorLifeTest {
    private final List<CapturedFrame> frames =
            CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap")).frames();

    private static Pipeline watching() {
        return new Pipeline().watch(Content.class, FlowEnded.class);
    }

    private List<Event> withoutSwaps() {
        return watching().streams(List.of(Pipeline.stream(ContentDissector::new))).run(frames);
    }

    @Test
    void aSuccessorOfTheSameLayoutCarriesEveryFlowOn() {
        Pipeline pipeline = watching().batches(1);
        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                .between(
                        frame -> pipeline.streams(List.of(Pipeline.stream(ContentDissector::new))));
        assertThat(pipeline.run(frames)).isEqualTo(withoutSwaps());
        assertThat(pipeline.summary().counters())
                .containsKey("flows carried over to another dissector")
                .doesNotContainKey("flows started again after a dissector left");
    }

    /** Its state is in another order, and longer. */
    private static class NextLayout extends ContentDissector {
        private static final int LAYOUT = 2;

        @Override
        public int stateLayout() {
            return LAYOUT;
        }

        @Override
        public int stateSize() {
            return 64;
        }

        @Override
        public boolean convert(int layout, StateSlot older, StateSlot state) {
            if (layout != new ContentDissector().stateLayout()) {
                return false;
            }
            for (int at = 0; at < 32; at += 8) {
                state.i64(at(at), older.i64(at));
            }
            return true;
        }

        @Override
        int at(int at) {
            return 56 - at;
        }
    }

    @Test
    void aSuccessorThatKnowsTheFormerLayoutReadsEveryFlowToItsEnd() {
        for (int swap = 1; swap < frames.size(); swap += frames.size() / 10) {
            int at = swap;
            Pipeline pipeline = watching().batches(1);
            pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                    .between(
                            frame -> {
                                if (frame == at) {
                                    pipeline.streams(List.of(Pipeline.stream(NextLayout::new)));
                                }
                            });
            assertThat(pipeline.run(frames)).isEqualTo(withoutSwaps());
            assertThat(pipeline.summary().counters())
                    .doesNotContainKey("flows started again after a dissector left");
        }
        Pipeline pipeline = watching().batches(1);
        int half = frames.size() / 2;
        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                .between(
                        frame -> {
                            if (frame == half) {
                                pipeline.streams(List.of(Pipeline.stream(NextLayout::new)));
                            }
                        });
        pipeline.run(frames);
        assertThat(pipeline.summary().counters())
                .containsKey("flows converted for another dissector");
    }

    @Test
    void oneThatDoesNotKnowTheFormerLayoutBeginsTheFlowAnewAndThatIsCounted() {
        Pipeline pipeline = watching().batches(1);
        int half = frames.size() / 2;
        pipeline.streams(List.of(Pipeline.stream(NextLayout::new)))
                .between(
                        frame -> {
                            if (frame == half) {
                                // knows only its own
                                pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)));
                            }
                        });
        List<Event> events = pipeline.run(frames);
        assertThat(pipeline.summary().counters())
                .containsKey("flows started again after a dissector left")
                .doesNotContainKey("flows converted for another dissector");
        // what is read anew is the second half, so there is less of it
        assertThat(events).isNotEqualTo(withoutSwaps()).anyMatch(Content.class::isInstance);
    }

    @Test
    void oneThatFailsToConvertIsToldOnLikeOneThatFailsToRead() {
        class Careless extends NextLayout {
            @Override
            public boolean convert(int layout, StateSlot older, StateSlot state) {
                state.i64(state.size(), 1);
                return true;
            }
        }
        Pipeline pipeline = watching().batches(1);
        int half = frames.size() / 2;
        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                .between(
                        frame -> {
                            if (frame == half) {
                                pipeline.streams(List.of(Pipeline.stream(Careless::new)));
                            }
                        });
        pipeline.run(frames);
        assertThat(pipeline.summary().counters())
                .containsKeys("failures of content", "flows started again after a dissector left");
        assertThat(pipeline.summary().frames()).isEqualTo(frames.size());
    }

    @Test
    void datagramsAreReadOnByASuccessorThatKnowsTheFormerLayout() {
        record Sum(org.sekisho.event.Origin origin, long bytes) implements Event {}
        class Summing implements DatagramDissector {
            private final int layout;
            private final int at;

            Summing(int layout, int at) {
                this.layout = layout;
                this.at = at;
            }

            @Override
            public String protocol() {
                return "sum";
            }

            @Override
            public int stateLayout() {
                return layout;
            }

            @Override
            public int stateSize() {
                return at + 8;
            }

            @Override
            public boolean convert(int former, StateSlot older, StateSlot state) {
                if (former != 1) {
                    return false;
                }
                state.i64(at, older.i64(0));
                return true;
            }

            @Override
            public boolean accepts(Transport transport, int clientPort, int serverPort) {
                return transport == Transport.UDP;
            }

            @Override
            public void datagram(
                    DatagramScope scope, Direction direction, Payload payload, int cut) {
                scope.state().i64(at, scope.state().i64(at) + payload.length());
            }

            @Override
            public void end(DatagramScope scope) {
                scope.emit(new Sum(scope.origin(), scope.state().i64(at)));
            }
        }
        Pipeline undisturbed =
                new Pipeline()
                        .watch(Sum.class)
                        .datagrams(List.of(Pipeline.datagram(() -> new Summing(1, 0))));
        List<Event> expected = undisturbed.run(frames);
        int half = frames.size() / 2;
        Pipeline pipeline = new Pipeline().watch(Sum.class).batches(1);
        var former = Pipeline.datagram(() -> new Summing(1, 0));
        var next = Pipeline.datagram(() -> new Summing(2, 16));
        pipeline.datagrams(List.of(former))
                .between(
                        frame -> {
                            if (frame == half) {
                                // beside, as an exchange does it
                                pipeline.datagrams(List.of(former, next));
                            } else if (frame == half + 20) {
                                pipeline.datagrams(List.of(next));
                            }
                        });
        assertThat(expected).isNotEmpty();
        assertThat(pipeline.run(frames)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(pipeline.summary().counters())
                .containsKey("flows converted for another dissector");
    }

    @Test
    void bytesWaitForADissectorThatIsAwayForAWhile() {
        Pipeline pipeline = watching().batches(1);
        int away = frames.size() / 2;
        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                .between(
                        frame -> {
                            if (frame == away) {
                                pipeline.streams(List.of());
                            } else if (frame == away + 10) {
                                pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)));
                            }
                        });
        assertThat(pipeline.run(frames)).isEqualTo(withoutSwaps());
    }

    @Test
    void streamsThatBeginWhileADissectorIsAwayAreHeldForIt() {
        Pipeline pipeline = watching().batches(1).awaiting(java.time.Duration.ofMinutes(1));
        pipeline.between(
                frame -> {
                    if (frame == 60) {
                        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)));
                    }
                });
        assertThat(pipeline.run(frames)).isEqualTo(withoutSwaps());
    }

    @Test
    void anotherLayoutStartsTheFlowAgainInTheMiddle() {
        Pipeline pipeline = watching().batches(1);
        int swap = frames.size() / 2;
        class OtherLayout extends ContentDissector {
            @Override
            public String protocol() {
                return "another";
            }
        }
        pipeline.streams(List.of(Pipeline.stream(ContentDissector::new)))
                .between(
                        frame -> {
                            if (frame == swap) {
                                pipeline.streams(List.of(Pipeline.stream(OtherLayout::new)));
                            }
                        });
        List<Event> events = pipeline.run(frames);
        assertThat(events)
                .filteredOn(FlowEnded.class::isInstance)
                .hasSameSizeAs(
                        withoutSwaps().stream().filter(FlowEnded.class::isInstance).toList());
    }

    @Test
    void oneThatThrowsLosesItsFlowsAndIsTakenOutWhileTheOtherReads() {
        class Throwing extends ContentDissector {
            @Override
            public String protocol() {
                return "a-throwing";
            }

            @Override
            public Probe probe(StreamScope scope, Direction direction, Payload head) {
                throw new ArrayIndexOutOfBoundsException("hostile input");
            }
        }
        Pipeline pipeline =
                watching()
                        .streams(
                                List.of(
                                        Pipeline.stream(Throwing::new),
                                        Pipeline.stream(ContentDissector::new)));
        assertThat(pipeline.run(frames)).isEqualTo(withoutSwaps());
    }

    @Test
    void theLastOfItsKindMayFailAndFramesAreStillCounted() {
        class Failing extends ContentDissector {
            @Override
            public int data(StreamScope scope, Direction direction, Payload bytes) {
                throw new StackOverflowError();
            }
        }
        Pipeline pipeline = watching().streams(List.of(Pipeline.stream(Failing::new)));
        List<Event> events = pipeline.run(frames);
        assertThat(events).noneMatch(Content.class::isInstance);
        assertThat(pipeline.summary().frames()).isEqualTo(frames.size());
        assertThat(events).anyMatch(FlowEnded.class::isInstance);
    }

    @Test
    void anAnswerThatMakesNoSenseEndsOnlyThatFlow() {
        class Greedy extends ContentDissector {
            @Override
            public int data(StreamScope scope, Direction direction, Payload bytes) {
                return bytes.length() + 1;
            }
        }
        Pipeline pipeline = watching().streams(List.of(Pipeline.stream(Greedy::new)));
        assertThat(pipeline.run(frames)).noneMatch(Content.class::isInstance);
        assertThat(pipeline.summary().frames()).isEqualTo(frames.size());
    }

    @Test
    void datagramsReachEveryDissectorThatAcceptsTheirFlow() {
        record Seen(org.sekisho.event.Origin origin, String by) implements Event {}
        class Counting implements DatagramDissector {
            private final String name;
            private final boolean fails;

            Counting(String name, boolean fails) {
                this.name = name;
                this.fails = fails;
            }

            @Override
            public String protocol() {
                return name;
            }

            @Override
            public int stateLayout() {
                return 1;
            }

            @Override
            public int stateSize() {
                return 4;
            }

            @Override
            public boolean accepts(Transport transport, int clientPort, int serverPort) {
                return transport == Transport.UDP;
            }

            @Override
            public void datagram(
                    DatagramScope scope, Direction direction, Payload payload, int cut) {
                if (fails) {
                    throw new IllegalStateException("broken");
                }
                scope.emit(new Seen(scope.origin(), name));
                scope.done();
            }
        }
        Pipeline pipeline =
                new Pipeline()
                        .watch(Seen.class)
                        .datagrams(
                                List.of(
                                        Pipeline.datagram(() -> new Counting("one", false)),
                                        Pipeline.datagram(() -> new Counting("bad", true)),
                                        Pipeline.datagram(() -> new Counting("two", false))));
        List<Event> events = pipeline.run(frames);
        long one = events.stream().filter(e -> ((Seen) e).by().equals("one")).count();
        long two = events.stream().filter(e -> ((Seen) e).by().equals("two")).count();
        assertThat(one).isPositive().isEqualTo(two);
    }
}
