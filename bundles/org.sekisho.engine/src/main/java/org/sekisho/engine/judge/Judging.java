// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.EventObserver;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.exchange.Comparison;

/**
 * Shows events to detectors and evidence to the correlator, in one order. One thread judges at a
 * time, when it has the {@link Turn}; whoever must know that no detector's code is running takes
 * the turn too.
 *
 * <p>Detectors are called only where everything here is consistent: what is due waits in a queue,
 * and the place within the present event is noted before each call. So when a detector does not
 * come back, its thread can be fenced and another one goes on from there ({@link StallWatch}).
 *
 * <p>Newcomers of a live analysis are warmed up beside judging ({@link WarmUp}). An analysis of a
 * file can wait, and promises the same detections in the same order every time: there the newcomer
 * is shown the journal at once, between two events.
 */
public final class Judging {
    /** Time for newcomers after a portion of events, in nanoseconds. */
    private static final long CATCH_UP_NANOS = 5_000_000L;

    private final EventMerge merge;
    private final Correlator correlator;
    private final EventJournal journal;
    private final boolean live;
    private final JudgingBounds bounds;
    private final Turn turn = new Turn();
    private final Filing filing;
    private final LoadWatch load;
    private final Panel panel = new Panel();
    private final Observers observers = new Observers();
    private final Conditions conditions;
    private final AtomicReference<DetectorSnapshot> wanted =
            new AtomicReference<>(new DetectorSnapshot(0, List.of()));
    private final ArrayDeque<StampedEvent> due = new ArrayDeque<>();
    private Event present;
    private List<Sitting> asked = List.of();
    private int place;
    private Observers.Observation[] onlookers = {};
    private int onlookerPlace;
    private volatile Sitting inside;
    private volatile boolean anew;
    private long version = -1;
    private long lastTick = Long.MIN_VALUE;
    private long events;
    private long warmUps;
    private long fenced;

    /**
     * Judging for one analysis of a file.
     *
     * @param workers how many workers hand events over
     * @param correlator takes the evidence
     * @param journal keeps events for detectors that come later; may be null
     */
    public Judging(int workers, Correlator correlator, EventJournal journal) {
        this(new EventMerge(workers), correlator, journal, false, JudgingBounds.USUAL);
    }

    private Judging(
            EventMerge merge,
            Correlator correlator,
            EventJournal journal,
            boolean live,
            JudgingBounds bounds) {
        this.merge = merge;
        this.correlator = correlator;
        this.journal = journal;
        this.live = live;
        this.bounds = bounds;
        this.conditions = new Conditions(bounds);
        this.load = new LoadWatch(bounds);
        this.filing = new Filing(correlator);
    }

    /**
     * Judging for an analysis whose workers come and go: one that has said nothing yet, or has said
     * everything, is not waited for.
     *
     * @param mostWorkers numbers of workers are below this
     * @param journal keeps events; several threads read it
     */
    public static Judging live(
            int mostWorkers, Correlator correlator, EventJournal journal, JudgingBounds bounds) {
        return new Judging(
                new EventMerge(mostWorkers, Long.MAX_VALUE), correlator, journal, true, bounds);
    }

    /** The detectors to use from the next events on. */
    public void want(DetectorSnapshot snapshot) {
        wanted.accumulateAndGet(snapshot, DetectorSnapshot::newer);
    }

    /**
     * Waits until the detectors last wanted are in use or on their way, so that no code of one that
     * left runs any more.
     *
     * @return false if a thread does not come back in time
     */
    public boolean awaitQuiescence(long timeoutNanos) throws InterruptedException {
        if (turn.isMine()) {
            return true;
        }
        long deadline = System.nanoTime() + timeoutNanos;
        if (!turn.take(timeoutNanos)) {
            return false;
        }
        try {
            adopt();
        } finally {
            turn.giveBack();
        }
        return panel.dismissed(deadline - System.nanoTime());
    }

    /**
     * The journal reaches further back than what the detectors were shown: they are shown it again,
     * by instances that then take their seats. Live only; from any thread.
     */
    public void showAnew() {
        anew = true;
    }

