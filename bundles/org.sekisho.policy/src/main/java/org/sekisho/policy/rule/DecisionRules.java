// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Duration;
import java.time.Instant;
import org.sekisho.decide.Action;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;

/**
 * Makes a decision of a detection and what happened before. A block passes every rule in turn: what
 * was configured for method and state, what both ends took part in, the two keys, whether there is
 * anything left to cut, whether it was let go before, and at last the allow list and the protect
 * list.
 */
public final class DecisionRules {
    private final Settings settings;
    private final Lists lists;
    private final String watching;

    /**
     * Rules for these settings.
     *
     * @param watching why nothing is put in force, such as {@code Watching only}; null if blocks
     *     are
     */
    public DecisionRules(Settings settings, Lists lists, String watching) {
        this.settings = settings;
        this.lists = lists;
        this.watching = watching;
    }

    /**
     * The decision.
     *
     * @param moment now, by the wall clock
     */
    public Decision decide(Detection detection, Past past, Instant moment) {
        Treatment treatment = settings.treatments().of(detection.method(), detection.state());
        if (treatment == Treatment.IGNORE) {
            return without(detection, Verdict.IGNORE, "Ignored, as configured.");
        }
        String obstacle = obstacle(detection, treatment);
        if (obstacle == null && past.over()) {
            obstacle =
                    "Not blocked: what was seen is over, so there is nothing to cut; it counts for"
                            + " the next time.";
        }
        boolean seenAgain = past.returned() || isSeenAnew(detection, past, moment);
        if (obstacle == null) {
            obstacle = released(detection, past, moment);
        }
        if (obstacle != null) {
            return without(detection, Verdict.WATCH, obstacle);
        }
        Measure measure = measure(detection, past, seenAgain);
        if (measure.scope() == null) {
            return new Decision(
                    detection.id(), Verdict.WATCH, null, null, measure.remark(), measure.rung());
        }
        Target target = Target.of(detection, measure.scope(), measure.action(), lists);
        if (target.block() == null) {
            return without(detection, Verdict.WATCH, target.what());
        }
        Clearance clearance = lists.clearance(target.block(), detection, moment);
        if (clearance.permitted().isEmpty()) {
            boolean silent = lists.isSilent(target.block(), detection, moment);
            return without(
                    detection,
                    silent ? Verdict.IGNORE : Verdict.WATCH,
                    "Not blocked: " + clearance.reason());
        }
        Duration duration = settings.term().after(past.blocks());
        return new Decision(
                detection.id(),
                watching == null ? Verdict.BLOCK : Verdict.WATCH,
                clearance.permitted().get(0),
                duration,
                sentence(target, duration, past) + measure.remark(),
                measure.rung());
    }

    /**
     * What to do.
     *
     * @param scope null if it is only told
     * @param remark a further sentence, or empty
     * @param rung 0 without a ladder
     */
    private record Measure(Scope scope, Action action, String remark, int rung) {}

    private Measure measure(Detection detection, Past past, boolean seenAgain) {
        Ladder ladder = settings.ladder();
        if (!ladder.isUsed()) {
            return new Measure(settings.scope(), settings.action(), "", 0);
        }
        Ladder.Place place =
                ladder.place(
                        past,
                        seenAgain,
                        detection.server() == null ? null : detection.server().address());
        String held = place.held() == null ? "" : place.held();
        if (place.number() == 0) {
            return new Measure(null, null, "Only told." + held, 0);
        }
        int rung = place.number();
        return switch (ladder.rungs().get(rung - 1)) {
            case NOTIFY ->
                    new Measure(
                            null,
                            null,
                            "Only told, as the ladder begins; if it is still alive after "
                                    + BlockDuration.inWords(ladder.grace())
                                    + ", the next measure follows."
                                    + held,
                            rung);
            case LIMIT -> new Measure(Scope.PAIR, Action.LIMIT, held, rung);
            case FLOW ->
                    new Measure(
                            Target.hasPorts(detection) ? Scope.FLOW : Scope.PAIR,
                            Action.RESET,
                            held,
                            rung);
            case PAIR -> new Measure(Scope.PAIR, settings.action(), held, rung);
            case SERVER -> new Measure(Scope.SERVER, settings.action(), held, rung);
            case HOST -> new Measure(Scope.CLIENT, settings.action(), held, rung);
        };
    }

