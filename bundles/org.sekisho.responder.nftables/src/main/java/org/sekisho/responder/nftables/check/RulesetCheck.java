// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.responder.nftables.check.Finding.Severity;
import org.sekisho.responder.nftables.program.Json;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.TableLayout;

/**
 * Judges a whole ruleset as {@code nft -j list ruleset} shows it (libnftables-json(5)). An accept
 * of others is nothing to find: it ends their own chain only, and ours is asked all the same. What
 * counts is what takes packets away from our hooks, or turns their addresses into others.
 */
final class RulesetCheck {
    /** Statements that send a packet out of an interface at once. */
    private static final Set<String> FORWARDING = Set.of("fwd");

    /** Statements, and targets of iptables, that hand a connection to a program on this machine. */
    private static final Set<String> DIVERTING = Set.of("tproxy", "redirect", "TPROXY", "REDIRECT");

    private static final Set<String> TRANSLATING =
            Set.of("snat", "masquerade", "SNAT", "MASQUERADE");
    private static final Set<String> TURNING = Set.of("dnat", "DNAT");

    private static final Set<String> SHORTENING = Set.of("flow", "FLOWOFFLOAD");
    private static final Set<String> TABLES_OF_IPTABLES =
            Set.of("filter", "nat", "mangle", "raw", "security");

    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Map<String, Object>> chains = new HashMap<>();

    /** Callers of each chain, by jump or goto. */
    private final Map<String, Set<String>> callers = new HashMap<>();

    private RulesetCheck() {}

    static List<Finding> of(String json) throws IOException {
        RulesetCheck check = new RulesetCheck();
        List<Object> items = Json.list(Json.read(json), "nftables");
        for (Object item : items) {
            Map<String, Object> chain = Json.map(item, "chain");
            if (!chain.isEmpty()) {
                check.chains.put(path(chain, "name"), chain);
            }
            Map<String, Object> rule = Json.map(item, "rule");
            for (Object called : values(Json.list(rule, "expr"), Set.of("jump", "goto"))) {
                check.callers
                        .computeIfAbsent(
                                Json.text(rule, "family")
                                        + " "
                                        + Json.text(rule, "table")
                                        + " "
                                        + Json.text(called, "target"),
                                any -> new LinkedHashSet<>())
                        .add(path(rule, "chain"));
            }
        }
        for (Object item : items) {
            check.flowtable(Json.map(item, "flowtable"));
            check.rule(Json.map(item, "rule"));
        }
        check.entrances(items);
        return check.findings.stream().distinct().toList();
    }

    private static String path(Map<String, Object> thing, String key) {
        return Json.text(thing, "family")
                + " "
                + Json.text(thing, "table")
                + " "
                + Json.text(thing, key);
    }

    private void flowtable(Map<String, Object> flowtable) {
        if (flowtable.isEmpty()) {
            return;
        }
        boolean hardware = flowtable.toString().contains("offload");
        findings.add(
                new Finding(
                        Severity.PARTLY,
                        "flow table " + path(flowtable, "name"),
                        "connections that are in it take a short cut"
                                + (hardware ? " in the network card" : "")
                                + " past all rules; those that a block covers are taken out of it by"
                                + " org.sekisho.responder.conntrack, but the action 'limit' does not"
                                + " slow down what is in it",
                        "leave org.sekisho.responder.conntrack enabled; where you limit, take the"
                                + " flow table out"));
    }

