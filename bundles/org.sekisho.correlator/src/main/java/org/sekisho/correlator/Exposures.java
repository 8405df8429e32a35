// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.packet.MacAddress;

/**
 * What a host that offers a hub, or joins the local network to a foreign one, opens this network
 * to: put together from its own case and from those of its tunnels.
 *
 * @param host the host
 * @param tunnels cases of its tunnels
 */
record Exposures(Party host, List<Case> tunnels) {
    /** Null for what is no host's finding. */
    static Exposures of(Method method, Ends ends, CaseIndex index) {
        Party host =
                switch (method) {
                    case HUB -> ends.server();
                    case BRIDGE, SECURE_NAT -> ends.client();
                    default -> null;
                };
        if (host == null) {
            return null;
        }
        // which network is foreign to a MAC address without an IP address can't be asked for
        List<Case> tunnels = host.address() == null ? List.of() : index.tunnelsOf(End.of(host));
        return new Exposures(host, tunnels);
    }

    /** The host under the name by which clients look it up, if it has none yet. */
    Party named() {
        if (host.name() != null) {
            return host;
        }
        for (Case tunnel : tunnels) {
            if (comes(tunnel) && tunnel.serverParty().name() != null) {
                String name = tunnel.serverParty().name();
                return new Party(host.address(), host.port(), name, host.mac());
            }
        }
        return host;
    }

    /**
     * Writes it.
     *
     * @param members the host's own cases
     */
    Exposure exposure(Collection<Case> members) {
        Set<MacAddress> stations = new LinkedHashSet<>();
        members.forEach(member -> stations.addAll(member.stations()));
        stations.remove(host.mac());
        List<Party> peers = new ArrayList<>();
        Set<Integer> listeners = new TreeSet<>();
        for (Case tunnel : tunnels) {
            boolean comes = comes(tunnel);
            if (comes) {
                tunnel.sightings().forEach((by, seen) -> listens(by, seen, listeners));
            }
            Subject ends = tunnel.orientation().subject();
            Party peer = comes ? ends.client() : ends.server();
            if (peer != null && peers.size() < Exposure.MAX) {
                peers.add(peer);
            }
        }
        return new Exposure(
                stations.stream().limit(Exposure.MAX).toList(), peers, List.copyOf(listeners));
    }

    private void listens(Method by, Sighting seen, Set<Integer> listeners) {
        Party server = seen.subject().server();
        boolean here = server != null && host.address().equals(server.address());
        if (here && server.port() != 0 && Carriers.hasListener(by)) {
            listeners.add(server.port());
        }
    }

    private boolean comes(Case tunnel) {
        return End.of(host).equals(tunnel.server());
    }
}
