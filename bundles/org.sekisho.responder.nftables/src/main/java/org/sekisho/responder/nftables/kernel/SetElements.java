// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.netlink.Attributes;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.TableState.Standing;

/** Elements of one set as they come from the kernel. */
final class SetElements {
    private final BlockSet set;
    private final Map<Element, Standing> read = new HashMap<>();

    /** Intervals of one field come as two elements each, in the order of a tree. */
    private final List<Bound> bounds = new ArrayList<>();

    SetElements(BlockSet set) {
        this.set = set;
    }

    private record Bound(byte[] key, boolean isEnd, Standing standing) {
        /** An interval ends before the next one begins, also where they touch. */
        static final Comparator<Bound> ORDER =
                Comparator.comparing(Bound::key, Arrays::compareUnsigned)
                        .thenComparing(bound -> !bound.isEnd());
    }

    void clear() {
        read.clear();
        bounds.clear();
    }

    void take(Attributes element) {
        byte[] key = key(element, NfTables.ELEMENT_KEY);
        if (key == null) {
            return;
        }
        if (set.hasNetworks() && !set.isConcatenated()) {
            boolean isEnd =
                    (element.number(NfTables.ELEMENT_FLAGS, 0) & NfTables.INTERVAL_END) != 0;
            bounds.add(new Bound(key, isEnd, isEnd ? null : standing(element)));
            return;
        }
        byte[] end = key(element, NfTables.ELEMENT_KEY_END);
        add(key, end == null ? key : end, standing(element));
    }

    private static byte[] key(Attributes element, int type) {
        Attributes.Attribute value = element.inside(type).get(NfTables.DATA_VALUE);
        return value == null ? null : value.bytes();
    }

    private static Standing standing(Attributes element) {
        Attributes counter = counter(element);
        return new Standing(
                element.number(NfTables.ELEMENT_EXPIRATION, Long.MAX_VALUE),
                counter == null ? -1 : counter.number(NfTables.COUNTER_PACKETS, -1),
                counter == null ? -1 : counter.number(NfTables.COUNTER_BYTES, -1));
    }

    private static Attributes counter(Attributes element) {
        Attributes only = element.inside(NfTables.ELEMENT_EXPRESSION);
        if ("counter".equals(only.text(NfTables.EXPRESSION_NAME))) {
            return only.inside(NfTables.EXPRESSION_DATA);
        }
        for (Attributes.Attribute one : element.inside(NfTables.ELEMENT_EXPRESSIONS)) {
            if ("counter".equals(one.inside().text(NfTables.EXPRESSION_NAME))) {
                return one.inside().inside(NfTables.EXPRESSION_DATA);
            }
        }
        return null;
    }

    private void add(byte[] first, byte[] last, Standing standing) {
        Element element = Element.read(set, first, last);
        if (element != null) {
            read.put(element, standing);
        }
    }

    Map<Element, Standing> read() {
        bounds.sort(Bound.ORDER);
        Bound open = null;
        for (Bound bound : bounds) {
            if (!bound.isEnd()) {
                open = bound;
            } else if (open != null) {
                add(open.key(), before(bound.key()), open.standing());
                open = null;
            }
        }
        if (open != null) {
            byte[] end = new byte[open.key().length];
            Arrays.fill(end, (byte) 0xff);
            add(open.key(), end, open.standing());
        }
        return read;
    }

    private static byte[] before(byte[] key) {
        byte[] before = key.clone();
        int at = before.length - 1;
        while (at >= 0 && before[at]-- == 0) {
            at--;
        }
        return before;
    }
}
