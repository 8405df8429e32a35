// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.Probe;
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
