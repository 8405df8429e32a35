// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * Blocks of networks of which no two overlap. Two prefixes overlap only if one contains the other,
 * so a look at the shorter ones and at those within is enough.
 */
final class OverlapIndex {
    /** Stands for the end that a block does not name. */
    private static final IpPrefix ANYBODY = new IpPrefix(IpAddress.v4(0), 0);

    private final NavigableMap<IpPrefix, NavigableMap<IpPrefix, Block>> byClient = new TreeMap<>();

    /** Whether the block shares an address, or a pair of them, with one that is here. */
    boolean overlaps(Block block) {
        IpPrefix client = client(block);
        IpPrefix server = server(block);
        for (int length = client.length(); length >= 0; length--) {
            if (hasServer(byClient.get(new IpPrefix(client.address(), length)), server)) {
                return true;
            }
        }
        for (var within : byClient.tailMap(client, false).entrySet()) {
            if (!client.contains(within.getKey())) {
                return false;
            }
            if (hasServer(within.getValue(), server)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasServer(NavigableMap<IpPrefix, Block> servers, IpPrefix server) {
        if (servers == null) {
            return false;
        }
        for (int length = server.length(); length >= 0; length--) {
            if (servers.containsKey(new IpPrefix(server.address(), length))) {
                return true;
            }
        }
        IpPrefix next = servers.higherKey(server);
        return next != null && server.contains(next);
    }

    void add(Block block) {
        byClient.computeIfAbsent(client(block), client -> new TreeMap<>())
                .put(server(block), block);
    }

    void remove(Block block) {
        NavigableMap<IpPrefix, Block> servers = byClient.get(client(block));
        if (servers != null) {
            servers.remove(server(block));
            if (servers.isEmpty()) {
                byClient.remove(client(block));
            }
        }
    }

    private static IpPrefix client(Block block) {
        return block.client() == null ? ANYBODY : block.client();
    }

    private static IpPrefix server(Block block) {
        return block.server() == null ? ANYBODY : block.server();
    }
}
