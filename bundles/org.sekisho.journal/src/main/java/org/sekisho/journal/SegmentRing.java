// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.event.Event;

/**
 * The segments of the journal, oldest first; the last one is being filled. Recording touches memory
 * only; {@link JournalKeeper} brings it to disk. All methods may be called by any thread.
 */
final class SegmentRing {
    private final RingBounds bounds;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Map<String, Long> forgotten = new TreeMap<>();
    private final Map<String, Long> unstorable = new TreeMap<>();
    private final LiveFlows live = new LiveFlows();
    private SegmentWriter writer;
    private long nextSequence = System.currentTimeMillis() << 20;
    private long lastFrame;
    private long pastDamage;
    private long lost;
    private Mark stored = new Mark(nextSequence, 0);
    private int generation;

    SegmentRing(RingBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * How far recording had come.
     *
     * @param sequence number of the event that comes next
     * @param frame greatest frame number of those before
     */
    record Mark(long sequence, long frame) {}

    synchronized Mark mark() {
        return new Mark(nextSequence, lastFrame);
    }

    /** Events that were recorded since files were written last. */
    synchronized long waiting() {
        return nextSequence - stored.sequence();
    }

    /** Files hold what was recorded before the mark, or it was given up. */
    synchronized void stored(Mark mark) {
        stored = mark;
    }

    /** See {@link org.sekisho.event.EventJournal#safeUpTo}. */
    synchronized long storedUpTo() {
        // as long as events follow in the order of frames, which a step of the clock may break
        return stored.sequence() == nextSequence ? Long.MAX_VALUE : stored.frame();
    }

    /** Stores an event; true if it was possible. Never throws because of an event. */
    synchronized boolean add(Event event) {
        lastFrame = Math.max(lastFrame, event.origin().frame());
        live.saw(event);
        try {
            if (writer == null || !writer.add(event, nextSequence)) {
                rotate();
                begin(event);
                if (!writer.add(event, nextSequence)) {
                    throw new IllegalArgumentException("longer than a segment");
                }
            }
            nextSequence++;
            return true;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            unstorable.merge(event.getClass().getName(), 1L, Long::sum);
            return false;
        }
    }

    private void begin(Event event) {
        writer = new SegmentWriter(bounds.segmentSize(), nextSequence, event, lastFrame);
        segments.put(nextSequence, writer.segment());
    }

    /** Closes the segment that is being filled, and lets go what memory can't hold. */
    synchronized void rotate() {
        if (writer == null) {
            return;
        }
        if (writer.isEmpty()) {
            segments.remove(writer.segment().sequence());
        } else {
            writer.seal();
        }
        writer = null;
        long inMemory = 0;
        for (Segment segment : List.copyOf(segments.descendingMap().values())) {
            if (segment.bytes() != null) {
                inMemory += segment.space();
                if (inMemory > bounds.inMemory()) {
                    lost += segment.contents().events();
                    forget(segment);
                }
            }
        }
    }

    /** Bytes of segments that files don't hold yet, or not to their end. */
    synchronized long inMemory() {
        return segments.values().stream()
                .filter(segment -> segment.bytes() != null)
                .mapToLong(Segment::space)
                .sum();
    }

    /** Closes the segment that is being filled if it was begun before this, in milliseconds. */
    synchronized void rotateIfBegunBefore(long wallClock) {
        if (writer != null && writer.segment().contents().recordedFrom() < wallClock) {
            rotate();
        }
    }

    /** Puts segments that were found on disk before those of this ring. */
    synchronized void adopt(List<Segment> found) {
        for (Segment segment : found) {
            lastFrame = Math.max(lastFrame, segment.contents().lastFrame());
            if (segment.contents().lastSequence() >= nextSequence || overlaps(segment)) {
                // the clock was set back: what was recorded meanwhile can't be put in order
                rotate();
                List.copyOf(segments.tailMap(segment.sequence(), true).values())
                        .forEach(this::forget);
                nextSequence = Math.max(nextSequence, segment.contents().lastSequence() + 1);
            }
            segments.put(segment.sequence(), segment);
        }
    }

    private boolean overlaps(Segment segment) {
        Long next = segments.ceilingKey(segment.sequence());
        return next != null && next <= segment.contents().lastSequence();
    }

    /** Leaves a segment out and counts its events. */
    synchronized void forget(Segment segment) {
        if (segments.remove(segment.sequence(), segment)) {
            pastDamage += segment.damaged();
            segment.contents()
                    .types()
                    .forEach((type, share) -> forgotten.merge(type, share.events(), Long::sum));
        }
    }

    /** What follows a segment goes: no type that was in it is complete from there on. */
    synchronized void lacksBehind(Segment older, Segment gone) {
        older.contents().lacks(gone.contents());
    }

    /** The files are gone: what memory still holds of segments is to be written anew. */
    synchronized void lostFiles() {
        for (Segment segment : List.copyOf(segments.values())) {
            if (segment.bytes() == null) {
                lost += segment.contents().events();
                forget(segment);
            } else {
                segment.written(0);
            }
        }
    }

    /** Events that no file holds although none of the bounds was reached. */
    synchronized long lost() {
        return lost;
    }

    /** Puts what is left of segments in their place, under the number of the first. */
    synchronized void replace(List<Segment> former, Segment left) {
        former.forEach(this::forget);
        if (left != null) {
            segments.put(left.sequence(), left);
            left.contents()
                    .types()
                    .forEach((type, share) -> forgotten.merge(type, -share.events(), Long::sum));
            forgotten.values().removeIf(events -> events == 0);
        }
    }

    /** Leaves everything out; readers see nothing of it any more. */
    synchronized void clear() {
        rotate();
        List.copyOf(segments.values()).forEach(this::forget);
        live.clear();
        generation++;
    }

    /** All segments, oldest first. */
    synchronized List<Segment> segments() {
        return new ArrayList<>(segments.values());
    }

    /** The first segment that holds an event after this one, or null. */
    synchronized Segment after(long sequence) {
        Map.Entry<Long, Segment> floor = segments.floorEntry(sequence + 1);
        Collection<Segment> rest =
                floor == null ? segments.values() : segments.tailMap(floor.getKey(), true).values();
        for (Segment segment : rest) {
            if (segment.contents().lastSequence() > sequence) {
                return segment;
            }
        }
        return null;
    }

    RingBounds bounds() {
        return bounds;
    }

    LiveFlows live() {
        return live;
    }

    /** Rises when everything was left out. */
    synchronized int generation() {
        return generation;
    }

    synchronized long lastFrame() {
        return lastFrame;
    }

    synchronized long nextSequence() {
        return nextSequence;
    }

    /** Types that take more than their share. */
    synchronized Set<String> overQuota() {
        Map<String, Long> bytes = new HashMap<>();
        for (Segment segment : segments.values()) {
            segment.contents()
                    .types()
                    .forEach((type, share) -> bytes.merge(type, share.bytes(), Long::sum));
        }
        bytes.keySet()
                .removeIf(type -> bytes.get(type) <= bounds.quotas().of(type, bounds.bytes()));
        return bytes.keySet();
    }

    /**
     * Packet time from which on nothing was given up, or {@link Long#MAX_VALUE} if there is
     * nothing.
     */
    synchronized long completeFrom() {
        long from = Long.MAX_VALUE;
        for (Segment segment : segments.descendingMap().values()) {
            if (from != Long.MAX_VALUE && !segment.contents().thinned().isEmpty()) {
                break;
            }
            from = Math.min(from, segment.contents().firstTime());
        }
        return from;
    }

    /** For each type that is complete further back than all are: from which packet time on. */
    synchronized Map<String, Long> completeFromByType() {
        Map<String, Long> reach = new TreeMap<>();
        Set<String> ended = new HashSet<>();
        long from = Long.MAX_VALUE;
        for (Segment segment : segments.descendingMap().values()) {
            from = Math.min(from, segment.contents().firstTime());
            ended.addAll(segment.contents().thinned());
            for (String type : segment.contents().types().keySet()) {
                if (!ended.contains(type)) {
                    reach.put(type, from);
                }
            }
        }
        long all = completeFrom();
        reach.values().removeIf(time -> time >= all);
        return reach;
    }

    /** Packet time of the oldest event, or {@link Long#MAX_VALUE}. */
    synchronized long firstTime() {
        return segments.values().stream()
                .mapToLong(segment -> segment.contents().firstTime())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Events that were given up, by type. */
    synchronized Map<String, Long> forgotten() {
        return new TreeMap<>(forgotten);
    }

    /** Events that can't be stored, by type. */
    synchronized Map<String, Long> unstorable() {
        return new TreeMap<>(unstorable);
    }

    synchronized long events() {
        return segments.values().stream().mapToLong(s -> s.contents().events()).sum();
    }

    /** Stretches and records that readers could not read. */
    synchronized long damaged() {
        return pastDamage + segments.values().stream().mapToLong(Segment::damaged).sum();
    }
}
