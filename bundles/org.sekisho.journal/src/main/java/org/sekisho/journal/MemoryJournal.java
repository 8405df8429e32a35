// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/** A journal in memory: the newest events within two bounds, a number and a size. Thread-safe. */
@Component(
        service = EventJournal.class,
        scope = ServiceScope.PROTOTYPE,
        property = "sekisho.journal=memory",
        configurationPid = "org.sekisho.journal")
public final class MemoryJournal implements EventJournal {
    private record Entry(Event event, long bytes) {}

    private static final int SMALLEST = 1024;

    private final EventSize size = new EventSize();
    private final int maxEvents;
    private final long maxBytes;

    /** The entry with number n is at n modulo the length, a power of two. */
    private Entry[] entries = new Entry[SMALLEST];

    private long first;
    private long next;
    private long bytes;
    private long lastFrame;

    /** For Declarative Services. */
    @Activate
    public MemoryJournal(JournalConfiguration configuration) {
        maxEvents = configuration.max_events();
        maxBytes = configuration.max_bytes();
        if (maxEvents < 0 || maxBytes < 0) {
            throw new IllegalArgumentException(
                    "org.sekisho.journal: max.events=%d and max.bytes=%d must be 0 or more"
                            .formatted(maxEvents, maxBytes));
        }
    }

    @Override
    public synchronized void record(Event event) {
        Entry entry = new Entry(event, size.of(event));
        if (next - first == entries.length) {
            grow();
        }
        entries[at(next++)] = entry;
        lastFrame = Math.max(lastFrame, event.origin().frame());
        bytes += entry.bytes();
        while (next - first > maxEvents || bytes > maxBytes) {
            bytes -= entries[at(first)].bytes();
            entries[at(first++)] = null;
        }
    }

    private int at(long number) {
        return (int) number & entries.length - 1;
    }

    private void grow() {
        Entry[] larger = new Entry[entries.length * 2];
        for (long number = first; number < next; number++) {
            larger[(int) number & larger.length - 1] = entries[at(number)];
        }
        entries = larger;
    }

    private synchronized Event read(long number) {
        return number < next ? entries[at(number)].event() : null;
    }

    private synchronized long oldest() {
        return first;
    }

    @Override
    public Reader reader() {
        return new Reader() {
            private long number = oldest();

            @Override
            public Event next() {
                synchronized (MemoryJournal.this) {
                    number = Math.max(number, first);
                    Event event = read(number);
                    if (event != null) {
                        number++;
                    }
                    return event;
                }
            }

            @Override
            public void close() {
                // holds nothing but a number
            }
        };
    }

    @Override
    public synchronized long lastFrame() {
        return lastFrame;
    }

    @Override
    public synchronized long reachesBackTo() {
        return first == next ? Long.MAX_VALUE : entries[at(first)].event().origin().time();
    }

    @Override
    public synchronized long forgotten() {
        return first;
    }
}
