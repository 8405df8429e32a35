// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Rule;
import org.sekisho.responder.nftables.table.TableLayout;
import org.sekisho.responder.nftables.table.TableState;

/** A table of ours as {@code nft -j list table} shows it (libnftables-json(5)). */
final class Listing {
    private final Family family;
    private final Set<BlockSet> sets = new LinkedHashSet<>();
    private final Map<Element, TableState.Standing> blocks = new HashMap<>();
    private final Map<String, Integer> rulesMissing = new HashMap<>();
    private final Set<TableLayout.Chain> chains = new LinkedHashSet<>();

    private Listing(Family family) {
        this.family = family;
    }

    static TableState read(Family family, String json) throws IOException {
        Listing listing = new Listing(family);
        List<Object> rules = new ArrayList<>();
        for (Object item : Json.list(Json.read(json), "nftables")) {
            listing.set(Json.map(item, "set"));
            listing.chain(Json.map(item, "chain"));
            Map<String, Object> rule = Json.map(item, "rule");
            if (!rule.isEmpty()) {
                rules.add(rule);
            }
        }
        return new TableState(true, listing.flaw(rules), listing.sets, Map.copyOf(listing.blocks));
    }

    private void chain(Map<String, Object> chain) {
        TableLayout.chains(family).stream()
                .filter(
                        own ->
                                own.name().equals(Json.text(chain, "name"))
                                        && (own.hook() == null ? "" : own.hook().word())
                                                .equals(Json.text(chain, "hook"))
                                        && own.priority() == Json.number(chain, "prio", 0))
                .forEach(chains::add);
    }

    private String flaw(List<Object> rules) {
        for (TableLayout.Chain chain : TableLayout.chains(family)) {
            if (!chains.contains(chain)) {
                return "the chain " + chain.name() + " is missing or another one";
            }
        }
        TableLayout.fixedRules(family).forEach(rule -> count(rule, 1));
        TableLayout.rules(family, sets).forEach(rule -> count(rule, 1));
        for (Object rule : rules) {
            List<String> named = new ArrayList<>();
            collectSets(Json.list(rule, "expr"), named);
            count(Json.text(rule, "chain"), named, -1);
        }
        return rulesMissing.values().stream().allMatch(number -> number == 0)
                ? null
                : "rules are missing or foreign ones are among ours";
    }

    /** By chain and set: what else is in a rule is written in different ways by its versions. */
    private void count(Rule rule, int number) {
        int at = rule.text().indexOf('@');
        count(
                rule.chain(),
                at < 0 ? List.of() : List.of(rule.text().substring(at).split(" ")[0]),
                number);
    }

    private void count(String chain, List<String> named, int number) {
        rulesMissing.merge(chain + " " + named, number, Integer::sum);
    }

    private static void collectSets(Object in, List<String> named) {
        if (in instanceof List<?> list) {
            list.forEach(item -> collectSets(item, named));
        } else if (in instanceof Map<?, ?> map) {
            map.values().forEach(item -> collectSets(item, named));
        } else if (in instanceof String text && text.startsWith("@")) {
            named.add(text);
        }
    }

    private void set(Map<String, Object> described) {
        BlockSet set = BlockSet.named(Json.text(described, "name"));
        if (set == null) {
            return;
        }
        sets.add(set);
        for (Object item : Json.list(described, "elem")) {
            Map<String, Object> element = Json.map(item, "elem");
            Block block = block(set, element.get("val"));
            if (block != null) {
                Map<String, Object> counter = Json.map(element, "counter");
                blocks.put(
                        new Element(block, set),
                        new TableState.Standing(
                                1000 * Json.number(element, "expires", Long.MAX_VALUE / 1000),
                                Json.number(counter, "packets", -1),
                                Json.number(counter, "bytes", -1)));
            }
        }
    }

    /** Returns null if it is none that could be ours. */
    private static Block block(BlockSet set, Object value) {
        List<Object> parts = Json.list(value, "concat");
        if (parts.isEmpty()) {
            parts = List.of(value == null ? "" : value);
        }
        boolean flow = set.scope() == org.sekisho.decide.Scope.FLOW;
        if (parts.size() != (flow ? 5 : set.isConcatenated() ? 2 : 1)) {
            return null;
        }
        if (set.scope() == org.sekisho.decide.Scope.MAC) {
            return Block.mac(mac(parts.get(0).toString()), set.action());
        }
        IpPrefix one = prefix(parts.get(flow ? 1 : 0));
        IpPrefix two = prefix(parts.get(flow ? 3 : parts.size() - 1));
        if (one == null || two == null) {
            return null;
        }
        return switch (set.scope()) {
            case PAIR -> Block.pair(one, two, set.action());
            case SERVER -> Block.server(one, set.action());
            case CLIENT -> Block.client(one, set.action());
            default ->
                    new Block(
                            set.scope(),
                            parts.get(0).equals("tcp") ? Transport.TCP : Transport.UDP,
                            one,
                            ((Number) parts.get(2)).intValue(),
                            two,
                            ((Number) parts.get(4)).intValue(),
                            null,
                            set.action());
        };
    }

    private static MacAddress mac(String text) {
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    private static IpPrefix prefix(Object value) {
        Map<String, Object> prefix = Json.map(value, "prefix");
        return prefix.isEmpty()
                ? IpPrefix.parse(value.toString())
                : IpPrefix.parse(Json.text(prefix, "addr") + "/" + Json.text(prefix, "len"));
    }
}
