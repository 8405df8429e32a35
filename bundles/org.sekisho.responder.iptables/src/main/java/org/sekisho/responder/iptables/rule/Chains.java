// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Chains of ours in the table {@code filter}. A jump to each entrance is the first rule of a chain
 * of iptables itself, so that nothing is accepted before it has passed ours.
 */
public final class Chains {
    /** Rules that look for addresses. */
    static final String BLOCKS = "SEKISHO-BLOCKS";

    /** Rules that look for MAC addresses, which packets of the machine's own have not yet. */
    static final String MACS = "SEKISHO-MACS";

    /** The chains of iptables that packets enter, each with an entrance to ours. */
    public static final List<String> HOOKS = List.of("INPUT", "FORWARD", "OUTPUT");

    private static final String PREFIX = "SEKISHO-";

    /** A reset that a rule of ours has sent must not be stopped by the next one. */
    private static final String RESETS = "-p tcp -m tcp --tcp-flags RST RST";

    private Chains() {}

    /** Names of all, those that others lead to first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(BLOCKS, MACS));
        HOOKS.forEach(hook -> names.add(entrance(hook)));
        return names;
    }

    /** Where packets come in from a chain of iptables. */
    public static String entrance(String hook) {
        return PREFIX + hook;
    }

    /** The rule that leads there, as it is listed. */
    public static String jump(String hook) {
        return "-A " + hook + " -j " + entrance(hook);
    }

    /** All rules of our chains, if these sets are there. */
    public static List<Rule> rules(Collection<BlockSet> sets, long limitRate) {
        List<Rule> rules = new ArrayList<>(fixedRules());
        sets.forEach(set -> rules.addAll(set.rules(limitRate)));
        return rules;
    }

    private static List<Rule> fixedRules() {
        String input = entrance("INPUT");
        String output = entrance("OUTPUT");
        String forward = entrance("FORWARD");
        return List.of(
                new Rule(input, "-i lo " + RESETS, "RETURN"),
                new Rule(input, "", MACS),
                new Rule(input, "", BLOCKS),
                new Rule(output, RESETS, "RETURN"),
                new Rule(output, "", BLOCKS),
                new Rule(forward, "", MACS),
                new Rule(forward, "", BLOCKS));
    }
}
