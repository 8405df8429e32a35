// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.packet.IpAddress;

/**
 * Who uses which server: a few clients of each of the servers used last are enough to know that an
 * address is shared, such as a cloud front.
 */
final class ServerUse {
    private static final int MOST_SERVERS = 8_192;
    private static final int MOST_CLIENTS = 8;

    private final Map<IpAddress, Set<IpAddress>> clients =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<IpAddress, Set<IpAddress>> eldest) {
                    return size() > MOST_SERVERS;
                }
            };

    /** Both have sent. */
    void used(Pair pair) {
        Set<IpAddress> known =
                clients.computeIfAbsent(pair.server(), any -> new LinkedHashSet<>(2));
        if (known.size() < MOST_CLIENTS) {
            known.add(pair.client());
        }
    }

    Set<IpAddress> clientsOf(IpAddress server) {
        return Set.copyOf(clients.getOrDefault(server, Set.of()));
    }
}
