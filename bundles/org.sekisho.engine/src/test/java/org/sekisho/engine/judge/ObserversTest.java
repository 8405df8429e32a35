// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.EventObserver;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowCheckpoint;

/** Whoever looks at events sees those it wants, and can't disturb judging. */
class ObserversTest {
    private static final JudgingBounds SHORT = new JudgingBounds(50_000_000L, 1024, 10_000, 1);

    private final Judging judging = Judging.live(1, new Silent(), null, SHORT);
    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());

    private record Seen(Origin origin) implements Event {}

    private record Other(Origin origin) implements Event {}

    /** What an observer does with an event. */
    private interface Look {
        void at(Event event) throws InterruptedException;
    }

    @Test
    void anObserverSeesTheTypesItWantsUntilItLeaves() {
        EventObserver observer = observer(Set.of(Seen.class, Tick.class), event -> note(event));
        judging.observe(observer);
        judge(new Seen(at(1)), new Other(at(2)), new Tick(at(3)), new Seen(at(4)));
        judging.unobserve(observer);
        judge(new Seen(at(5)));
        assertThat(seen).containsExactly(1L, 3L, 4L);
    }

    @Test
    void oneThatThrowsIsShownFurtherEventsAndTheOthersSeeThemToo() {
        judging.observe(
                observer(
                        Set.of(Seen.class),
                        event -> {
                            note(event);
                            throw new AssertionError("thrown on purpose");
                        }));
        judging.observe(observer(Set.of(Seen.class), event -> note(event)));
        judge(new Seen(at(1)), new Seen(at(2)));
        assertThat(seen).containsExactly(1L, 1L, 2L, 2L);
    }

    @Test
    void oneThatCanNotSayWhatItWantsSeesNothing() {
        judging.observe(
                new EventObserver() {
                    @Override
                    public Set<Class<? extends Event>> events() {
                        throw new IllegalStateException("thrown on purpose");
                    }

                    @Override
                    public void event(Event event) {
                        note(event);
                    }
                });
        judge(new Seen(at(1)));
        assertThat(seen).isEmpty();
    }

    @Test
    void oneThatDoesNotComeBackIsLetGoAndTheOthersSeeEveryEventOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        judging.observe(
                observer(
                        Set.of(Seen.class),
                        event -> {
                            inside.countDown();
                            try {
                                never.await();
                            } catch (InterruptedException told) {
                                Thread.currentThread().interrupt();
                            }
                        }));
        judging.observe(observer(Set.of(Seen.class), event -> note(event)));
        Thread judge = new Thread(() -> judgeUntilFenced(new Seen(at(1)), new Seen(at(2))));
        judge.start();
        inside.await();
        while (!judging.fenceStalled()) {
            Thread.onSpinWait();
        }
        judging.idle();
        assertThat(seen).containsExactly(1L, 2L);
        judge(new Seen(at(3)));
        assertThat(seen).containsExactly(1L, 2L, 3L);
        judge.join();
        TreeMap<String, Long> counters = new TreeMap<>();
        judging.addCounters(counters);
        assertThat(counters).containsEntry("judging threads given up", 1L);
    }

    @Test
    void howFarAFlowHadComeIsNotKeptForThoseWhoComeLater() {
        List<Event> kept = new ArrayList<>();
        Judging judged = Judging.live(1, new Silent(), new Keeper(kept), SHORT);
        judged.judge(
                0, stamped(new FlowCheckpoint(at(1), 1, 2, 3, 4), new Seen(at(2))), Long.MAX_VALUE);
        assertThat(kept).containsExactly(new Seen(at(2)));
    }

    private void judgeUntilFenced(Event... events) {
        try {
            judge(events);
        } catch (Fenced given) {
            Thread.interrupted();
        }
    }

    private void note(Event event) {
        seen.add(event.origin().frame());
    }

    private void judge(Event... events) {
        judging.judge(0, stamped(events), Long.MAX_VALUE);
    }

    private static List<StampedEvent> stamped(Event... events) {
        List<StampedEvent> stamped = new ArrayList<>();
        for (Event event : events) {
            stamped.add(new StampedEvent(event.origin().frame(), StampedEvent.FRAME, 0, 0, event));
        }
        return stamped;
    }

    private static Origin at(long frame) {
        return new Origin(null, frame, frame, false);
    }

    private static EventObserver observer(Set<Class<? extends Event>> types, Look look) {
        return new EventObserver() {
            @Override
            public Set<Class<? extends Event>> events() {
                return types;
            }

            @Override
            public void event(Event event) {
                try {
                    look.at(event);
                } catch (InterruptedException told) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    /** Keeps what is recorded. */
    private record Keeper(List<Event> kept) implements EventJournal {
        @Override
        public void record(Event event) {
            kept.add(event);
        }

        @Override
        public Reader reader() {
            throw new UnsupportedOperationException("nobody comes later");
        }

        @Override
        public long reachesBackTo() {
            return Long.MAX_VALUE;
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public long lastFrame() {
            return 0;
        }
    }

    private static final class Silent implements Correlator {
        @Override
        public void begin(DetectionListener listener) {}

        @Override
        public void lookingFor(Collection<Technique> techniques) {}

        @Override
        public void advance(long time) {}

        @Override
        public List<Detection> detections() {
            return List.of();
        }

        @Override
        public long evicted() {
            return 0;
        }

        @Override
        public void evidence(Evidence evidence) {}
    }
}
