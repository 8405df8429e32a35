// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Event;
import org.sekisho.event.EventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets events in that no frame told. To judging each source is one more worker, which nobody waits
 * for: its events name frames that were judged before.
 */
final class OutsideEvents {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    private final WorkerNumbers numbers;
    private final LiveJudge judge;
    private final Map<EventSource, Entrance> entrances = new ConcurrentHashMap<>();

    OutsideEvents(WorkerNumbers numbers, LiveJudge judge) {
        this.numbers = numbers;
        this.judge = judge;
    }

    /** One source's way in. */
    private final class Entrance implements EventSource.Intake {
        private final int number = numbers.take();
        private boolean closed;
        private int ordinal;

        @Override
        public synchronized boolean take(Event event) {
            StampedEvent stamped =
                    new StampedEvent(
                            event.origin().frame(), StampedEvent.FRAME, 0, ordinal++, event);
            return !closed
                    && judge.offer(number, List.of(stamped), Long.MAX_VALUE, judgedUpTo -> {});
        }

        synchronized void close() {
            closed = true;
            numbers.giveBack(number);
        }
    }

    void add(EventSource source) {
        Entrance entrance = new Entrance();
        entrances.put(source, entrance);
        try {
            source.begin(entrance);
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("{} failed to begin and brings no events; the others go on", source, fault);
        }
    }

    void remove(EventSource source) {
        Entrance entrance = entrances.remove(source);
        if (entrance != null) {
            entrance.close();
            try {
                source.end();
            } catch (RuntimeException | LinkageError fault) {
                LOG.error("{} failed to end; it brings no more events", source, fault);
            }
        }
    }
}
