// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Says tables and elements as commands for {@code nft -f}. Addresses, numbers and durations are all
 * that is in them; no text from the network gets here.
 */
public final class TableText {
    private final Family family;
    private final Limit limit;

    /** For tables of this family. */
    public TableText(Family family, Limit limit) {
        this.family = family;
        this.limit = limit;
    }

    /** Makes the table with its chains; one that is there keeps its elements. */
    public List<String> table() {
        List<String> commands = new ArrayList<>();
        commands.add(
                "add table " + family.table() + " { comment \"" + TableLayout.COMMENT + "\"; }");
        for (TableLayout.Chain chain : TableLayout.chains(family)) {
            commands.add(
                    "add chain "
                            + family.table()
                            + " "
                            + chain.name()
                            + (chain.hook() == null
                                    ? ""
                                    : " { type filter hook "
                                            + chain.hook().word()
                                            + " priority "
                                            + chain.priority()
                                            + "; policy accept; }"));
            commands.add("flush chain " + family.table() + " " + chain.name());
        }
        TableLayout.fixedRules(family).forEach(rule -> commands.add(rule(rule)));
        return commands;
    }

    /** Makes sets and the rules that look into them. */
    public List<String> sets(Collection<BlockSet> sets) {
        List<String> commands = new ArrayList<>();
        for (BlockSet set : sets) {
            commands.add(
                    "add set "
                            + family.table()
                            + " "
                            + set.name()
                            + " { "
                            + set.declaration(limit)
                            + " }");
        }
        TableLayout.rules(family, sets).forEach(rule -> commands.add(rule(rule)));
        return commands;
    }

    private String rule(Rule rule) {
        return "add rule " + family.table() + " " + rule.chain() + " " + rule.text();
    }

    /** Puts an element in. */
    public String add(Element element, Duration timeout) {
        return "add element "
                + name(element)
                + " { "
                + element.text()
                + " timeout "
                + timeout(timeout)
                + " }";
    }

    /** Takes an element out. */
    public String delete(Element element) {
        return "delete element " + name(element) + " { " + element.text() + " }";
    }

    private String name(Element element) {
        return family.table() + " " + element.set().name();
    }

    private static String timeout(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
