// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Keeps the ring within its bounds. Where there is time, step by step: first go the oldest events
 * of types that take more than their quota, then the oldest events of flows that are over, last
 * those of flows that are alive. A step reads some segments and writes what is left of them as one;
 * it gives up at least as much as it writes, or keeps within an allowance, so that what is written
 * again stays a fixed multiple of what is recorded. Used by one thread at a time.
 */
final class RoomMaker {
    /** Segments' worth of bytes that a step looks at. */
    private static final int WINDOW = 4;

    private static final int MOST_FILES = 64;

    /** Files with events of live flows only; more are merged. */
    private static final int MOST_AGED = 512;

    /** Room that is made ahead: for the next segment, for what a step writes, and some to spare. */
    private static final int AHEAD = 5;

    /** Bytes that quotas may cost, for each byte recorded. */
    private static final int REWRITTEN_PER_BYTE = 2;

    /** One step of so many looks again at what was kept for flows that were alive. */
    private static final int LOOK_AGAIN = 8;

    /** How long a component that is being made may take for a bound that was lowered. */
    private static final long SHRINKING_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What is looked through at the start for flows that may still be alive. */
    private static final long REVIVED_BYTES = 32L << 20;

    private final SegmentRing ring;
    private volatile long rewritten;
    private int steps;

    RoomMaker(SegmentRing ring) {
        this.ring = ring;
    }

    /** Learns from what is stored which flows may still be alive after a restart. */
    void revive(SegmentFolder folder) {
        List<Segment> stored = stored();
        List<Segment> telling = new ArrayList<>();
        telling.addAll(newest(stored.stream().filter(s -> s.contents().isAged()).toList()));
        // last, for they may say that a flow is over
        telling.addAll(newest(stored));
        for (Segment segment : telling) {
            for (StoredPart part : Distillation.read(folder, segment)) {
                for (StoredEvent event : part.events()) {
                    if (event.flow() != StoredEvent.NO_FLOW) {
                        ring.live().saw(event.flow(), event.time(), event.ended());
                    }
                }
            }
        }
    }

    private static List<Segment> newest(List<Segment> segments) {
        int from = segments.size();
        for (long bytes = 0; from > 0; from--) {
            bytes += segments.get(from - 1).limit();
            if (bytes > REVIVED_BYTES) {
                break;
            }
        }
        return segments.subList(from, segments.size());
    }

    /** Keeps within a bound that was lowered; what is worth least goes first if that is quick. */
    void shrink(SegmentFolder folder) throws IOException {
        if (isTight(0)) {
            revive(folder);
            long begun = System.nanoTime();
            while (isTight(0) && System.nanoTime() - begun < SHRINKING_NANOS && step(folder, 0)) {
                continue;
            }
            while (isTight(0) && drop(folder)) {
                continue;
            }
        }
    }

    /** Whether so many bytes more leave no room for what a step writes beside what it reads. */
    private boolean isTight(long more) {
        return bytesOnDisk() + more > ring.bounds().bytes() - Distillation.most(ring.bounds());
    }

    /** Deletes what is older than it may be. */
    void dropExpired(SegmentFolder folder) throws IOException {
        if (ring.bounds().maxAgeMillis() == Long.MAX_VALUE) {
            return;
        }
        long oldest = System.currentTimeMillis() - ring.bounds().maxAgeMillis();
        for (Segment segment : stored()) {
            if (segment.contents().recordedTo() < oldest) {
                drop(folder, segment);
            } else if (segment.contents().recordedFrom() < oldest) {
                Distillation young = new Distillation(ring, folder, List.of(segment));
                young.keepParts(part -> part.header().recorded() >= oldest);
                rewritten += young.write(segment.contents().isAged());
            }
        }
    }

    /**
     * Makes room for so many bytes more at once. Where much waits in memory already, whole segments
     * go.
     */
    void make(SegmentFolder folder, long more, long recorded) throws IOException {
        while (isTight(more)) {
            boolean hurry = ring.inMemory() > ring.bounds().inMemory() / 2;
            if ((hurry || !step(folder, recorded)) && !drop(folder)) {
                return;
            }
        }
    }

    /**
     * Drops the oldest segment of which nothing was given up yet: what was chosen to be kept longer
     * stays, unless that is half of everything. False if there is none.
     */
    private boolean drop(SegmentFolder folder) throws IOException {
        List<Segment> stored = stored();
        List<Segment> chosen =
                stored.stream().filter(s -> !s.contents().thinned().isEmpty()).toList();
        long bytes = chosen.stream().mapToLong(Segment::limit).sum();
        Segment older = null;
        for (Segment segment : stored) {
            if (bytes > ring.bounds().bytes() / 2 || !chosen.contains(segment)) {
                if (older != null) {
                    ring.lacksBehind(older, segment);
                }
                drop(folder, segment);
                return true;
            }
            older = segment;
        }
        if (!stored.isEmpty()) {
            drop(folder, stored.get(0));
        }
        return !stored.isEmpty();
    }

