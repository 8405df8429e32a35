// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Component;
import org.sekisho.decide.Block;
import org.sekisho.respond.RuleWriter;

/**
 * Writes blocks as commands that {@code nft -f} reads: a table of our own, a set with timeouts for
 * each kind of block, a chain before the filter, and the addresses. Loading them again changes
 * nothing but the timeouts. Addresses and durations are all that comes in; no text from the network
 * gets here.
 *
 * <p>The chain stands in prerouting after address translation, so that it sees forwarded traffic
 * and the machine's own in both directions with the addresses that the local network knows;
 * rejecting there needs Linux 5.9.
 */
@Component
public final class NftablesRuleWriter implements RuleWriter {
    private static final String TABLE = "inet sekisho";

    /** Packet filters of others stand at priority 0 ("filter"). */
    private static final String HOOK =
            "type filter hook prerouting priority filter - 10; policy accept;";

    @Override
    public String firewall() {
        return "nftables";
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block that nftables can't express is left out, and a line that starts with {@code #}
     * says why.
     */
    @Override
    public List<String> rules(Map<Block, Duration> blocks) {
        Set<AddressSet> sets = new TreeSet<>();
        Set<String> elements = new LinkedHashSet<>();
        List<String> leftOut = new ArrayList<>();
        for (Map.Entry<Block, Duration> wanted : blocks.entrySet()) {
            Block block = wanted.getKey();
            String obstacle = obstacle(wanted.getValue());
            if (obstacle != null) {
                leftOut.add("# left out: " + obstacle);
                continue;
            }
            AddressSet set = AddressSet.of(block);
            sets.add(set);
            String timeout = " timeout " + timeout(wanted.getValue());
            for (String element : elements(block)) {
                elements.add(
                        "add element "
                                + TABLE
                                + " "
                                + set.name()
                                + " { "
                                + element
                                + timeout
                                + " }");
            }
        }
        List<String> commands = new ArrayList<>();
        if (!sets.isEmpty()) {
            commands.add("add table " + TABLE);
        }
        for (AddressSet set : sets) {
            String name = TABLE + " " + set.name();
            commands.add("add set " + name + " { type " + set.type() + "; flags timeout; }");
            commands.add("add chain " + name + " { " + HOOK + " }");
            commands.add("flush chain " + name);
            set.rules().forEach(rule -> commands.add("add rule " + name + " " + rule));
        }
        commands.addAll(elements);
        commands.addAll(leftOut);
        return commands;
    }

    private static String obstacle(Duration duration) {
        return duration.toSeconds() < 1 ? "a block must last a second or longer" : null;
    }

    private static List<String> elements(Block block) {
        return switch (block.scope()) {
            case FLOW ->
                    bothWays(
                            block.client() + " . " + block.clientPort(),
                            block.server() + " . " + block.serverPort());
            case PAIR -> bothWays(block.client().toString(), block.server().toString());
            case SERVER -> List.of(block.server().toString());
            case CLIENT -> List.of(block.client().toString());
            case MAC -> List.of(block.mac().toString());
        };
    }

    private static List<String> bothWays(String client, String server) {
        return List.of(client + " . " + server, server + " . " + client);
    }

    private static String timeout(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
