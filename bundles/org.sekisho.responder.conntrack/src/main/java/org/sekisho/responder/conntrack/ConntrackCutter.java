// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.respond.ConnectionCutter;

/**
 * Deletes the kernel's memory of connections that blocks cover. A rule that drops is enough to stop
 * packets that meet it; what takes a short cut past the rules is stopped by this.
 */
final class ConntrackCutter implements ConnectionCutter {
    /** Up to so many addresses the kernel is asked for each alone, else for all connections. */
    private static final int FEW = 4;

    private final Connections first;
    private final Connections second;
    private volatile String used;
    private volatile String trouble = "";
    private volatile long cut;
    private volatile long lastNanos;

    /**
     * With two ways to the table.
     *
     * @param second for when the first one fails; null if there is none
     */
    ConntrackCutter(Connections first, Connections second) {
        this.first = first;
        this.second = second;
        used = first.name();
    }

    @Override
    public String name() {
        return "conntrack";
    }

    @Override
    public synchronized int cut(Collection<Block> blocks) throws IOException {
        long begin = System.nanoTime();
        try {
            int ended = attempt(blocks);
            trouble = "";
            cut += ended;
            lastNanos = System.nanoTime() - begin;
            return ended;
        } catch (IOException failed) {
            trouble = "Connections that stand could not be ended: " + failed.getMessage();
            throw failed;
        }
    }

    private int attempt(Collection<Block> blocks) throws IOException {
        try {
            int ended = cut(blocks, first);
            used = first.name();
            return ended;
        } catch (IOException failed) {
            if (second == null) {
                throw failed;
            }
            try {
                int ended = cut(blocks, second);
                used = second.name();
                return ended;
            } catch (IOException again) {
                failed.addSuppressed(again);
                throw failed;
            }
        }
    }

    private static int cut(Collection<Block> blocks, Connections connections) throws IOException {
        List<Block> dropped = new ArrayList<>();
        List<Block> limited = new ArrayList<>();
        for (Block block : blocks) {
            List<Block> list = block.action() == Action.LIMIT ? limited : dropped;
            if (block.scope() == Scope.MAC) {
                for (IpAddress address : connections.addresses(block.mac())) {
                    list.add(Block.client(IpPrefix.of(address), block.action()));
                }
            } else {
                list.add(block);
            }
        }
        Coverage ending = new Coverage(dropped);
        Coverage slowing = new Coverage(limited);
        List<Block> all = new ArrayList<>(dropped);
        all.addAll(limited);
        Map<Object, Connection> covered = new LinkedHashMap<>();
        for (boolean v6 : new boolean[] {false, true}) {
            List<Block> ofVersion = all.stream().filter(block -> isV6(block) == v6).toList();
            if (!ofVersion.isEmpty()) {
                connections.read(
                        v6,
                        few(ofVersion),
                        connection -> {
                            // a limited connection goes on, but past the rules it would not be
                            // limited
                            if (ending.covers(connection)
                                    || connection.offloaded() && slowing.covers(connection)) {
                                covered.put(connection.original(), connection);
                            }
                        });
            }
        }
        return connections.delete(covered.values());
    }

    private static boolean isV6(Block block) {
        return (block.client() == null ? block.server() : block.client()).address().v6();
    }

    /** One address of each block, if these are few and single; else nothing, which means all. */
    private static Set<IpAddress> few(List<Block> blocks) {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (Block block : blocks) {
            IpPrefix end = block.server() == null ? block.client() : block.server();
            addresses.add(end.address());
            if (!end.isSingle() || addresses.size() > FEW) {
                return Set.of();
            }
        }
        return addresses;
    }

    /** Figures of this moment. */
    Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("by", used);
        status.put("connections_ended", cut);
        status.put("last_ms", lastNanos / 1e6);
        return status;
    }

    /** What is wrong, with the remedy; empty if nothing is. */
    String trouble() {
        return trouble;
    }

    synchronized void close() {
        first.close();
        if (second != null) {
            second.close();
        }
    }
}
