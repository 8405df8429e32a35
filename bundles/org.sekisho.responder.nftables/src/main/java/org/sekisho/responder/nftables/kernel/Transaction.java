// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import static org.sekisho.responder.nftables.kernel.NfTables.type;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.sekisho.decide.Action;
import org.sekisho.linux.netlink.MessageWriter;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Expression;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.Rule;
import org.sekisho.responder.nftables.table.TableLayout;

/** Composes one transaction; the kernel carries it out as a whole or not at all. */
final class Transaction {
    /** Elements in a message. */
    private static final int MOST_IN_MESSAGE = 1500;

    /** Bytes of the elements in a message: they are one attribute, whose length has 16 bits. */
    private static final int MOST_BYTES_IN_MESSAGE = 60_000;

    /** Elements in a transaction; more gain nothing and hold up others for longer. */
    private static final int MOST_ELEMENTS = 10_000;

    private static final int ASK = NetlinkSocket.REQUEST;
    private static final int MAKE = NetlinkSocket.REQUEST | NetlinkSocket.CREATE;

    /** {@code NFTNL_UDATA_TABLE_COMMENT} of {@code nft}, which shows it. */
    private static final int COMMENT = 0;

    private final NetlinkSocket socket;
    private final MessageWriter writer;
    private final KernelVersion kernel;
    private final Limit limit;
    private final boolean counters;
    private final Family family;
    private int lastOfStructure;
    private int last;
    private int messages;

    Transaction(
            NetlinkSocket socket,
            MessageWriter writer,
            KernelVersion kernel,
            Limit limit,
            boolean counters,
            Family family) {
        this.socket = socket;
        this.writer = writer;
        this.kernel = kernel;
        this.limit = limit;
        this.counters = counters;
        this.family = family;
        writer.clear();
        frame(NfTables.BATCH_BEGIN);
    }

    private void frame(int type) {
        writer.netfilter(type, ASK, socket.nextSequence(), 0, NfTables.SUBSYSTEM);
    }

    private void message(int kind, int flags) {
        last = socket.nextSequence();
        messages++;
        writer.netfilter(type(kind), flags, last, family.number(), 0);
    }

    /** Makes the table with its chains, sets and the rules of both. */
    void structure(Change.Start start, Collection<BlockSet> sets) {
        if (start == Change.Start.MAKE_ANEW) {
            deleteTable();
        }
        if (start != Change.Start.KEEP) {
            table();
            TableLayout.chains(family).forEach(this::chain);
            TableLayout.fixedRules(family).forEach(this::rule);
        }
        int number = 1;
        for (BlockSet set : sets) {
            set(set, number++);
        }
        TableLayout.rules(family, sets).forEach(this::rule);
        lastOfStructure = last;
    }

    void deleteTable() {
        message(NfTables.DELETE_TABLE, ASK | NetlinkSocket.ACKNOWLEDGE);
        writer.text(NfTables.TABLE_NAME, TableLayout.NAME);
    }

    private void table() {
        message(NfTables.NEW_TABLE, MAKE);
        writer.text(NfTables.TABLE_NAME, TableLayout.NAME);
        byte[] text = TableLayout.COMMENT.getBytes(StandardCharsets.US_ASCII);
        byte[] comment = new byte[text.length + 3];
        comment[0] = COMMENT;
        comment[1] = (byte) (text.length + 1);
        System.arraycopy(text, 0, comment, 2, text.length);
        writer.bytes(NfTables.TABLE_USERDATA, comment);
    }

    private void chain(TableLayout.Chain chain) {
        message(NfTables.NEW_CHAIN, MAKE);
        writer.text(NfTables.CHAIN_TABLE, TableLayout.NAME);
        writer.text(NfTables.CHAIN_NAME, chain.name());
        if (chain.hook() != null) {
            int hook = writer.open(NfTables.CHAIN_HOOK);
            writer.number32(NfTables.HOOK_NUMBER, chain.hook().number());
            writer.number32(NfTables.HOOK_PRIORITY, chain.priority());
            writer.close(hook);
            writer.number32(NfTables.CHAIN_POLICY, NfTables.POLICY_ACCEPT);
            writer.text(NfTables.CHAIN_TYPE, "filter");
        }
    }

    private void rule(Rule rule) {
        message(NfTables.NEW_RULE, MAKE | NetlinkSocket.APPEND);
        writer.text(NfTables.RULE_TABLE, TableLayout.NAME);
        writer.text(NfTables.RULE_CHAIN, rule.chain());
        int list = writer.open(NfTables.RULE_EXPRESSIONS);
        for (Expression step : rule.steps()) {
            int item = writer.open(NfTables.LIST_ELEMENT);
            step.write(writer);
            writer.close(item);
        }
        writer.close(list);
    }

    private void set(BlockSet set, int number) {
        message(NfTables.NEW_SET, MAKE);
        writer.text(NfTables.SET_TABLE, TableLayout.NAME);
        writer.text(NfTables.SET_NAME, set.name());
        writer.number32(
                NfTables.SET_FLAGS,
                flags(set) | (set.action() == Action.LIMIT ? NfTables.FLAG_EXPRESSIONS : 0));
        writer.number32(NfTables.SET_KEY_TYPE, set.keyType());
        writer.number32(NfTables.SET_KEY_LENGTH, set.keyLength());
        writer.number32(NfTables.SET_ID, number);
        if (set.hasNetworks() && set.isConcatenated()) {
            int description = writer.open(NfTables.SET_DESCRIPTION);
            int concatenated = writer.open(NfTables.DESCRIPTION_CONCATENATED);
            for (int length : set.fieldLengths()) {
                int field = writer.open(NfTables.LIST_ELEMENT);
                writer.number32(NfTables.FIELD_LENGTH, length);
                writer.close(field);
            }
            writer.close(concatenated);
            writer.close(description);
        }
        statements(set);
    }

