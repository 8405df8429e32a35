// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import static org.sekisho.responder.nftables.kernel.NfTables.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.decide.Action;
import org.sekisho.linux.netlink.Attributes;
import org.sekisho.linux.netlink.Message;
import org.sekisho.linux.netlink.MessageWriter;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Expression;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.Rule;
import org.sekisho.responder.nftables.table.TableLayout;
import org.sekisho.responder.nftables.table.TableState;

/** Reads a table of ours from the kernel and says whether it is what it should be. */
final class TableReader {
    private final NetlinkSocket socket;
    private final MessageWriter writer;
    private final Limit limit;

    TableReader(NetlinkSocket socket, MessageWriter writer, Limit limit) {
        this.socket = socket;
        this.writer = writer;
        this.limit = limit;
    }

    TableState read(Family family, boolean withBlocks) throws NetlinkException {
        Attributes[] table = {null};
        int[] flags = {0};
        try {
            ask(
                    family,
                    NfTables.GET_TABLE,
                    0,
                    () -> writer.text(NfTables.TABLE_NAME, TableLayout.NAME),
                    message -> {
                        table[0] = message.attributes();
                        flags[0] = (int) message.attributes().number(NfTables.TABLE_FLAGS, 0);
                    },
                    () -> {});
        } catch (NetlinkException refused) {
            if (refused.error() == NetlinkException.ENOENT) {
                return TableState.ABSENT;
            }
            throw refused;
        }
        Set<BlockSet> sets = new LinkedHashSet<>();
        List<String> flaws = new ArrayList<>();
        if ((flags[0] & NfTables.TABLE_DORMANT) != 0) {
            flaws.add("the table is dormant");
        }
        readSets(family, sets, flaws);
        checkChains(family, flaws);
        checkRules(family, sets, flaws);
        Map<Element, TableState.Standing> blocks = new HashMap<>();
        if (withBlocks && flaws.isEmpty()) {
            for (BlockSet set : sets) {
                readElements(family, set, blocks);
            }
        }
        return new TableState(true, flaws.isEmpty() ? null : flaws.get(0), sets, blocks);
    }

    /** The number that grows by one with each transaction of anybody. */
    long generation() throws NetlinkException {
        long[] number = {-1};
        ask(
                Family.INET,
                NfTables.GET_GENERATION,
                0,
                () -> {},
                message -> number[0] = message.attributes().number(NfTables.GENERATION_ID, -1),
                () -> {});
        return number[0];
    }

    private void ask(
            Family family,
            int kind,
            int flags,
            Runnable attributes,
            Consumer<Message> each,
            Runnable again)
            throws NetlinkException {
        writer.clear();
        writer.netfilter(
                type(kind),
                NetlinkSocket.REQUEST | flags,
                socket.nextSequence(),
                family.number(),
                0);
        attributes.run();
        socket.ask(writer, each, again);
    }

    private void readSets(Family family, Set<BlockSet> sets, List<String> flaws)
            throws NetlinkException {
        ask(
                family,
                NfTables.GET_SET,
                NetlinkSocket.DUMP,
                () -> writer.text(NfTables.SET_TABLE, TableLayout.NAME),
                message -> {
                    Attributes attributes = message.attributes();
                    BlockSet set = BlockSet.named(attributes.text(NfTables.SET_NAME));
                    // older kernels give the sets of all tables
                    if (set == null
                            || !TableLayout.NAME.equals(attributes.text(NfTables.SET_TABLE))) {
                        return;
                    }
                    if (isRight(set, attributes)) {
                        sets.add(set);
                    } else {
                        flaws.add("the set " + set.name() + " is another one");
                    }
                },
                () -> {
                    sets.clear();
                    flaws.clear();
                });
    }

    private boolean isRight(BlockSet set, Attributes attributes) {
        int mask =
                NfTables.FLAG_INTERVAL
                        | NfTables.FLAG_TIMEOUT
                        | (set.hasNetworks() ? NfTables.FLAG_CONCATENATED : 0);
        int flags = (int) attributes.number(NfTables.SET_FLAGS, 0) & mask;
        return flags == Transaction.flags(set)
                && attributes.number(NfTables.SET_KEY_LENGTH, 0) == set.keyLength()
                && (set.action() != Action.LIMIT || isRightLimit(attributes));
    }

