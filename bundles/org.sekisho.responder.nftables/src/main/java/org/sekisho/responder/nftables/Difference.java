// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.TableState;

/** What has to be done to a table so that it is what is wanted; nothing if it is. */
final class Difference {
    /**
     * Times that differ by less are the same: one part of a hundred, within these bounds. The
     * kernel counts in its own ticks, and who repeats a wish some moments later does not want
     * another block.
     */
    private static final long LEAST_SLACK_MILLIS = 1000;

    private static final long MOST_SLACK_MILLIS = 5000;
    private static final long SLACK_PART = 100;

    /** What ends so soon may have ended already, or may end by itself. */
    private static final long ENDING_MILLIS = 2 * MOST_SLACK_MILLIS;

    /** Removals first, for what comes may overlap them; then by sets, for messages to be long. */
    private static final Comparator<Change.Step> ORDER =
            Comparator.comparing((Change.Step step) -> step.kind() != Change.Kind.REMOVE)
                    .thenComparing(Change.Step::kind)
                    .thenComparing(step -> step.element().set());

    private Difference() {}

    /**
     * Compares.
     *
     * @param wanted elements with their milliseconds
     * @param exactly whether others are taken out
     */
    static Change of(Family family, TableState state, Map<Element, Long> wanted, boolean exactly) {
        boolean usable = isUsable(state);
        TreeSet<BlockSet> missing = new TreeSet<>();
        List<Change.Step> steps = new ArrayList<>();
        wanted.forEach(
                (element, millis) -> {
                    if (!usable || !state.sets().contains(element.set())) {
                        missing.add(element.set());
                    }
                    TableState.Standing standing = usable ? state.blocks().get(element) : null;
                    if (standing == null) {
                        steps.add(new Change.Step(Change.Kind.ADD, element, millis));
                    } else if (!isSame(standing.remainingMillis(), millis)) {
                        steps.add(new Change.Step(Change.Kind.PROLONG, element, millis));
                    }
                });
        if (usable && exactly) {
            state.blocks()
                    .keySet()
                    .forEach(
                            element -> {
                                if (!wanted.containsKey(element)) {
                                    steps.add(new Change.Step(Change.Kind.REMOVE, element, 0));
                                }
                            });
        }
        Change.Start start =
                usable
                        ? Change.Start.KEEP
                        : state.present() ? Change.Start.MAKE_ANEW : Change.Start.MAKE;
        return new Change(family, start, missing, ordered(steps));
    }

    private static boolean isUsable(TableState state) {
        return state.present() && state.flaw() == null;
    }

    /** The order in which these can be done. */
    static List<Change.Step> ordered(List<Change.Step> steps) {
        return steps.stream().sorted(ORDER).toList();
    }

    /** Whether everything that these elements need is there, apart from themselves. */
    static boolean hasRoom(TableState state, Map<Element, Long> wanted) {
        return isUsable(state)
                && wanted.keySet().stream().map(Element::set).allMatch(state.sets()::contains);
    }

    /** The same without what is about to end anyway. */
    static Change lasting(Change change, TableState state) {
        return change.withSteps(
                change.steps().stream()
                        .filter(
                                step ->
                                        step.kind() == Change.Kind.REMOVE
                                                ? state.blocks()
                                                                .get(step.element())
                                                                .remainingMillis()
                                                        > ENDING_MILLIS
                                                : step.millis() > ENDING_MILLIS)
                        .toList());
    }

    /** Whether something that was there is missing. */
    static boolean isLoss(Change change) {
        return change.start() != Change.Start.KEEP
                || !change.sets().isEmpty()
                || change.steps().stream().anyMatch(step -> step.kind() != Change.Kind.REMOVE);
    }

    private static boolean isSame(long standing, long wanted) {
        long slack = Math.min(MOST_SLACK_MILLIS, Math.max(LEAST_SLACK_MILLIS, wanted / SLACK_PART));
        return Math.abs(standing - wanted) <= slack;
    }
}
