// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * Commands for {@code ipset restore}: each set is filled beside the one in use and swapped with it,
 * so that rules that look into it never see half of it. One file for each type of set, because not
 * every kernel has them all, and what it lacks ends the loading of a file.
 */
enum IpsetFile {
    /** Addresses and networks. */
    ADDRESSES(
            "addresses.ipset",
            new Type("sekisho_addresses", "hash:net family inet"),
            new Type("sekisho_addresses6", "hash:net family inet6")) {
        @Override
        List<Entry> entries(Block block) {
            IpPrefix prefix =
                    switch (block.scope()) {
                        case SERVER -> block.server();
                        case CLIENT -> block.client();
                        case FLOW, PAIR, MAC -> null;
                    };
            return prefix == null
                    ? List.of()
                    : halves(prefix).stream()
                            .map(half -> new Entry(set(half), half.toString()))
                            .toList();
        }
    },
    /** Pairs, in both directions. */
    PAIRS(
            "pairs.ipset",
            new Type("sekisho_pairs", "hash:net,net family inet"),
            new Type("sekisho_pairs6", "hash:net,net family inet6")) {
        @Override
        List<Entry> entries(Block block) {
            if (block.scope() != org.sekisho.decide.Scope.PAIR) {
                return List.of();
            }
            List<Entry> entries = new ArrayList<>();
            for (IpPrefix client : halves(block.client())) {
                for (IpPrefix server : halves(block.server())) {
                    entries.add(new Entry(set(client), client + "," + server));
                    entries.add(new Entry(set(client), server + "," + client));
                }
            }
            return entries;
        }
    },
    /** MAC addresses. */
    MACS("macs.ipset", new Type("sekisho_macs", "hash:mac")) {
        @Override
        List<Entry> entries(Block block) {
            return block.mac() == null
                    ? List.of()
                    : List.of(new Entry(types()[0], block.mac().toString()));
        }
    };

    /**
     * Longest that ipset counts (2^32 ms / 2, in whole seconds); what is longer would be for ever.
     */
    private static final long LONGEST_SECONDS = 2_147_483;

    private static final String OPTIONS = " maxelem 1048576 timeout 0";

    private final String file;
    private final Type[] types;

    IpsetFile(String file, Type... types) {
        this.file = file;
        this.types = types;
    }

    /**
     * A set.
     *
     * @param name of the set
     * @param type in the words of ipset
     */
    record Type(String name, String type) {}

    /**
     * An element.
     *
     * @param set that it belongs to
     * @param text in the words of ipset
     */
    record Entry(Type set, String text) {}

    /** What a block is in these sets; empty if it is nothing. */
    abstract List<Entry> entries(Block block);

    Type[] types() {
        return types;
    }

    /** The set for such addresses. */
    Type set(IpPrefix prefix) {
        return types[prefix.address().v6() ? 1 : 0];
    }

    /** The prefix in pieces that ipset takes: it knows no network of everything. */
    static List<IpPrefix> halves(IpPrefix prefix) {
        if (prefix.length() > 0) {
            return List.of(prefix);
        }
        boolean v6 = prefix.address().v6();
        IpAddress middle = v6 ? IpAddress.v6(1L << 63, 0) : IpAddress.v4(1 << 31);
        return List.of(new IpPrefix(prefix.address(), 1), new IpPrefix(middle, 1));
    }

    /** The format of this file. */
    Format format(Stamp stamp) {
        return new Format() {
            @Override
            public String file() {
                return file;
            }

            @Override
            public List<String> lines(Map<Block, Duration> wanted, Instant now) {
                List<String> lines = new ArrayList<>();
                lines.add(stamp.line(now));
                for (Type set : types) {
                    lines.add("create " + set.name + " " + set.type + OPTIONS + " -exist");
                    lines.add("create " + set.name + "_new " + set.type + OPTIONS + " -exist");
                    lines.add("flush " + set.name + "_new");
                }
                lines.addAll(additions(wanted));
                for (Type set : types) {
                    lines.add("swap " + set.name + "_new " + set.name);
                    lines.add("destroy " + set.name + "_new");
                }
                return lines;
            }
        };
    }

    private Set<String> additions(Map<Block, Duration> wanted) {
        Set<String> lines = new LinkedHashSet<>();
        wanted.forEach(
                (block, remaining) -> {
                    if (block.action() != Action.LIMIT) {
                        long seconds =
                                Math.max(1, Math.min(remaining.toSeconds(), LONGEST_SECONDS));
                        for (Entry entry : entries(block)) {
                            lines.add(
                                    "add %s_new %s timeout %d -exist"
                                            .formatted(entry.set.name, entry.text, seconds));
                        }
                    }
                });
        return lines;
    }
}
