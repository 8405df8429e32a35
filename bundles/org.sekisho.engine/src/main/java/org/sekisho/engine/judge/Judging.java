// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.Tick;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows events to detectors and evidence to the correlator, in one order. One thread judges at a
 * time, holding the lock; whoever must know that no detector's code is running takes the lock too.
 */
public final class Judging {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    private final EventMerge merge;
    private final Correlator correlator;
    private final EventJournal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean live;
    private final Map<Long, WarmUp> warmingUp = new LinkedHashMap<>();
    private final KnownEvidence known = new KnownEvidence();
    private final Map<Long, Sitting> sittings = new LinkedHashMap<>();
    private final Map<Class<?>, List<Sitting>> byType = new HashMap<>();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final AtomicReference<DetectorSnapshot> wanted =
            new AtomicReference<>(new DetectorSnapshot(0, List.of()));
    private DetectorSnapshot arranged;
    private long version = -1;
    private long lastTick = Long.MIN_VALUE;
    private long events;
    private long evidence;
    private long warmUps;

    /** A detector at work. */
    private record Sitting(
            Seat<Detector> seat,
            Detector detector,
            Set<Class<? extends Event>> types,
            List<Technique> techniques) {}

    /**
     * Judging for one analysis.
     *
     * @param workers how many workers hand events over
     * @param correlator takes the evidence
     * @param journal keeps events for detectors that come later; may be null
     */
    public Judging(int workers, Correlator correlator, EventJournal journal) {
        this(new EventMerge(workers), false, correlator, journal);
    }

    private Judging(EventMerge merge, boolean live, Correlator correlator, EventJournal journal) {
        this.merge = merge;
        this.live = live;
        this.correlator = correlator;
        this.journal = journal;
    }

    /**
     * Judging for an analysis whose workers come and go: one that has said nothing yet, or has said
     * everything, is not waited for.
     *
     * @param mostWorkers numbers of workers are below this
     */
    public static Judging live(int mostWorkers, Correlator correlator, EventJournal journal) {
        return new Judging(new EventMerge(mostWorkers, Long.MAX_VALUE), true, correlator, journal);
    }

    /** The detectors to use from the next events on. */
    public void want(DetectorSnapshot snapshot) {
        wanted.accumulateAndGet(snapshot, DetectorSnapshot::newer);
    }

