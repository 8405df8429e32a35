// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Component;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
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
    public List<String> rules(Collection<Block> blocks) {
        Set<AddressSet> sets = new TreeSet<>();
        Set<String> elements = new LinkedHashSet<>();
        List<String> leftOut = new ArrayList<>();
        for (Block block : blocks) {
            String obstacle = obstacle(block);
            if (obstacle != null) {
                leftOut.add("# left out: " + obstacle);
                continue;
            }
            AddressSet set = AddressSet.of(block);
            sets.add(set);
            String timeout = " timeout " + timeout(block.duration());
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

    private static String obstacle(Block block) {
        if (block.duration().toSeconds() < 1) {
            return "a block must last a second or longer";
        }
        boolean two = block.scope() == Scope.FLOW || block.scope() == Scope.PAIR;
        if (two && block.client().address().v6() != block.server().address().v6()) {
            return block.client().address()
                    + " and "
                    + block.server().address()
                    + " are addresses of different IP versions";
        }
        return null;
    }

    private static List<String> elements(Block block) {
        return switch (block.scope()) {
            case FLOW -> bothWays(withPort(block.client()), withPort(block.server()));
            case PAIR -> bothWays(address(block.client()), address(block.server()));
            case SERVER -> List.of(address(block.server()));
            case CLIENT -> List.of(address(block.client()));
            case MAC -> List.of(block.mac().toString());
        };
    }

    private static List<String> bothWays(String client, String server) {
        return List.of(client + " . " + server, server + " . " + client);
    }

    private static String withPort(Endpoint end) {
        return address(end) + " . " + end.port();
    }

    private static String address(Endpoint end) {
        IpAddress address = end.address();
        return address.toString();
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