    private void drop(SegmentFolder folder, Segment segment) throws IOException {
        ring.forget(segment);
        folder.delete(segment.sequence());
    }

    /**
     * Makes some room if there is too little for what comes next.
     *
     * @param recorded bytes recorded so far
     * @return whether it found something to do
     */
    boolean step(SegmentFolder folder, long recorded) throws IOException {
        RingBounds bounds = ring.bounds();
        List<Segment> stored = stored();
        if (stored.isEmpty()
                || bytesOnDisk() <= bounds.bytes() - AHEAD * (long) bounds.segmentSize()) {
            return false;
        }
        Set<String> over = ring.overQuota();
        if (!over.isEmpty() && rewritten <= REWRITTEN_PER_BYTE * recorded + windowBytes()) {
            List<Segment> window =
                    window(
                            stored,
                            segment -> bytes(segment, over) > 0,
                            segment -> segment.limit() - bytes(segment, over));
            if (!window.isEmpty()) {
                Distillation within = new Distillation(ring, folder, window);
                within.keep(event -> !over.contains(event.type()), windowBytes());
                rewritten += within.write(window.stream().allMatch(s -> s.contents().isAged()));
                return true;
            }
        }
        Predicate<StoredEvent> lives =
                event -> ring.live().isAlive(event.flow()) && !over.contains(event.type());
        if (++steps % LOOK_AGAIN == 0) {
            lookAgain(folder, stored, lives);
        }
        if (!isAgedEnough(stored())) {
            Distillation aging =
                    new Distillation(
                            ring,
                            folder,
                            window(stored(), segment -> !segment.contents().isAged(), any -> 0));
            if (aging.keep(lives, half(aging))) {
                rewritten += aging.write(true);
                return true;
            }
        }
        Distillation oldest =
                new Distillation(ring, folder, window(stored(), any -> true, any -> 0));
        oldest.keep(lives, half(oldest));
        rewritten += oldest.write(true);
        return true;
    }

    /** Of flows that were alive when the others went, some are over by now. */
    private void lookAgain(SegmentFolder folder, List<Segment> stored, Predicate<StoredEvent> lives)
            throws IOException {
        List<Segment> aged = window(stored, segment -> segment.contents().isAged(), Segment::limit);
        if (!aged.isEmpty()) {
            Distillation again = new Distillation(ring, folder, aged);
            again.keep(lives, again.bytes());
            rewritten += again.write(true);
        }
    }

    /** Most that may be left, so that a step gives up as much as it writes. */
    private long half(Distillation from) {
        return Math.min(from.bytes() / 2, ring.bounds().segmentSize());
    }

    private static long bytes(Segment segment, Set<String> types) {
        return types.stream().mapToLong(type -> segment.contents().bytes(type)).sum();
    }

    /** Whether events of live flows take half of the ring already, or very many files. */
    private boolean isAgedEnough(List<Segment> stored) {
        long bytes = 0;
        int files = 0;
        for (Segment segment : stored) {
            if (segment.contents().isAged()) {
                bytes += segment.limit();
                files++;
            }
        }
        return files == stored.size() || files > MOST_AGED || bytes > ring.bounds().bytes() / 2;
    }

    /**
     * The oldest segments in a row that are of this kind.
     *
     * @param left how many bytes will about be left of one
     */
    private List<Segment> window(
            List<Segment> stored, Predicate<Segment> kind, ToLongFunction<Segment> left) {
        List<Segment> window = new ArrayList<>();
        long bytes = 0;
        long written = 0;
        for (Segment segment : stored) {
            if (!kind.test(segment)) {
                if (window.isEmpty()) {
                    continue;
                }
                break;
            }
            bytes += segment.limit();
            written += left.applyAsLong(segment);
            if (!window.isEmpty()
                    && (window.size() == MOST_FILES
                            || bytes > windowBytes()
                            || written > ring.bounds().segmentSize())) {
                break;
            }
            window.add(segment);
        }
        return window;
    }

    private long windowBytes() {
        return WINDOW * (long) ring.bounds().segmentSize();
    }

    /** Segments that files alone hold, oldest first. */
    private List<Segment> stored() {
        synchronized (ring) {
            return ring.segments().stream()
                    .filter(segment -> segment.isSealed() && segment.bytes() == null)
                    .toList();
        }
    }

    /** What the files take, those counted in full that are still being written. */
    long bytesOnDisk() {
        synchronized (ring) {
            return ring.segments().stream()
                    .filter(segment -> segment.written() > 0)
                    .mapToLong(Segment::space)
                    .sum();
        }
    }

    /** Bytes written once more to make room. */
    long rewritten() {
        return rewritten;
    }
}