    /**
     * Waits until the detectors last wanted are in use, so that no code of one that left runs any
     * more.
     *
     * @return false if judging does not come back in time
     */
    public boolean awaitQuiescence(long timeoutNanos) throws InterruptedException {
        if (lock.isHeldByCurrentThread()) {
            return true;
        }
        if (!lock.tryLock(timeoutNanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            adopt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Judges what a worker hands over, as far as it is due. */
    public void judge(int worker, List<StampedEvent> from, long progress) {
        lock.lock();
        try {
            adopt();
            stepWarmUps();
            for (StampedEvent stamped : merge.add(worker, from, progress)) {
                judge(stamped.event());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing has happened for a moment: a detector that came may go on catching up. */
    public void idle() {
        lock.lock();
        try {
            adopt();
            stepWarmUps();
        } finally {
            lock.unlock();
        }
    }

    private void stepWarmUps() {
        if (warmingUp.isEmpty()) {
            return;
        }
        boolean seated = warmingUp.values().removeIf(warmUp -> warmUp.step(this::file));
        if (seated) {
            arrange(arranged);
        }
    }

    private void file(Evidence found) {
        if (known.isNew(found)) {
            evidence++;
            correlator.evidence(found);
        }
    }

    /** The cases so far. */
    public List<Detection> detections() {
        lock.lock();
        try {
            return correlator.detections();
        } finally {
            lock.unlock();
        }
    }

    /** The analysis is over: gives the detectors back. */
    public void finish() {
        lock.lock();
        try {
            want(DetectorSnapshot.closed());
            adopt();
        } finally {
            lock.unlock();
        }
    }

    private void judge(Event event) {
        if (event instanceof Tick tick) {
            // every worker reports its own ticks; of a second that has passed, one counts
            if (tick.origin().time() <= lastTick) {
                return;
            }
            lastTick = tick.origin().time();
            correlator.advance(tick.origin().time());
        } else {
            events++;
            if (journal != null) {
                journal.record(event);
            }
        }
        List<Sitting> wanting = byType.get(event.getClass());
        if (wanting != null) {
            for (Sitting sitting : wanting) {
                judge(sitting, event);
            }
        }
    }

    private void judge(Sitting sitting, Event event) {
        if (sitting.seat().isTakenOut()) {
            return;
        }
        try {
            sitting.detector().judge(event, this::file);
        } catch (Throwable thrown) {
            failed(
                    sitting.seat(),
                    thrown,
                    event.getClass().getSimpleName() + " of frame " + event.origin().frame());
        }
    }

    private void failed(Seat<Detector> seat, Throwable thrown, String where) {
        if (!Seat.isSurvivable(thrown)) {
            throw (Error) thrown;
        }
        failures.merge(seat.name(), 1L, Long::sum);
        seat.failed(thrown, where);
    }

    private void adopt() {
        DetectorSnapshot snapshot = wanted.get();
        if (snapshot.version() == version) {
            return;
        }
        version = snapshot.version();
        List<Long> present = snapshot.detectors().stream().map(Seat::id).toList();
        sittings.entrySet()
                .removeIf(
                        entry -> {
                            boolean left = !present.contains(entry.getKey());
                            if (left) {
                                Sitting sitting = entry.getValue();
                                WarmUp warmUp = warmingUp.remove(entry.getKey());
                                if (warmUp != null && !warmUp.cancel()) {
                                    LOG.error(
                                            "{} does not come back from the event that it was shown",
                                            sitting.seat().name());
                                }
                                sitting.seat().instances().giveBack(sitting.detector());
                            }
                            return left;
                        });
        List<Sitting> newcomers = new ArrayList<>();
        for (Seat<Detector> seat : snapshot.detectors()) {
            if (!sittings.containsKey(seat.id())) {
                Sitting sitting = sit(seat);
                if (sitting != null) {
                    sittings.put(seat.id(), sitting);
                    newcomers.add(sitting);
                }
            }
        }
        if (live) {
            newcomers.forEach(this::beginWarmUp);
            arrange(snapshot);
        } else {
            arrange(snapshot);
            newcomers.forEach(this::warmUp);
        }
    }

    /**
     * Live, frames don't wait: a newcomer sees the journal beside the others' work. A file can
     * wait, and gets the same result in the same order every time.
     */
    private void beginWarmUp(Sitting newcomer) {
        warmUps++;
        WarmUp warmUp =
                new WarmUp(
                        newcomer.detector(),
                        newcomer.types(),
                        journal.reader(),
                        thrown -> {
                            failed(newcomer.seat(), thrown, "its warm-up");
                            return !newcomer.seat().isTakenOut();
                        });
        warmingUp.put(newcomer.seat().id(), warmUp);
        warmUp.begin();
    }

    /** Null if the detector is gone already, or can't say what it wants. */
    private Sitting sit(Seat<Detector> seat) {
        Detector detector = seat.instances().take();
        if (detector == null) {
            return null;
        }
        try {
            return new Sitting(
                    seat,
                    detector,
                    Set.copyOf(detector.events()),
                    List.copyOf(detector.techniques()));
        } catch (Throwable thrown) {
            failed(seat, thrown, "its arrival");
            seat.instances().giveBack(detector);
            return null;
        }
    }

    private void arrange(DetectorSnapshot snapshot) {
        arranged = snapshot;
        byType.clear();
        Collection<Technique> techniques = new ArrayList<>();
        for (Seat<Detector> seat : snapshot.detectors()) {
            Sitting sitting = sittings.get(seat.id());
            if (sitting != null) {
                techniques.addAll(sitting.techniques());
                if (warmingUp.containsKey(seat.id())) {
                    continue;
                }
                for (Class<? extends Event> type : sitting.types()) {
                    byType.computeIfAbsent(type, any -> new ArrayList<>()).add(sitting);
                }
            }
        }
        correlator.lookingFor(techniques);
    }

    /** Shows a newcomer what happened before it came; evidence given already is recognised. */
    private void warmUp(Sitting newcomer) {
        if (journal == null || events == 0) {
            return;
        }
        warmUps++;
        try (EventJournal.Reader reader = journal.reader()) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                if (newcomer.types().contains(event.getClass())) {
                    judge(newcomer, event);
                }
            }
        }
    }

    /** Adds counters for the summary. */
    public void addCounters(Map<String, Long> sum) {
        sum.put("events", events);
        sum.put("evidence", evidence);
        if (warmUps > 0) {
            sum.put("detectors warmed up", warmUps);
        }
        failures.forEach((name, count) -> sum.merge("failures of " + name, count, Long::sum));
    }

    /** Adds what was given up at a bound. */
    public void addEvicted(Map<String, Long> sum) {
        if (correlator.evicted() > 0) {
            sum.merge("evidence", correlator.evicted(), Long::sum);
        }
    }
}