    private void rule(Map<String, Object> rule) {
        if (rule.isEmpty() || Json.text(rule, "table").equals(TableLayout.NAME)) {
            return;
        }
        List<Object> steps = Json.list(rule, "expr");
        Set<String> words = words(steps);
        String where = "chain " + path(rule, "chain");
        if (words.stream().anyMatch(FORWARDING::contains)) {
            findings.add(
                    new Finding(
                            Severity.BYPASS,
                            where,
                            "packets are sent to another interface before any rule of ours",
                            "take the 'fwd' rule out, or block at that interface"));
        }
        if (words.stream().anyMatch(SHORTENING::contains)) {
            shortCut(rule, where);
        }
        if (words.stream().anyMatch(DIVERTING::contains)) {
            findings.add(
                    new Finding(
                            Severity.PARTLY,
                            where,
                            "connections are handed to a program on this machine, which makes new"
                                    + " ones of its own: blocks of scope pair and flow don't meet"
                                    + " these",
                            "block the client, or have the program refuse the server"));
        }
        if (words.stream().anyMatch(TRANSLATING::contains)) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            where,
                            "addresses of clients are translated; our rules see those from before"
                                    + " that",
                            "let Sekisho capture on the inner side of this translation"));
        }
        if (words.stream().anyMatch(TURNING::contains)) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            where,
                            "addresses of servers are translated; our rules see those from after"
                                    + " that",
                            "let Sekisho capture on the inner side of this translation"));
        }
        if (words.contains("xt") && !TABLES_OF_IPTABLES.contains(Json.text(rule, "table"))) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            where,
                            "it has rules that only their maker can show, and that were not looked"
                                    + " into",
                            "look at them with iptables-save and ip6tables-save"));
        }
    }

    /** In one chain of iptables, what is accepted before our jump is accepted for good. */
    private void entrances(List<Object> items) {
        Set<String> begun = new LinkedHashSet<>();
        for (Object item : items) {
            Map<String, Object> rule = Json.map(item, "rule");
            if (rule.isEmpty()) {
                continue;
            }
            boolean first = begun.add(path(rule, "chain"));
            boolean ours =
                    values(Json.list(rule, "expr"), Set.of("jump")).stream()
                            .anyMatch(
                                    jump ->
                                            Json.text(jump, "target")
                                                    .equals("SEKISHO-" + Json.text(rule, "chain")));
            if (ours && !first) {
                findings.add(
                        new Finding(
                                Severity.BYPASS,
                                "chain " + path(rule, "chain"),
                                "rules stand before the jump to ours, and what they accept does not"
                                        + " meet a block",
                                "wait some seconds until it is put first again; if somebody else"
                                        + " keeps putting rules first, end that, or use the nftables"
                                        + " responder"));
            }
        }
    }

    /** A short cut that is made before our rules may be made for what is being blocked. */
    private void shortCut(Map<String, Object> rule, String where) {
        int ours =
                TableLayout.chains(Family.INET).stream()
                        .filter(chain -> chain.hook() == TableLayout.Hook.FORWARD)
                        .mapToInt(TableLayout.Chain::priority)
                        .findFirst()
                        .orElse(0);
        for (Map<String, Object> base : bases(path(rule, "chain"), new LinkedHashSet<>())) {
            if (Json.number(base, "prio", 0) <= ours) {
                findings.add(
                        new Finding(
                                Severity.BYPASS,
                                where,
                                "it puts connections into a flow table at priority "
                                        + Json.number(base, "prio", 0)
                                        + ", before our rules at "
                                        + ours
                                        + ": one that is blocked may be put in again at once",
                                "give the chain a priority above " + ours));
            }
        }
    }

    /** Chains with a hook that lead to this one. */
    private List<Map<String, Object>> bases(String chain, Set<String> seen) {
        List<Map<String, Object>> bases = new ArrayList<>();
        if (!seen.add(chain)) {
            return bases;
        }
        Map<String, Object> itself = chains.getOrDefault(chain, Map.of());
        if (!Json.text(itself, "hook").isEmpty()) {
            bases.add(itself);
        }
        for (String caller : callers.getOrDefault(chain, Set.of())) {
            bases.addAll(bases(caller, seen));
        }
        return bases;
    }

    /** Keys of all statements, and names of the targets of iptables. */
    private static Set<String> words(Object in) {
        Set<String> words = new LinkedHashSet<>();
        if (in instanceof List<?> list) {
            list.forEach(item -> words.addAll(words(item)));
        } else if (in instanceof Map<?, ?> map) {
            map.forEach(
                    (key, value) -> {
                        words.add(key.toString());
                        if (key.equals("xt")) {
                            words.add(Json.text(value, "name"));
                        }
                        words.addAll(words(value));
                    });
        }
        return words;
    }

    /** Values under these keys, however deep. */
    private static List<Object> values(Object in, Set<String> keys) {
        List<Object> values = new ArrayList<>();
        if (in instanceof List<?> list) {
            list.forEach(item -> values.addAll(values(item, keys)));
        } else if (in instanceof Map<?, ?> map) {
            map.forEach(
                    (key, value) -> {
                        if (keys.contains(key.toString())) {
                            values.add(value);
                        }
                        values.addAll(values(value, keys));
                    });
        }
        return values;
    }
}
