// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/** A journal in memory: the newest events within two bounds, a number and a size. */
@Component(
        service = EventJournal.class,
        scope = ServiceScope.PROTOTYPE,
        configurationPid = "org.sekisho.journal")
@Designate(ocd = JournalConfiguration.class)
public final class MemoryJournal implements EventJournal {
    private record Entry(Event event, long bytes) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final EventSize size = new EventSize();
    private final int maxEvents;
    private final long maxBytes;
    private long bytes;
    private long forgotten;
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
    public void record(Event event) {
        Entry entry = new Entry(event, size.of(event));
        entries.add(entry);
        lastFrame = Math.max(lastFrame, event.origin().frame());
        bytes += entry.bytes();
        while (entries.size() > maxEvents || bytes > maxBytes) {
            bytes -= entries.remove().bytes();
            forgotten++;
        }
    }

    @Override
    public Reader reader() {
        Iterator<Entry> kept = List.copyOf(entries).iterator();
        return new Reader() {
            @Override
            public Event next() {
                return kept.hasNext() ? kept.next().event() : null;
            }

            @Override
            public void close() {
                // holds nothing but memory
            }
        };
    }

    @Override
    public long lastFrame() {
        return lastFrame;
    }

    @Override
    public long reachesBackTo() {
        Entry oldest = entries.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.event().origin().time();
    }

    @Override
    public long forgotten() {
        return forgotten;
    }
}
