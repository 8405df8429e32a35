// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import java.util.HashSet;
import java.util.Set;
import org.sekisho.event.Flow;
import org.sekisho.packet.IpAddress;

/**
 * Counts the hosts of the site, which are those with private addresses (RFC 1918 and its like).
 * Hosts with public addresses are not counted, so that a share of the inside is rather overstated.
 */
final class InsideHosts {
    private static final int MOST = 16_384;

    private final Set<IpAddress> hosts = new HashSet<>();

    void seen(Flow flow) {
        seen(flow.client().address());
        seen(flow.server().address());
    }

    private void seen(IpAddress address) {
        if (hosts.size() < MOST && address.isPrivate()) {
            hosts.add(address);
        }
    }

    int count() {
        return hosts.size();
    }
}
