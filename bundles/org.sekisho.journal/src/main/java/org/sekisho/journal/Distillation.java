// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What is left of some segments in a row, in their place. */
final class Distillation {
    private final SegmentRing ring;
    private final SegmentFolder folder;
    private final List<Segment> window;
    private final List<StoredPart> parts = new ArrayList<>();
    private final Set<StoredEvent> kept = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Reads the segments; what can't be read is as good as gone. */
    Distillation(SegmentRing ring, SegmentFolder folder, List<Segment> window) {
        this.ring = ring;
        this.folder = folder;
        this.window = window;
        window.forEach(segment -> parts.addAll(read(folder, segment)));
    }

    /** The parts of a segment on disk; none if it can't be read. */
    static List<StoredPart> read(SegmentFolder folder, Segment segment) {
        try {
            byte[] bytes = folder.read(segment.sequence());
            return StoredPart.of(bytes, Math.min(bytes.length, segment.limit()));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Bytes that the segments take. */
    long bytes() {
        return window.stream().mapToLong(Segment::limit).sum();
    }

    /** Keeps whole parts. */
    void keepParts(Predicate<StoredPart> which) {
        kept.clear();
        parts.stream().filter(which).forEach(part -> kept.addAll(part.events()));
    }

    /**
     * Keeps these events, the newest of them if they take more than so many bytes.
     *
     * @return whether all of them are kept
     */
    boolean keep(Predicate<StoredEvent> which, long bytes) {
        kept.clear();
        long sum = 0;
        for (int i = parts.size() - 1; i >= 0; i--) {
            List<StoredEvent> events = parts.get(i).events();
            for (int j = events.size() - 1; j >= 0; j--) {
                StoredEvent event = events.get(j);
                if (which.test(event)) {
                    sum += event.cost();
                    if (sum > bytes) {
                        return false;
                    }
                    kept.add(event);
                }
            }
        }
        return true;
    }

    /**
     * Puts what is kept in the place of the segments. A kill leaves them as they were, or the new
     * one and some of them, which whoever opens the folder next leaves out.
     *
     * @param aged whether only events of live flows are left
     * @return bytes written
     */
    long write(boolean aged) throws IOException {
        SegmentCopy copy = copy();
        while (copy.length() > most(ring.bounds())) {
            // what was defined for others as well counts for those that are left
            forgetOldest();
            copy = copy();
        }
        if (copy.contents().events() == 0) {
            ring.replace(window, null);
            delete(window);
            return 0;
        }
        copy.contents().standsFor(window.stream().map(Segment::contents).toList(), aged);
        byte[] segment = copy.finish();
        long sequence = window.get(0).sequence();
        folder.prepare(sequence, segment);
        // a reader must not find the bytes of the one under the other's description
        synchronized (folder) {
            folder.replace(sequence);
            ring.replace(window, new Segment(sequence, copy.contents(), segment.length));
        }
        delete(window.subList(1, window.size()));
        return segment.length;
    }

    private void delete(List<Segment> former) throws IOException {
        for (Segment segment : former) {
            folder.delete(segment.sequence());
        }
    }

    /** Most bytes that {@link #write} brings to disk, but for the summary. */
    static int most(RingBounds bounds) {
        return bounds.segmentSize() / 4 * 5;
    }

    private SegmentCopy copy() {
        SegmentCopy copy = new SegmentCopy();
        for (StoredPart part : parts) {
            SegmentCopy.Part to = copy.part(part);
            part.events().stream().filter(kept::contains).forEach(to::add);
        }
        return copy;
    }

    private void forgetOldest() {
        int count = kept.size() / 8 + 1;
        for (StoredPart part : parts) {
            for (StoredEvent event : part.events()) {
                if (count > 0 && kept.remove(event)) {
                    count--;
                }
            }
        }
    }
}
