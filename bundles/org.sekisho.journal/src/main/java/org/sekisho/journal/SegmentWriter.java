// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.concurrent.ThreadLocalRandom;
import org.sekisho.event.Event;

/** Fills one segment with events. Guarded by the ring's lock. */
final class SegmentWriter {
    private final Segment segment;
    private final PartHeader header;
    private final EventEncoder encoder;
    private final ByteWriter event = new ByteWriter(Frames.MOST);
    private final int reserve;
    private int flowBytes;

    /** There is no room for a definition. */
    private static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super(null, null, false, false);
        }
    }

    /** Begins a segment whose first event will be this one. */
    SegmentWriter(int size, long sequence, Event first, long lastFrame) {
        segment = new Segment(sequence, size);
        // room for the summary: each type has a name and two numbers
        reserve = size / 16 + Segment.TRAILER_SPACE;
        int salt = ThreadLocalRandom.current().nextInt() | 1;
        header =
                new PartHeader(
                        salt,
                        sequence,
                        first.origin().frame(),
                        first.origin().time(),
                        lastFrame,
                        System.currentTimeMillis());
        ByteWriter beginning = new ByteWriter(PartHeader.SPACE);
        header.write(beginning);
        segment.append(0, beginning, 0);
        segment.append(0, beginning, 0);
        segment.contents().begin(header);
        encoder = new EventEncoder(header, this::define);
    }

    private void define(ByteWriter definition) {
        if (definition.array()[0] == Definitions.FLOW) {
            flowBytes += definition.length() + Frames.HEADER;
        }
        if (!segment.append(header.salt(), definition, reserve)) {
            throw new Full();
        }
    }

    /**
     * Adds an event.
     *
     * @return false if there is no room; the segment takes no more then
     * @throws RuntimeException if the event can't be stored at all
     */
    boolean add(Event next, long sequence) {
        int before = segment.limit();
        flowBytes = 0;
        event.clear();
        try {
            encoder.write(next, sequence, event);
        } catch (Full full) {
            segment.cutBack(before);
            return false;
        }
        if (!segment.append(header.salt(), event, reserve)) {
            segment.cutBack(before);
            return false;
        }
        segment.contents()
                .add(
                        next.getClass().getName(),
                        segment.limit() - before - flowBytes,
                        sequence,
                        next.origin().frame(),
                        next.origin().time());
        return true;
    }

    Segment segment() {
        return segment;
    }

    /** Whether it holds anything. */
    boolean isEmpty() {
        return segment.contents().events() == 0;
    }

    void seal() {
        segment.seal(header.salt());
    }
}
