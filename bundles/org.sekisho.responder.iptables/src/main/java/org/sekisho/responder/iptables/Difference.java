// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.responder.iptables.program.FilterTable;
import org.sekisho.responder.iptables.program.Ipset;
import org.sekisho.responder.iptables.program.SetState;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Entry;

/**
 * What has to be done so that the firewall is what is wanted, in this order; nothing if it is.
 *
 * @param sets lines for {@code ipset restore}
 * @param rules lines for the {@code iptables-restore} of each IP version
 * @param obsolete lines for {@code ipset restore} once no rule looks into them
 * @param loss whether something that should be there is missing
 * @param kept sets that are there afterwards
 */
record Difference(
        List<String> sets,
        Map<Boolean, List<String>> rules,
        List<String> obsolete,
        boolean loss,
        Set<BlockSet> kept) {
    /**
     * Times that differ by less are the same: one part of a hundred, within these bounds. The
     * kernel counts whole seconds.
     */
    private static final long LEAST_SLACK = 2;

    private static final long MOST_SLACK = 5;
    private static final long SLACK_PART = 100;

    /** What ends so soon may have ended already, or may end by itself. */
    private static final long ENDING = 2 * MOST_SLACK;

    /** What is wanted for longer than ipset can count gets more time once a day. */
    private static final long DAY = 86_400;

    boolean isEmpty() {
        return sets.isEmpty() && rules.isEmpty() && obsolete.isEmpty();
    }

    /**
     * Compares.
     *
     * @param wanted elements with their milliseconds
     * @param exactly whether others are taken out
     * @param lasting whether what is about to end is left to itself
     */
    static Difference of(
            FirewallState state,
            Map<Entry, Long> wanted,
            boolean exactly,
            boolean lasting,
            long limitRate) {
        List<String> lines = new ArrayList<>();
        Set<BlockSet> kept = new LinkedHashSet<>();
        wanted.keySet().forEach(entry -> kept.add(entry.set()));
        for (BlockSet set : kept) {
            if (!state.sets().containsKey(set)) {
                lines.add(set.create());
            }
        }
        wanted.forEach(
                (entry, millis) -> {
                    long seconds = seconds(millis);
                    if (!isSame(standing(state, entry), seconds)
                            && !(lasting && seconds <= ENDING)) {
                        lines.add(entry.add(seconds));
                    }
                });
        boolean loss = !lines.isEmpty();
        List<String> obsolete = new ArrayList<>();
        if (exactly) {
            removals(state, wanted, lasting, kept, lines, obsolete);
        } else {
            kept.addAll(state.sets().keySet());
        }
        Map<Boolean, List<String>> rules = new LinkedHashMap<>();
        for (boolean v6 : new boolean[] {false, true}) {
            List<BlockSet> own = kept.stream().filter(set -> set.v6() == v6).toList();
            List<String> changes = List.of();
            if (!own.isEmpty()) {
                changes = state.table(v6).difference(own, limitRate);
                loss |= FilterTable.isLoss(changes);
            } else if (exactly) {
                changes = state.table(v6).removal();
            }
            if (!changes.isEmpty()) {
                rules.put(v6, changes);
            }
        }
        return new Difference(lines, rules, obsolete, loss, kept);
    }

    private static void removals(
            FirewallState state,
            Map<Entry, Long> wanted,
            boolean lasting,
            Set<BlockSet> kept,
            List<String> lines,
            List<String> obsolete) {
        state.sets()
                .forEach(
                        (set, found) -> {
                            if (!kept.contains(set)) {
                                obsolete.add("destroy " + set.name());
                                return;
                            }
                            found.entries()
                                    .forEach(
                                            (entry, standing) -> {
                                                boolean ending =
                                                        lasting && standing.seconds() <= ENDING;
                                                if (!wanted.containsKey(entry) && !ending) {
                                                    lines.add(entry.delete());
                                                }
                                            });
                        });
    }

    private static SetState.Standing standing(FirewallState state, Entry entry) {
        SetState set = state.sets().get(entry.set());
        return set == null ? null : set.entries().get(entry);
    }

    /** What ipset is told of so many milliseconds: never 0, which would be for ever. */
    static long seconds(long millis) {
        return Math.max(1, Math.min(Ipset.MOST_SECONDS, (millis + 999) / 1000));
    }

    private static boolean isSame(SetState.Standing standing, long seconds) {
        if (standing == null) {
            return false;
        }
        if (seconds == Ipset.MOST_SECONDS) {
            return standing.seconds() > seconds - DAY;
        }
        long slack = Math.min(MOST_SLACK, Math.max(LEAST_SLACK, seconds / SLACK_PART));
        return Math.abs(standing.seconds() - seconds) <= slack;
    }

    /** Whether sets and rules are as wanted, as far as the numbers of elements tell. */
    static boolean isLikely(
            FirewallState counted, Map<Entry, Long> wanted, boolean exactly, long limitRate) {
        Map<BlockSet, Integer> counts = new HashMap<>();
        wanted.keySet().forEach(entry -> counts.merge(entry.set(), 1, Integer::sum));
        boolean others = !counts.keySet().containsAll(counted.sets().keySet());
        if (exactly && others || !counted.failures().isEmpty()) {
            return false;
        }
        for (Map.Entry<BlockSet, Integer> one : counts.entrySet()) {
            SetState set = counted.sets().get(one.getKey());
            if (set == null
                    || set.count() < one.getValue()
                    || exactly && set.count() > one.getValue()) {
                return false;
            }
        }
        for (boolean v6 : new boolean[] {false, true}) {
            Set<BlockSet> own = new LinkedHashSet<>(counts.keySet());
            if (!exactly) {
                own.addAll(counted.sets().keySet());
            }
            own.removeIf(set -> set.v6() != v6);
            if (!own.isEmpty() && !counted.table(v6).difference(own, limitRate).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
