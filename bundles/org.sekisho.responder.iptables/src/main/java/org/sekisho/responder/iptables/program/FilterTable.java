// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Chains;
import org.sekisho.responder.iptables.rule.Rule;

/**
 * What is ours in a table {@code filter}, as it was listed, and what has to be done so that it is
 * as it should be. Rules of others are neither kept nor touched.
 *
 * @param chains our chains that are there
 * @param rules rules in them, as they are listed
 * @param jumps rules of each chain of iptables that lead to ours, as they are listed
 * @param first chains of iptables in which the first rule is such a jump
 */
public record FilterTable(
        Set<String> chains,
        List<String> rules,
        Map<String, List<String>> jumps,
        Set<String> first) {
    /** A table without anything of ours. */
    public static final FilterTable EMPTY =
            new FilterTable(Set.of(), List.of(), Map.of(), Set.of());

    /** Reads what {@code iptables-save} has written. */
    static FilterTable of(String text) {
        Set<String> chains = new HashSet<>();
        List<String> rules = new ArrayList<>();
        Map<String, List<String>> jumps = new LinkedHashMap<>();
        Set<String> begun = new HashSet<>();
        Set<String> first = new HashSet<>();
        boolean filter = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                filter = line.equals("*filter");
            } else if (filter && line.startsWith(":")) {
                String chain = line.substring(1, line.indexOf(' '));
                if (Chains.names().contains(chain)) {
                    chains.add(chain);
                }
            } else if (filter && line.startsWith("-A ")) {
                String chain = line.substring(3, line.indexOf(' ', 3));
                if (Chains.names().contains(chain)) {
                    rules.add(line);
                } else if (Chains.HOOKS.contains(chain)) {
                    boolean isFirst = begun.add(chain);
                    if ((line + " ").contains(" -j " + Chains.entrance(chain) + " ")) {
                        jumps.computeIfAbsent(chain, any -> new ArrayList<>()).add(line);
                        if (isFirst && line.equals(Chains.jump(chain))) {
                            first.add(chain);
                        }
                    }
                }
            }
        }
        return new FilterTable(chains, rules, jumps, first);
    }

    /** Whether nothing of ours is there. */
    public boolean isEmpty() {
        return chains.isEmpty();
    }

    /**
     * What has to be done so that these sets are looked into first of all.
     *
     * @return lines for {@code iptables-restore}; empty if nothing has to be done
     */
    public List<String> difference(Collection<BlockSet> sets, long limitRate) {
        List<Rule> wanted = Chains.rules(sets, limitRate);
        List<String> lines = new ArrayList<>();
        Map<String, String> standing = new HashMap<>();
        boolean flawed = !chains.containsAll(Chains.names());
        for (String rule : rules) {
            String mark = Rule.mark(rule);
            flawed |= mark == null || standing.put(mark, rule) != null;
        }
        if (flawed) {
            Chains.names().forEach(chain -> lines.add(":" + chain + " - [0:0]"));
            wanted.forEach(rule -> lines.add(rule.append()));
        } else {
            for (Rule rule : wanted) {
                if (standing.remove(rule.mark()) == null) {
                    lines.add(rule.append());
                }
            }
            standing.values().forEach(rule -> lines.add(deletion(rule)));
        }
        for (String hook : Chains.HOOKS) {
            List<String> there = jumps.getOrDefault(hook, List.of());
            if (there.size() != 1 || !first.contains(hook)) {
                there.forEach(jump -> lines.add(deletion(jump)));
                lines.add("-I " + hook + " 1" + Chains.jump(hook).substring(3 + hook.length()));
            }
        }
        return lines;
    }

    /** Whether such lines put something in that is missing, not only out. */
    public static boolean isLoss(List<String> difference) {
        return difference.stream().anyMatch(line -> !line.startsWith("-D "));
    }

    /** What takes everything of ours out. */
    public List<String> removal() {
        List<String> lines = new ArrayList<>();
        jumps.values().forEach(all -> all.forEach(jump -> lines.add(deletion(jump))));
        chains.forEach(chain -> lines.add("-F " + chain));
        chains.forEach(chain -> lines.add("-X " + chain));
        return lines;
    }

    private static String deletion(String line) {
        return "-D" + line.substring(2);
    }
}