    static int flags(BlockSet set) {
        boolean concatenated = set.hasNetworks() && set.isConcatenated();
        return NfTables.FLAG_TIMEOUT
                | (set.hasNetworks() ? NfTables.FLAG_INTERVAL : 0)
                | (concatenated ? NfTables.FLAG_CONCATENATED : 0);
    }

    /** What each element does when a packet is found in it. */
    private void statements(BlockSet set) {
        if (set.action() == Action.LIMIT) {
            int list = writer.open(NfTables.SET_EXPRESSIONS);
            int first = writer.open(NfTables.LIST_ELEMENT);
            limit();
            writer.close(first);
            if (counters) {
                int second = writer.open(NfTables.LIST_ELEMENT);
                counter();
                writer.close(second);
            }
            writer.close(list);
        } else if (counters) {
            int only = writer.open(NfTables.SET_EXPRESSION);
            counter();
            writer.close(only);
        }
    }

    private void counter() {
        writer.text(NfTables.EXPRESSION_NAME, "counter");
        writer.close(writer.open(NfTables.EXPRESSION_DATA));
    }

    private void limit() {
        writer.text(NfTables.EXPRESSION_NAME, "limit");
        int data = writer.open(NfTables.EXPRESSION_DATA);
        writer.number64(NfTables.LIMIT_RATE, limit.bytesPerSecond());
        writer.number64(NfTables.LIMIT_UNIT, 1);
        writer.number32(NfTables.LIMIT_BURST, 0);
        writer.number32(NfTables.LIMIT_TYPE, NfTables.LIMIT_BYTES);
        writer.number32(NfTables.LIMIT_FLAGS, NfTables.LIMIT_OVER);
        writer.close(data);
    }

    /**
     * Adds steps, as many as fit.
     *
     * @return how many of them
     */
    int elements(List<Change.Step> steps) {
        int room = socket.mostBytes() - 2 * MOST_BYTES_IN_MESSAGE;
        int done = 0;
        while (done < steps.size() && done < MOST_ELEMENTS && writer.length() < room) {
            int end = sameMessage(steps, done);
            List<Change.Step> group = steps.subList(done, end);
            switch (group.get(0).kind()) {
                case ADD -> group(NfTables.NEW_ELEMENT, MAKE, group);
                case REMOVE -> remove(group);
                case PROLONG -> {
                    if (!kernel.prolongs()) {
                        group(NfTables.DELETE_ELEMENT, ASK, group);
                    }
                    group(NfTables.NEW_ELEMENT, MAKE, group);
                }
            }
            done = end;
        }
        return done;
    }

    private void remove(List<Change.Step> group) {
        group(kernel.destroys() ? NfTables.DESTROY_ELEMENT : NfTables.DELETE_ELEMENT, ASK, group);
    }

    private static int sameMessage(List<Change.Step> steps, int from) {
        Change.Step first = steps.get(from);
        // an element: its key twice, a time or two, and headers; an interval may be two of them
        int each = 2 * (first.element().set().keyLength() + 48);
        int most = Math.min(MOST_IN_MESSAGE, MOST_BYTES_IN_MESSAGE / each);
        int end = from;
        while (end < steps.size()
                && end - from < most
                && end < MOST_ELEMENTS
                && steps.get(end).kind() == first.kind()
                && steps.get(end).element().set().equals(first.element().set())) {
            end++;
        }
        return end;
    }

    private void group(int kind, int flags, List<Change.Step> group) {
        message(kind, flags);
        writer.text(NfTables.LIST_TABLE, TableLayout.NAME);
        writer.text(NfTables.LIST_SET, group.get(0).element().set().name());
        int list = writer.open(NfTables.LIST_ELEMENTS);
        for (Change.Step step : group) {
            element(step, kind == NfTables.NEW_ELEMENT);
        }
        writer.close(list);
    }

    private void element(Change.Step step, boolean timed) {
        Element element = step.element();
        int item = writer.open(NfTables.LIST_ELEMENT);
        data(NfTables.ELEMENT_KEY, element.first());
        if (element.set().hasNetworks() && element.set().isConcatenated()) {
            data(NfTables.ELEMENT_KEY_END, element.last());
        }
        if (timed) {
            writer.number64(NfTables.ELEMENT_TIMEOUT, step.millis());
            if (kernel.prolongs()) {
                writer.number64(NfTables.ELEMENT_EXPIRATION, step.millis());
            }
        }
        writer.close(item);
        if (element.set().hasNetworks() && !element.set().isConcatenated()) {
            end(element);
        }
    }

    /** An interval of one field ends with an element of its own, the first key behind it. */
    private void end(Element element) {
        byte[] behind = element.last();
        int at = behind.length - 1;
        while (at >= 0 && ++behind[at] == 0) {
            at--;
        }
        if (at >= 0) {
            int item = writer.open(NfTables.LIST_ELEMENT);
            data(NfTables.ELEMENT_KEY, behind);
            writer.number32(NfTables.ELEMENT_FLAGS, NfTables.INTERVAL_END);
            writer.close(item);
        }
    }

    private void data(int type, byte[] value) {
        int data = writer.open(type);
        writer.bytes(NfTables.DATA_VALUE, value);
        writer.close(data);
    }

    /** Sends it. */
    void commit() throws NetlinkException {
        if (messages == 0) {
            return;
        }
        writer.acknowledgeLast();
        frame(NfTables.BATCH_END);
        socket.transact(writer, last);
    }

    /** Whether the message that was refused is about table, chains, sets or rules. */
    boolean isStructure(NetlinkException refused) {
        return refused.sequence() <= lastOfStructure;
    }
}