    private boolean isRightLimit(Attributes set) {
        for (Attributes.Attribute statement : set.inside(NfTables.SET_EXPRESSIONS)) {
            Attributes data = statement.inside().inside(NfTables.EXPRESSION_DATA);
            if ("limit".equals(statement.inside().text(NfTables.EXPRESSION_NAME))) {
                return data.number(NfTables.LIMIT_RATE, 0) == limit.bytesPerSecond()
                        && data.number(NfTables.LIMIT_UNIT, 0) == 1
                        && data.number(NfTables.LIMIT_TYPE, 0) == NfTables.LIMIT_BYTES
                        && data.number(NfTables.LIMIT_FLAGS, 0) == NfTables.LIMIT_OVER;
            }
        }
        return false;
    }

    private void checkChains(Family family, List<String> flaws) throws NetlinkException {
        for (TableLayout.Chain chain : TableLayout.chains(family)) {
            boolean[] right = {false};
            try {
                ask(
                        family,
                        NfTables.GET_CHAIN,
                        0,
                        () -> {
                            writer.text(NfTables.CHAIN_TABLE, TableLayout.NAME);
                            writer.text(NfTables.CHAIN_NAME, chain.name());
                        },
                        message -> right[0] = isRight(chain, message.attributes()),
                        () -> {});
            } catch (NetlinkException refused) {
                if (refused.error() != NetlinkException.ENOENT) {
                    throw refused;
                }
            }
            if (!right[0]) {
                flaws.add("the chain " + chain.name() + " is missing or another one");
            }
        }
    }

    private static boolean isRight(TableLayout.Chain chain, Attributes attributes) {
        Attributes hook = attributes.inside(NfTables.CHAIN_HOOK);
        if (chain.hook() == null) {
            return hook.get(NfTables.HOOK_NUMBER) == null;
        }
        return hook.number(NfTables.HOOK_NUMBER, -1) == chain.hook().number()
                && (int) hook.number(NfTables.HOOK_PRIORITY, 0) == chain.priority()
                && attributes.number(NfTables.CHAIN_POLICY, 1) == NfTables.POLICY_ACCEPT;
    }

    private void checkRules(Family family, Set<BlockSet> sets, List<String> flaws)
            throws NetlinkException {
        Map<List<Object>, Integer> missing = new HashMap<>();
        TableLayout.fixedRules(family).forEach(rule -> count(missing, rule, 1));
        TableLayout.rules(family, sets).forEach(rule -> count(missing, rule, 1));
        List<Rule> found = new ArrayList<>();
        ask(
                family,
                NfTables.GET_RULE,
                NetlinkSocket.DUMP,
                () -> writer.text(NfTables.RULE_TABLE, TableLayout.NAME),
                message -> {
                    Attributes attributes = message.attributes();
                    if (TableLayout.NAME.equals(attributes.text(NfTables.RULE_TABLE))) {
                        found.add(rule(attributes));
                    }
                },
                found::clear);
        found.forEach(rule -> count(missing, rule, -1));
        missing.forEach(
                (rule, number) -> {
                    if (number != 0) {
                        flaws.add(
                                (number > 0 ? "a rule is missing in" : "a foreign rule is in")
                                        + " the chain "
                                        + rule.get(0));
                    }
                });
    }

    private static void count(Map<List<Object>, Integer> missing, Rule rule, int number) {
        missing.merge(List.of(rule.chain(), rule.steps()), number, Integer::sum);
    }

    private static Rule rule(Attributes attributes) {
        List<Expression> steps = new ArrayList<>();
        for (Attributes.Attribute step : attributes.inside(NfTables.RULE_EXPRESSIONS)) {
            steps.add(Expression.read(step.inside()));
        }
        return new Rule(attributes.text(NfTables.RULE_CHAIN), steps, "");
    }

    private void readElements(Family family, BlockSet set, Map<Element, TableState.Standing> blocks)
            throws NetlinkException {
        SetElements elements = new SetElements(set);
        ask(
                family,
                NfTables.GET_ELEMENT,
                NetlinkSocket.DUMP,
                () -> {
                    writer.text(NfTables.LIST_TABLE, TableLayout.NAME);
                    writer.text(NfTables.LIST_SET, set.name());
                },
                message -> {
                    for (Attributes.Attribute element :
                            message.attributes().inside(NfTables.LIST_ELEMENTS)) {
                        elements.take(element.inside());
                    }
                },
                elements::clear);
        blocks.putAll(elements.read());
    }
}
