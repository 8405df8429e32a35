// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.util.function.Supplier;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * Reads the ring from the oldest event on, then what is added. A segment is read as a whole, so
 * that it may be dropped or rewritten meanwhile; numbers of events tell what was read already.
 */
final class RingReader implements EventJournal.Reader {
    private final SegmentRing ring;
    private final EventClasses classes;
    private final Supplier<SegmentFolder> folder;
    private int generation;
    private long read = Long.MIN_VALUE;
    private Segment segment;
    private byte[] bytes;
    private int fullLength;
    private EventDecoder decoder;
    private boolean closed;

    RingReader(SegmentRing ring, EventClasses classes, Supplier<SegmentFolder> folder) {
        this.ring = ring;
        this.classes = classes;
        this.folder = folder;
        generation = ring.generation();
    }

    @Override
    public Event next() {
        while (!closed) {
            if (ring.generation() != generation) {
                generation = ring.generation();
                leave();
            }
            if (segment == null && !begin()) {
                return null;
            }
            boolean complete = isComplete();
            int limit = limit();
            Event event = decoder.next(limit);
            if (event != null) {
                if (decoder.sequence() > read) {
                    read = decoder.sequence();
                    return event;
                }
            } else if (complete) {
                noteDamage();
                read = Math.max(read, last());
                leave();
            } else {
                return null;
            }
        }
        return null;
    }

    /** Takes the next segment; false if there is none, or none that can be read. */
    private boolean begin() {
        while (true) {
            Segment next;
            synchronized (ring) {
                next = ring.after(read);
                if (next == null) {
                    return false;
                }
                bytes = next.bytes();
                fullLength = next.limit();
            }
            if (bytes == null) {
                bytes = load(next);
            }
            if (bytes != null) {
                segment = next;
                decoder = new EventDecoder(bytes, classes);
                return true;
            }
            if (ring.after(read) == next) {
                // it is still there and can't be read: go on behind it
                synchronized (ring) {
                    next.damaged(1);
                }
                read = next.contents().lastSequence();
            }
        }
    }

    private byte[] load(Segment next) {
        SegmentFolder from = folder.get();
        if (from == null) {
            return null;
        }
        synchronized (from) {
            try {
                return ring.after(read) == next ? from.read(next.sequence()) : null;
            } catch (IOException e) {
                return null;
            }
        }
    }

    private boolean isComplete() {
        synchronized (ring) {
            return segment.isSealed();
        }
    }

    private int limit() {
        synchronized (ring) {
            fullLength = Math.max(fullLength, segment.limit());
            return Math.min(bytes.length, fullLength);
        }
    }

    private long last() {
        synchronized (ring) {
            return segment.contents().lastSequence();
        }
    }

    private void noteDamage() {
        synchronized (ring) {
            segment.damaged(decoder.damaged());
        }
    }

    private void leave() {
        segment = null;
        bytes = null;
        decoder = null;
    }

    @Override
    public void close() {
        closed = true;
        leave();
    }
}
