// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.judge.Judging;
import org.sekisho.engine.judge.JudgingBounds;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.sekisho.event.EventSource;
import org.sekisho.event.Origin;

/** Events that no frame told are judged with the others. */
class OutsideEventsTest {
    private final Judging judging =
            Judging.live(WorkerNumbers.MOST, new NoCases(), null, JudgingBounds.USUAL);
    private final LiveJudge judge = new LiveJudge(judging, 64);
    private final WorkerNumbers numbers = new WorkerNumbers();
    private final OutsideEvents outside = new OutsideEvents(numbers, judge);
    private final BlockingQueue<Event> judged = new LinkedBlockingQueue<>();

    /** Something that was said. */
    private record Said(Origin origin) implements Event {}

    /** Keeps its way in. */
    private static final class Source implements EventSource {
        private Intake intake;
        private boolean ended;

        @Override
        public void begin(Intake given) {
            intake = given;
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    /** Nothing is concluded here. */
    private static final class NoCases implements Correlator {
        @Override
        public void begin(DetectionListener listener) {}

        @Override
        public void lookingFor(Collection<Technique> techniques) {}

        @Override
        public void advance(long time) {}

        @Override
        public void evidence(Evidence evidence) {}

        @Override
        public List<Detection> detections() {
            return List.of();
        }

        @Override
        public long evicted() {
            return 0;
        }
    }

    @BeforeEach
    void begin() {
        judging.observe(
                new EventObserver() {
                    @Override
                    public Set<Class<? extends Event>> events() {
                        return Set.of(Said.class);
                    }

                    @Override
                    public void event(Event event) {
                        judged.add(event);
                    }
                });
        judge.begin();
    }

    @AfterEach
    void stop() {
        judge.stop();
    }

    private static Said said(long frame) {
        return new Said(new Origin(null, frame, frame, true));
    }

    private Event next() throws InterruptedException {
        return judged.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void whatASourceBringsIsJudgedAlsoIfItSpeaksOfFramesLongPast() throws Exception {
        int worker = numbers.take();
        Said ofFrame = said(100);
        judge.put(
                worker,
                List.of(new StampedEvent(100, StampedEvent.FRAME, 0, 0, ofFrame)),
                100,
                upTo -> {});
        assertThat(next()).isSameAs(ofFrame);
        Source source = new Source();
        outside.add(source);
        for (Said late : List.of(said(70), said(30), said(100))) {
            assertThat(source.intake.take(late)).isTrue();
            assertThat(next()).isSameAs(late);
        }
    }

    @Test
    void aSourceThatLeftIsHeardNoMoreAndHoldsNobodyUp() throws Exception {
        Source source = new Source();
        outside.add(source);
        outside.remove(source);
        assertThat(source.ended).isTrue();
        assertThat(source.intake.take(said(1))).isFalse();
        Source next = new Source();
        outside.add(next);
        Said event = said(2);
        assertThat(next.intake.take(event)).isTrue();
        assertThat(next()).isSameAs(event);
        assertThat(judged).isEmpty();
    }
}
