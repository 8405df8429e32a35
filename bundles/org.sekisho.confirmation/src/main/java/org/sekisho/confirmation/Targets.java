// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * Whom may be asked.
 *
 * @param networks addresses and networks
 */
record Targets(List<IpPrefix> networks) {
    /** Looked through for every detection, so it is short. */
    private static final int MOST = 256;

    /** Copies the list. */
    Targets {
        networks = List.copyOf(networks);
    }

    /**
     * Reads a list. Never asks a resolver: what a name means is for others to decide.
     *
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    static Targets parse(String text) {
        List<IpPrefix> networks = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            if (word.isBlank()) {
                continue;
            }
            IpPrefix network = IpPrefix.parse(word.strip());
            if (network == null) {
                throw new IllegalArgumentException(
                        "targets: '"
                                + word.strip()
                                + "' is no address and no network; write 192.0.2.1 or 192.0.2.0/24,"
                                + " separated by commas");
            }
            networks.add(network);
        }
        if (networks.size() > MOST) {
            throw new IllegalArgumentException(
                    "targets: " + networks.size() + " are named; at most " + MOST + " are taken");
        }
        return new Targets(networks);
    }

    boolean contains(IpAddress address) {
        return !address.isSpecial() && networks.stream().anyMatch(each -> each.contains(address));
    }
}
