// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * The journal of this moment: the service may come, go and be replaced while events are judged.
 * Without one nothing is kept.
 */
final class CurrentJournal implements EventJournal {
    private static final EventJournal NONE =
            new EventJournal() {
                @Override
                public void record(Event event) {
                    // nobody keeps it
                }

                @Override
                public Reader reader() {
                    return new Reader() {
                        @Override
                        public Event next() {
                            return null;
                        }

                        @Override
                        public void close() {
                            // holds nothing
                        }
                    };
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
            };

    private volatile EventJournal journal = NONE;

    void use(EventJournal present) {
        journal = present;
    }

    /** The journal has left, unless another one has come already. */
    void leave(EventJournal former) {
        if (journal == former) {
            journal = NONE;
        }
    }

    @Override
    public void record(Event event) {
        journal.record(event);
    }

    @Override
    public Reader reader() {
        return journal.reader();
    }

    @Override
    public long reachesBackTo() {
        return journal.reachesBackTo();
    }

    @Override
    public long forgotten() {
        return journal.forgotten();
    }

    @Override
    public long lastFrame() {
        return journal.lastFrame();
    }
}
