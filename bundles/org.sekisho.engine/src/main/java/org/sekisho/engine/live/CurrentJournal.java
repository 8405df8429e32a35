// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * The journal of this moment: the one on disk may come, go and be replaced while events are judged.
 * Without it, recent events are kept in memory.
 */
final class CurrentJournal implements EventJournal {
    private final EventJournal inMemory;
    private volatile EventJournal journal;

    CurrentJournal(EventJournal inMemory) {
        this.inMemory = inMemory;
        journal = inMemory;
    }

    void use(EventJournal present) {
        journal = present;
    }

    /** The journal has left, unless another one has come already. */
    void leave(EventJournal former) {
        if (journal == former) {
            journal = inMemory;
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
