// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;

/** The journal on disk may come and go at any time; what is recorded meanwhile reaches the next. */
class CurrentJournalTest {
    private final Recorded memory = new Recorded();
    private final CurrentJournal journal = new CurrentJournal(memory);

    private static Event event(long frame) {
        return new Tick(new Origin(null, frame, frame, false));
    }

    @Test
    void whatWasRecordedBeforeItCameOrWhileItWasAwayIsHandedOnOnce() {
        journal.record(event(1));
        journal.record(event(2));
        Recorded first = new Recorded();
        journal.use(first);
        journal.record(event(3));
        assertThat(first.frames()).containsExactly(1L, 2L, 3L);
        journal.leave(first);
        journal.record(event(4));
        assertThat(first.frames()).hasSize(3);
        Recorded second = new Recorded();
        journal.use(second);
        journal.record(event(5));
        assertThat(second.frames()).containsExactly(4L, 5L);
    }

    @Test
    void whatIsRecordedWhileItIsAwayIsNotSafe() {
        journal.record(event(1));
        assertThat(journal.safeUpTo()).isEqualTo(Long.MAX_VALUE);
        Recorded first = new Recorded();
        journal.use(first);
        journal.record(event(2));
        assertThat(journal.safeUpTo()).isEqualTo(first.safeUpTo());
        journal.leave(first);
        journal.record(event(3));
        assertThat(journal.safeUpTo()).isEqualTo(2);
    }

    @Test
    void oneThatLeavesAfterItsSuccessorCameChangesNothing() {
        Recorded first = new Recorded();
        Recorded second = new Recorded();
        journal.use(first);
        journal.use(second);
        journal.leave(first);
        journal.record(event(1));
        assertThat(second.frames()).containsExactly(1L);
    }

    private static final class Recorded implements EventJournal {
        private final List<Event> events = new ArrayList<>();

        List<Long> frames() {
            return events.stream().map(event -> event.origin().frame()).toList();
        }

        @Override
        public void record(Event event) {
            events.add(event);
        }

        @Override
        public Reader reader() {
            return new Reader() {
                private int at;

                @Override
                public Event next() {
                    return at < events.size() ? events.get(at++) : null;
                }

                @Override
                public void close() {
                    // a list
                }
            };
        }

        @Override
        public long reachesBackTo() {
            return 0;
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public long lastFrame() {
            return frames().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        @Override
        public long safeUpTo() {
            return 77;
        }
    }
}