    /**
     * Judges what a worker hands over, as far as it is due.
     *
     * @return the frame up to which everything that was handed over is now judged and recorded
     * @throws Fenced if a detector did not come back in time and another thread has taken over
     */
    public long judge(int worker, List<StampedEvent> from, long progress) {
        turn.take();
        try {
            adopt();
            due.addAll(merge.add(worker, from, progress));
            goOn();
            catchUp();
            return merge.due();
        } finally {
            turn.giveBack();
        }
    }

    /**
     * Goes on with what is left to do while nothing new comes: the events that a fenced thread left
     * behind, and newcomers.
     *
     * @throws Fenced as {@link #judge}
     */
    public void idle() {
        turn.take();
        try {
            adopt();
            goOn();
            catchUp();
        } finally {
            turn.giveBack();
        }
    }

    /** The frame up to which what was judged would outlive the process. */
    public long safeUpTo() {
        return journal == null ? Long.MAX_VALUE : journal.safeUpTo();
    }

    /** Events had to be given up because judging is behind. */
    public void behind() {
        load.behind();
    }

    /** From now on this observer is shown the events it wants, behind the detectors. */
    public void observe(EventObserver observer) {
        observers.add(observer);
    }

    /** Returns when the observer's code does not run any more, or has not come back in time. */
    public void unobserve(EventObserver observer) {
        observers.remove(observer);
        if (turn.isMine()) {
            return;
        }
        try {
            if (turn.take(bounds.stallNanos())) {
                turn.giveBack();
            }
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    /** How the shadow of this bundle compares, or null if there is none. */
    public Comparison compare(long bundle) {
        return filing.compare(bundle);
    }

    /** The cases so far. */
    public List<Detection> detections() {
        turn.take();
        try {
            return correlator.detections();
        } finally {
            turn.giveBack();
        }
    }

    /** The analysis is over: gives the detectors back. */
    public void finish() {
        turn.take();
        try {
            want(DetectorSnapshot.closed());
            adopt();
        } finally {
            turn.giveBack();
        }
        try {
            panel.dismissed(bounds.stallNanos());
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    private void goOn() {
        while (present != null || next()) {
            while (place < asked.size()) {
                Sitting sitting = asked.get(place++);
                if (!sitting.hasLeft()) {
                    show(sitting, present);
                }
            }
            while (onlookerPlace < onlookers.length) {
                observers.show(onlookers[onlookerPlace++], present);
            }
            present = null;
            if (live) {
                load.look(panel);
            }
        }
    }

    /** Comes to the next event that is due; false if none is. */
    private boolean next() {
        for (StampedEvent stamped = due.poll(); stamped != null; stamped = due.poll()) {
            Event event = stamped.event();
            if (event instanceof Tick tick) {
                // every worker reports its own ticks; of a second that has passed, one counts
                if (tick.origin().time() <= lastTick) {
                    continue;
                }
                lastTick = tick.origin().time();
                correlator.advance(tick.origin().time());
            } else {
                events++;
                // how far a flow had come is of no use to whoever arrives later
                if (event instanceof FlowCheckpoint checkpoint) {
                    correlator.goesOn(
                            checkpoint.origin().flow(),
                            checkpoint.origin().time(),
                            checkpoint.packetsToServer(),
                            checkpoint.packetsToClient());
                } else if (journal != null) {
                    journal.record(event);
                }
            }
            present = event;
            asked = panel.wanting(event.getClass());
            place = 0;
            onlookers = observers.wanting(event.getClass());
            onlookerPlace = 0;
            return true;
        }
        return false;
    }

    private void show(Sitting sitting, Event event) {
        inside = sitting;
        List<Evidence> found = sitting.show(event);
        inside = null;
        filing.file(sitting, found);
    }

    private void adopt() {
        DetectorSnapshot snapshot = wanted.get();
        // whoever is on the way reads the journal that was there when it set out
        if (anew && panel.warming().isEmpty()) {
            anew = false;
            panel.seated().forEach(this::warmUp);
        }
        if (snapshot.version() == version) {
            return;
        }
        version = snapshot.version();
        List<Seat<Detector>> newcomers = panel.adopt(snapshot);
        filing.adopt(panel, journal == null ? Long.MAX_VALUE : journal.reachesBackTo());
        if (live) {
            newcomers.forEach(this::warmUp);
        } else {
            seatAtOnce(newcomers);
        }
        correlator.lookingFor(panel.lookingFor());
    }

    private void warmUp(Seat<Detector> seat) {
        WarmUp warmUp = new WarmUp(seat, journal, conditions);
        panel.expect(warmUp);
        warmUp.begin();
    }

    private void seatAtOnce(Collection<Seat<Detector>> newcomers) {
        List<Sitting> arrived = new ArrayList<>();
        for (Seat<Detector> seat : newcomers) {
            Sitting sitting = Sitting.take(seat, new Guard(), conditions);
            seat.standing().warmingUp(false);
            if (sitting != null) {
                panel.seat(sitting);
                arrived.add(sitting);
            }
        }
        correlator.lookingFor(panel.lookingFor());
        if (journal == null || events == 0) {
            return;
        }
        for (Sitting sitting : arrived) {
            warmUps++;
            try (EventJournal.Reader reader = journal.reader()) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    if (sitting.types().contains(event.getClass())) {
                        filing.file(sitting, sitting.show(event));
                    }
                }
            }
        }
    }

    /** Gives newcomers a little time; one that has seen everything takes its seat. */
    private void catchUp() {
        if (panel.warming().isEmpty()) {
            return;
        }
        long until = System.nanoTime() + CATCH_UP_NANOS;
        for (WarmUp warmUp : panel.warming()) {
            catchUp(warmUp, until);
        }
    }

    private void catchUp(WarmUp warmUp, long until) {
        // before the queue is looked into: what was found is complete when it says so
        WarmUp.Phase phase = warmUp.phase();
        if (phase == WarmUp.Phase.OVER) {
            panel.dismiss(warmUp);
            return;
        }
        for (Evidence found = warmUp.poll(); found != null; found = warmUp.poll()) {
            // whoever found something has sat down by then
            filing.file(warmUp.sitting(), found);
            if (System.nanoTime() > until) {
                return;
            }
        }
        if (phase == WarmUp.Phase.READING) {
            return;
        }
        Sitting sitting = warmUp.sitting();
        for (Event event = warmUp.next(); event != null; event = warmUp.next()) {
            if (sitting.types().contains(event.getClass())) {
                show(sitting, event);
            }
            if (System.nanoTime() > until) {
                return;
            }
        }
        warmUps++;
        warmUp.close();
        filing.caughtUp(sitting);
        panel.seat(sitting);
        correlator.lookingFor(panel.lookingFor());
    }

    /**
     * Looks whether a detector stands still. Called by a thread of its own.
     *
     * @return true if the judging thread has just been fenced, so that another one must go on
     */
    boolean fenceStalled() {
        for (WarmUp warmUp : panel.warming()) {
            warmUp.fenceAfter(bounds.stallNanos());
        }
        Thread onlooker = observers.fenceAfter(bounds.stallNanos());
        if (onlooker != null) {
            giveUp(onlooker);
            return true;
        }
        Sitting sitting = inside;
        if (sitting == null || !sitting.guard().fenceAfter(bounds.stallNanos())) {
            return false;
        }
        inside = null;
        panel.isStuck(sitting);
        Thread runner = sitting.guard().runner();
        sitting.seat()
                .takeOut(
                        "stood still for " + sitting.guard().whereabouts(),
                        sitting.guard().since());
        giveUp(runner);
        return true;
    }

    private void giveUp(Thread runner) {
        fenced++;
        turn.takeFrom(runner);
        // one that only sleeps comes back, and ends
        runner.interrupt();
    }

    /** Whether newcomers are on their way to their seats. */
    public boolean isWarmingUp() {
        return !panel.warming().isEmpty();
    }

    /** Adds counters for the summary. */
    public void addCounters(Map<String, Long> sum) {
        sum.put("events", events);
        sum.put("evidence", filing.filed());
        if (warmUps > 0) {
            sum.put("detectors warmed up", warmUps);
        }
        if (fenced > 0) {
            sum.put("judging threads given up", fenced);
        }
        conditions
                .failures()
                .forEach((name, count) -> sum.merge("failures of " + name, count, Long::sum));
    }

    /** Adds what was given up at a bound. */
    public void addEvicted(Map<String, Long> sum) {
        if (correlator.evicted() > 0) {
            sum.merge("evidence", correlator.evicted(), Long::sum);
        }
    }
}
