// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import java.util.List;
import org.sekisho.packet.MacAddress;

/**
 * What a host that joins networks, or lets others into one, opens this network to, as far as it was
 * seen. Plain data.
 *
 * @param stations MAC addresses of the foreign network that were seen on this one, in the order of
 *     their appearance; the first {@value #MAX} at most
 * @param peers the other ends of the host's tunnels, in the order of their cases; the first {@value
 *     #MAX} at most, with the ports they used
 * @param listeners ports at which tunnels came to the host, rising
 */
public record Exposure(List<MacAddress> stations, List<Party> peers, List<Integer> listeners)
        implements java.io.Serializable {
    /** Most stations and most peers that are kept. */
    public static final int MAX = 64;

    /** Nothing of the kind, as of every tunnel. */
    public static final Exposure NONE = new Exposure(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Exposure {
        stations = List.copyOf(stations);
        peers = List.copyOf(peers);
        listeners = List.copyOf(listeners);
    }

    /** Whether nothing was seen. */
    public boolean isEmpty() {
        return stations.isEmpty() && peers.isEmpty() && listeners.isEmpty();
    }
}
