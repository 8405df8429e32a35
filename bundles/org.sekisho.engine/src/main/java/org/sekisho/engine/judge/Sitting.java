// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.event.Event;

/**
 * A detector at work in one analysis. What it finds is collected while it is asked and handed out
 * when it has come back, so that nothing of ours is half done while its code runs.
 */
final class Sitting {
    private final Seat<Detector> seat;
    private final Detector detector;
    private final Set<Class<? extends Event>> types;
    private final List<Technique> techniques;
    private final List<Technique> lookingFor;
    private final Guard guard;
    private final Conditions conditions;
    private final List<Evidence> found = new ArrayList<>();
    private Event present;
    private boolean flooded;
    private long events;
    private long evidence;
    private long nanos;
    private boolean left;

    private Sitting(
            Seat<Detector> seat,
            Detector detector,
            Set<Class<? extends Event>> types,
            List<Technique> techniques,
            List<Technique> lookingFor,
            Guard guard,
            Conditions conditions) {
        this.seat = seat;
        this.detector = detector;
        this.types = types;
        this.techniques = techniques;
        this.lookingFor = lookingFor;
        this.guard = guard;
        this.conditions = conditions;
    }

    /**
     * Takes an instance.
     *
     * @return null if the detector is gone already, or can't say what it wants
     * @throws Fenced if it took too long
     */
    static Sitting take(Seat<Detector> seat, Guard guard, Conditions conditions) {
        Detector detector = null;
        Sitting sitting = null;
        Throwable fault = null;
        guard.enter();
        try {
            detector = seat.instances().take();
            if (detector != null) {
                sitting =
                        new Sitting(
                                seat,
                                detector,
                                Set.copyOf(detector.events()),
                                List.copyOf(detector.techniques()),
                                List.copyOf(detector.lookingFor()),
                                guard,
                                conditions);
            }
        } catch (Throwable thrown) {
            fault = thrown;
        }
        guard.leave();
        if (fault != null) {
            failed(seat, conditions, fault, "its arrival");
            if (detector != null) {
                seat.instances().giveBack(detector);
            }
        }
        return sitting;
    }

    /**
     * Shows it an event.
     *
     * @return what it found, to be used before the next call
     * @throws Fenced if it took too long
     */
    List<Evidence> show(Event event) {
        found.clear();
        if (seat.isTakenOut()) {
            return found;
        }
        present = event;
        Throwable fault = null;
        long begun = System.nanoTime();
        guard.enter();
        try {
            detector.judge(event, this::take);
        } catch (Throwable thrown) {
            fault = thrown;
        }
        guard.leave();
        long took = System.nanoTime() - begun;
        events++;
        evidence += found.size();
        nanos += took;
        seat.standing().shown(found.size(), took);
        present = null;
        if (flooded) {
            found.clear();
        } else if (fault != null) {
            failed(seat, conditions, fault, name(event));
        }
        return found;
    }

    private static void failed(
            Seat<Detector> seat, Conditions conditions, Throwable fault, String where) {
        conditions.failed(seat.name());
        seat.failed(fault, where);
    }

    private void take(Evidence evidence) {
        if (!guard.isInside()) {
            throw new IllegalStateException(
                    "evidence is taken during the call of judge only, on its thread");
        }
        complete(evidence);
        int most = conditions.bounds().evidencePerEvent();
        if (found.size() >= most) {
            if (!flooded) {
                flooded = true;
                // at once: who floods may not come back soon
                seat.standing()
                        .takeOut(
                                "gave more than %d pieces of evidence for one event, %s"
                                        .formatted(most, name(present)));
            }
            throw new IllegalStateException(
                    "more than " + most + " pieces of evidence for one event");
        }
        found.add(evidence);
    }

    /** The correlator relies on these; what is missing is the detector's fault, not its own. */
    private static void complete(Evidence evidence) {
        if (evidence == null
                || evidence.technique() == null
                || evidence.technique().id() == null
                || evidence.technique().family() == null
                || !Double.isFinite(evidence.technique().weight())
                || evidence.tunnel() == null
                || evidence.finding() == null
                || evidence.subject() == null
                || evidence.detail() == null
                || evidence.matched() == null) {
            throw new IllegalArgumentException("evidence without what it must have: " + evidence);
        }
    }

    /** An event in words, for people. */
    static String name(Event event) {
        return event.getClass().getSimpleName() + " of frame " + event.origin().frame();
    }

    Seat<Detector> seat() {
        return seat;
    }

    Set<Class<? extends Event>> types() {
        return types;
    }

    List<Technique> techniques() {
        return techniques;
    }

    /** Those that mean something if they were not seen. */
    List<Technique> lookingFor() {
        return lookingFor;
    }

    Guard guard() {
        return guard;
    }

    /** What it has used up so far. */
    LoadWatch.Used used() {
        return new LoadWatch.Used(events, evidence, nanos);
    }

    /** It has left; whoever still has it in a list passes it over. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    /** Gives the instance back. */
    void giveBack() {
        seat.instances().giveBack(detector);
    }
}