    private static Decision without(Detection detection, Verdict verdict, String reason) {
        return new Decision(detection.id(), verdict, null, null, reason);
    }

    /** Why this must not be blocked, or null. */
    private String obstacle(Detection detection, Treatment treatment) {
        Method method = detection.method();
        if (treatment == Treatment.WATCH) {
            return settings.treatments().isNamed(method, detection.state())
                    ? "Only watched, as configured."
                    : notOnRequest(method);
        }
        boolean software = Treatments.isSoftwareAlone(method);
        Keys keys = Keys.of(detection);
        if (software ? !keys.areLikely(detection.prior()) : !detection.twoWay()) {
            return "Not blocked: what was seen could have been sent by a single forger; evidence in"
                    + " which both ends took part is not strong enough by itself.";
        }
        if (detection.state().compareTo(settings.required()) < 0
                && !settings.treatments().isExact(method, detection.state())) {
            return "Not blocked: only "
                    + detection.state().label()
                    + ", and blocking asks for "
                    + settings.required().label()
                    + ".";
        }
        if (settings.twoKey() && !keys.turnBoth()) {
            return "Not blocked: only one kind of evidence in which both ends took part, and the"
                    + " two-key rule asks for two independent ones or something definitive.";
        }
        return null;
    }

    private static String notOnRequest(Method method) {
        return switch (method) {
            case HUB ->
                    "Not blocked: this is about the host that offers a virtual hub; tunnels to it are"
                            + " cases of their own. Ask who runs it.";
            case BRIDGE, SECURE_NAT ->
                    "Not blocked: a bridge on the local network can't be blocked between two"
                            + " addresses; find the machine by its MAC address.";
            default ->
                    "Never blocked: the software is there, but no tunnel was seen, and nothing is"
                            + " known about the other end.";
        };
    }

    /** Why a tunnel that was blocked and let go is not blocked again yet, or null. */
    private String released(Detection detection, Past past, Instant moment) {
        if (past.sinceRelease() == null
                || settings.ladder().wasTold(past)
                || isSeenAnew(detection, past, moment)) {
            return null;
        }
        if (!past.returned()) {
            return "Watched after its release "
                    + BlockDuration.inWords(past.sinceRelease())
                    + " ago; blocked again at once if it is seen again.";
        }
        return past.sinceRelease().compareTo(settings.watched()) <= 0
                ? null
                : "Not blocked: it is alive, but it was released longer ago than"
                        + " watch.after.release says, so it must be recognised anew.";
    }

    /** Whether there is evidence of it that is newer than the end of the last measure. */
    private static boolean isSeenAnew(Detection detection, Past past, Instant moment) {
        return past.sinceRelease() != null
                && Instant.EPOCH
                        .plusNanos(detection.lastSeen())
                        .isAfter(moment.minus(past.sinceRelease()));
    }

    private String sentence(Target target, Duration duration, Past past) {
        boolean limited = target.block().action() == Action.LIMIT;
        boolean reset =
                target.block().action() == Action.RESET && target.block().scope() == Scope.FLOW;
        String how = limited ? "slowed down" : reset ? "reset" : "blocked";
        String time =
                " for "
                        + BlockDuration.inWords(duration)
                        + (past.blocks() == 0
                                ? ""
                                : ", as it was " + times(past.blocks()) + " before")
                        + "."
                        + target.remark();
        return watching == null
                ? Character.toUpperCase(target.what().charAt(0))
                        + target.what().substring(1)
                        + " is "
                        + how
                        + time
                : watching + ": " + target.what() + " would be " + how + time;
    }

    private static String times(int blocks) {
        return blocks == 1 ? "once" : blocks + " times";
    }
}
