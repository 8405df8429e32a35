// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * The journal of this moment: the one on disk may come, go and be replaced while events are judged.
 * Without it, recent events are kept in memory, and handed to the next one that comes.
 */
final class CurrentJournal implements EventJournal {
    private final EventJournal inMemory;
    private final Reader notHandedOn;
    private volatile EventJournal journal;
    private volatile long lastStored = Long.MAX_VALUE;

    CurrentJournal(EventJournal inMemory) {
        this.inMemory = inMemory;
        notHandedOn = inMemory.reader();
        journal = inMemory;
    }

    synchronized void use(EventJournal present) {
        for (Event event = notHandedOn.next(); event != null; event = notHandedOn.next()) {
            present.record(event);
        }
        journal = present;
    }

    /** The journal has left, unless another one has come already. */
    synchronized void leave(EventJournal former) {
        if (journal == former) {
            lastStored = former.lastFrame();
            journal = inMemory;
        }
    }

    @Override
    public synchronized void record(Event event) {
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

    /** Where nothing stores, there is nothing to wait for; but one that has left may come back. */
    @Override
    public long safeUpTo() {
        EventJournal present = journal;
        return present == inMemory ? lastStored : present.safeUpTo();
    }
}
