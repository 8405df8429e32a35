// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Chains and rules of a table of ours.
 *
 * <p>Why these priorities: docs/decisions/0058-before-established-and-flowtables.md.
 */
public final class TableLayout {
    /** Name of our tables. */
    public static final String NAME = "sekisho";

    /** What our tables say of themselves when they are listed. */
    public static final String COMMENT =
            "made by Sekisho, which puts it back; see docs/firewalls.md";

    /** Chain of the rules that look for blocks. */
    static final String TRAFFIC = "traffic";

    /** Chain for what goes from port to port of a bridge. */
    static final String BRIDGED = "bridged";

    /** Before those who mangle (-150) and filter (0). */
    private static final int BEFORE_FILTERS = -160;

    /** The machine's own packets get their real destination at -100 (dstnat). */
    private static final int AFTER_TRANSLATION = -10;

    /** Bridges filter at -200. */
    private static final int BEFORE_BRIDGE_FILTERS = -210;

    private TableLayout() {}

    /**
     * A chain.
     *
     * @param hook where packets enter it; null if only rules lead there
     * @param priority order among those of the same hook; lowest first
     */
    public record Chain(String name, Hook hook, int priority) {}

    /** Where packets pass: numbers of {@code enum nf_inet_hooks}, the same for a bridge. */
    public enum Hook {
        /** For this machine. */
        INPUT(1),
        /** On its way through. */
        FORWARD(2),
        /** From this machine. */
        OUTPUT(3);

        private final int number;

        Hook(int number) {
            this.number = number;
        }

        /** The kernel's number. */
        public int number() {
            return number;
        }

        /** As {@code nft} calls it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The chains of a table, those that rules lead to first. */
    public static List<Chain> chains(Family family) {
        return family == Family.INET
                ? List.of(
                        new Chain(TRAFFIC, null, 0),
                        new Chain("forward", Hook.FORWARD, BEFORE_FILTERS),
                        new Chain("input", Hook.INPUT, BEFORE_FILTERS),
                        new Chain("output", Hook.OUTPUT, AFTER_TRANSLATION))
                : List.of(
                        new Chain(TRAFFIC, null, 0),
                        new Chain(BRIDGED, null, 0),
                        new Chain("forward", Hook.FORWARD, BEFORE_BRIDGE_FILTERS),
                        new Chain("input", Hook.INPUT, BEFORE_BRIDGE_FILTERS),
                        new Chain("output", Hook.OUTPUT, BEFORE_BRIDGE_FILTERS));
    }

    /** Rules that a table has even before there is a set. */
    public static List<Rule> fixedRules(Family family) {
        List<Rule> rules = new ArrayList<>();
        for (Chain chain : chains(family)) {
            if (chain.hook() == null) {
                continue;
            }
            if (family == Family.INET && chain.hook() == Hook.OUTPUT) {
                rules.add(Rule.acceptResets(chain.name()));
            }
            if (family == Family.INET && chain.hook() == Hook.INPUT) {
                rules.add(Rule.acceptOwnResets(chain.name()));
            }
            rules.add(Rule.jump(chain.name(), TRAFFIC));
            if (family == Family.BRIDGE && chain.hook() == Hook.FORWARD) {
                rules.add(Rule.jump(chain.name(), BRIDGED));
            }
        }
        return rules;
    }

    /** Rules that these sets need. */
    public static List<Rule> rules(Family family, Collection<BlockSet> sets) {
        return sets.stream().flatMap(set -> set.rules(family).stream()).toList();
    }
}
