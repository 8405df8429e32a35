// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Map;
import org.sekisho.detect.Party;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.neighbour.NeighbourAdvertisement;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterSolicitation;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * The stations of the local networks: which addresses each says to have, and when it was last heard
 * of. Addresses come from ARP and neighbour discovery only, because above those a router sends with
 * the addresses of others. Bounded; the quietest go first.
 */
final class Neighbours {
    private static final int STATIONS = 16_384;

    private static final class Neighbour {
        private IpAddress v4;
        private IpAddress linkLocal;
        private long lastHeard = Long.MIN_VALUE;
    }

    private final Map<Station, Neighbour> stations = new BoundedMap<>(STATIONS);

    /** Takes what any event says about who sent it. */
    void learn(Event event) {
        Flow flow = event.origin().flow();
        long time = event.origin().time();
        if (flow == null) {
            return;
        }
        if (event instanceof ArpMessage arp) {
            Station sender = Station.of(flow, arp.senderMac());
            // a frame of one station about another says nothing reliable about either
            if (arp.senderMac().equals(flow.clientMac())) {
                heard(sender, arp.senderAddress(), time);
            }
        } else if (event instanceof NeighbourSolicitation seen) {
            heard(flow, seen.direction(), seen.source(), time);
        } else if (event instanceof NeighbourAdvertisement seen) {
            heard(flow, seen.direction(), seen.link(), time);
        } else if (event instanceof RouterSolicitation seen) {
            heard(flow, seen.direction(), seen.source(), time);
        } else if (event instanceof DhcpMessage) {
            // all clients share a flow, whose MAC address is that of the first
            return;
        } else {
            heard(Station.sender(flow, Direction.TO_SERVER), null, time);
            if (event instanceof FlowTurns || event instanceof TlsRecords) {
                heard(Station.sender(flow, Direction.TO_CLIENT), null, time);
            }
        }
    }

    private void heard(Flow flow, Direction direction, MacAddress link, long time) {
        IpAddress address =
                (direction == Direction.TO_SERVER ? flow.client() : flow.server()).address();
        Station sender = Station.sender(flow, direction);
        boolean agrees = link == null || sender != null && link.equals(sender.mac());
        heard(sender, agrees ? address : null, time);
    }

    private void heard(Station station, IpAddress address, long time) {
        if (station == null) {
            return;
        }
        Neighbour neighbour = stations.computeIfAbsent(station, fresh -> new Neighbour());
        neighbour.lastHeard = Math.max(neighbour.lastHeard, time);
        if (address != null && !address.isSpecial()) {
            if (!address.v6()) {
                neighbour.v4 = address;
            } else if (address.isPrivate()) {
                neighbour.linkLocal = address;
            }
        }
    }

    /** Packet time at which the station was last heard of, or {@link Long#MIN_VALUE}. */
    long lastHeard(Station station) {
        Neighbour neighbour = stations.get(station);
        return neighbour == null ? Long.MIN_VALUE : neighbour.lastHeard;
    }

    /** Whether the station itself says to have this address. */
    boolean has(Station station, IpAddress address) {
        Neighbour neighbour = stations.get(station);
        return neighbour != null
                && (address.equals(neighbour.v4) || address.equals(neighbour.linkLocal));
    }

    /** The station as the end of a finding. */
    Party party(Station station) {
        Neighbour neighbour = stations.get(station);
        IpAddress address = null;
        if (neighbour != null) {
            address = neighbour.v4 != null ? neighbour.v4 : neighbour.linkLocal;
        }
        return new Party(address, 0, null, station.mac());
    }
}
