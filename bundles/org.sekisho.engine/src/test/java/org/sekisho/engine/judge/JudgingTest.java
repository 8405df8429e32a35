// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.Instances;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

class JudgingTest {
    private static final Technique TECHNIQUE =
            new Technique("T-FOUND", "found", "test", false, 1.0, "estimated");

    private final List<Evidence> filed = new ArrayList<>();
    private final List<Detector> taken = new ArrayList<>();
    private final List<Detector> givenBack = new ArrayList<>();
    private Judging judging = new Judging(1, new Files(), new Journal());
    private long version;

    private record Seen(Origin origin) implements Event {}

    @Test
    void aSuccessorIsShownTheJournalAndFilesOnlyWhatIsNew() {
        want(List.of(seat(1, Finder::new)));
        judge(1, 2);
        want(List.of(seat(2, Finder::new)));
        judge(3);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L);
        assertThat(counters()).containsEntry("detectors warmed up", 1L);
    }

    @Test
    void twoVersionsSideBySideFileEvidenceOnce() {
        want(List.of(seat(1, Finder::new), seat(2, Finder::new)));
        judge(1, 2, 3);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L);
        assertThat(counters()).containsEntry("evidence", 3L);
    }

    @Test
    void whatHappenedWhileNobodyJudgedIsFoundAfterwards() {
        want(List.of(seat(1, Finder::new)));
        judge(1);
        want(List.of());
        judge(2);
        want(List.of(seat(2, Finder::new)));
        judge(3);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aDetectorThatCannotSayWhatItWantsIsLeftOutAndCounted() {
        want(List.of(seat(1, Speechless::new), seat(2, Finder::new)));
        judge(1, 2);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L);
        judging.finish();
        assertThat(counters()).containsEntry("failures of speechless", 1L);
        assertThat(givenBack).containsExactlyInAnyOrderElementsOf(taken);
    }

    @Test
    void anAnalysisThatIsOverTakesNobodyInAnyMore() throws InterruptedException {
        want(List.of(seat(1, Finder::new)));
        judge(1);
        judging.finish();
        want(List.of(seat(2, Finder::new)));
        assertThat(judging.awaitQuiescence(1_000_000_000L)).isTrue();
        assertThat(taken).hasSize(1);
        assertThat(givenBack).containsExactlyElementsOf(taken);
    }

    @Test
    void liveEventsAreJudgedWhileANewcomerIsShownTheJournal() throws InterruptedException {
        judging = Judging.live(1, new Files(), new Journal(), JudgingBounds.USUAL);
        want(List.of(seat(1, Finder::new)));
        awaitSeats();
        judge(1, 2);
        CountDownLatch shown = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        want(List.of(seat(1, Finder::new), seat(2, () -> new Slow(shown, goOn, seen))));
        judge(3);
        shown.await();
        judge(4, 5);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L, 4L, 5L);
        goOn.countDown();
        awaitSeats();
        judge(6);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        judging.finish();
        assertThat(givenBack).containsExactlyInAnyOrderElementsOf(taken);
    }

    @Test
    void aNewcomerThatLeavesWhileItIsShownTheJournalIsGivenBack() throws InterruptedException {
        judging = Judging.live(1, new Files(), new Journal(), JudgingBounds.USUAL);
        want(List.of(seat(1, Finder::new)));
        awaitSeats();
        judge(1, 2);
        CountDownLatch shown = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        want(List.of(seat(1, Finder::new), seat(2, () -> new Slow(shown, never, filedFrames()))));
        judge(3);
        shown.await();
        want(List.of(seat(1, Finder::new)));
        judge(4);
        assertThat(judging.awaitQuiescence(5_000_000_000L)).isTrue();
        assertThat(givenBack).hasSize(1).first().isInstanceOf(Slow.class);
        assertThat(filed).extracting(Evidence::frame).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aJournalThatComesLateIsShownToThoseWhoAreThereAndNothingIsFiledTwice() throws Exception {
        Journal journal = new Journal();
        judging = Judging.live(1, new Files(), journal, JudgingBounds.USUAL);
        want(List.of(seat(1, Finder::new)));
        awaitSeats();
        judge(3);
        journal.precede(1, 2);
        judging.showAnew();
        awaitSeats();
        judge(4);
        assertThat(filed).extracting(Evidence::frame).containsExactly(3L, 1L, 2L, 4L);
        assertThat(judging.awaitQuiescence(5_000_000_000L)).isTrue();
        assertThat(taken).hasSize(2);
        assertThat(givenBack).containsExactly(taken.get(0));
    }

    /** Until every newcomer has taken its seat. */
    private void awaitSeats() {
        do {
            judging.idle();
            Thread.onSpinWait();
        } while (judging.isWarmingUp());
    }

    private static List<Long> filedFrames() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    private void want(List<Seat<Detector>> seats) {
        judging.want(new DetectorSnapshot(++version, seats));
    }

    private void judge(long... frames) {
        List<StampedEvent> events = new ArrayList<>();
        for (long frame : frames) {
            events.add(
                    new StampedEvent(
                            frame,
                            StampedEvent.FRAME,
                            0,
                            0,
                            new Seen(new Origin(null, frame, frame, false))));
        }
        judging.judge(0, events, frames[frames.length - 1]);
    }

    private Map<String, Long> counters() {
        Map<String, Long> sum = new TreeMap<>();
        judging.addCounters(sum);
        return sum;
    }

    private Seat<Detector> seat(long id, Supplier<? extends Detector> maker) {
        Instances<Detector> instances =
                new Instances<>() {
                    @Override
                    public Detector take() {
                        Detector detector = maker.get();
                        taken.add(detector);
                        return detector;
                    }

                    @Override
                    public void giveBack(Detector instance) {
                        givenBack.add(instance);
                    }
                };
        return new Seat<>(id, 0, maker.get().name(), 0, 0, instances, 16);
    }

    private static class Finder implements Detector {
        @Override
        public String name() {
            return "finder";
        }

        @Override
        public Collection<Technique> techniques() {
            return List.of(TECHNIQUE);
        }

        @Override
        public Set<Class<? extends Event>> events() {
            return Set.of(Seen.class);
        }

        @Override
        public void judge(Event event, EvidenceListener listener) {
            Party client = new Party(IpAddress.v4(1), 1, null, null);
            listener.evidence(
                    new Evidence(
                            TECHNIQUE,
                            "test",
                            Finding.CONTROL,
                            new Subject(client, null, Roles.SYN, null),
                            null,
                            false,
                            null,
                            0,
                            event.origin().frame(),
                            event.origin().time(),
                            "seen",
                            Octets.NONE));
        }
    }

    private static final class Slow extends Finder {
        private final CountDownLatch shown;
        private final CountDownLatch goOn;
        private final List<Long> seen;

        Slow(CountDownLatch shown, CountDownLatch goOn, List<Long> seen) {
            this.shown = shown;
            this.goOn = goOn;
            this.seen = seen;
        }

        @Override
        public void judge(Event event, EvidenceListener listener) {
            shown.countDown();
            try {
                goOn.await();
            } catch (InterruptedException told) {
                return;
            }
            super.judge(event, listener);
            seen.add(event.origin().frame());
        }
    }

    private static final class Speechless extends Finder {
        @Override
        public String name() {
            return "speechless";
        }

        @Override
        public Set<Class<? extends Event>> events() {
            throw new AssertionError("thrown on purpose");
        }
    }

    private static final class Journal implements EventJournal {
        private final List<Event> events = new ArrayList<>();

        /** What was recorded by a former process. */
        void precede(long... frames) {
            synchronized (events) {
                for (int i = 0; i < frames.length; i++) {
                    events.add(i, new Seen(new Origin(null, frames[i], frames[i], false)));
                }
            }
        }

        @Override
        public void record(Event event) {
            synchronized (events) {
                events.add(event);
            }
        }

        @Override
        public Reader reader() {
            AtomicInteger at = new AtomicInteger();
            return new Reader() {
                @Override
                public Event next() {
                    synchronized (events) {
                        return at.get() < events.size() ? events.get(at.getAndIncrement()) : null;
                    }
                }

                @Override
                public void close() {
                    // a list
                }
            };
        }

        @Override
        public long lastFrame() {
            return 0;
        }

        @Override
        public long reachesBackTo() {
            return 0;
        }

        @Override
        public long forgotten() {
            return 0;
        }
    }

    private final class Files implements Correlator {
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
        public void evidence(Evidence evidence) {
            filed.add(evidence);
        }
    }
}
