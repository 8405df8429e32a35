// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.packet.Direction;

/**
 * Which machine stands behind a virtual station. Three things tell: the silence of {@link Polls}
 * and frames that follow the records of its session ({@link VolumeTechnique}), which are proof, and
 * that one machine of the network alone talks to the maker's services as a server does, which is a
 * hint until then. Virtual stations that neither speaks of are taken to belong to the only machine
 * of their network that is known to bridge. Bounded.
 */
final class BridgingHosts {
    private static final String GUESS = "the only machine here known for such software";

    private static final int HUBS = 256;
    private static final int NETWORKS = 4096;

    /** A second candidate already means that there is no telling. */
    private static final int CANDIDATES = 4;

    /**
     * The machine behind a virtual station.
     *
     * @param station the machine
     * @param reason {@link Roles#PROTOCOL} if it is proven, {@link Roles#PORTS} if it is a guess
     * @param why in words that follow "the machine is X, "
     */
    record Host(Station station, Roles reason, String why) {}

    private final Map<Station, Host> proven = new BoundedMap<>(HUBS);
    private final Map<Integer, Set<Station>> provenByVlan = new BoundedMap<>(NETWORKS);
    private final Map<Integer, Set<Station>> servers = new BoundedMap<>(NETWORKS);
    private final Neighbours neighbours;
    private final Polls polls;

    BridgingHosts(Neighbours neighbours, Polls polls) {
        this.neighbours = neighbours;
        this.polls = polls;
    }

    /**
     * The machine behind a virtual station is beyond doubt.
     *
     * @param why in words that follow "the machine is X, "
     * @return whether this is news
     */
    boolean prove(Station virtual, Station machine, String why) {
        Host known = proven.get(virtual);
        if (known != null && known.station().equals(machine)) {
            return false;
        }
        proven.put(virtual, new Host(machine, Roles.PROTOCOL, why));
        enter(provenByVlan, machine);
        return true;
    }

    /**
     * Learns from what servers say to the maker's services.
     *
     * @return whether this is news
     */
    boolean learn(Event event) {
        boolean server =
                event instanceof NatTraversalMessage message
                                && message.direction() == Direction.TO_SERVER
                                && message.kind() != NatTraversalMessage.Kind.SESSION_QUERY
                        || event instanceof KeepAliveText text
                                && text.direction() == Direction.TO_SERVER;
        if (!server) {
            return false;
        }
        Flow flow = event.origin().flow();
        Station station = Station.sender(flow, Direction.TO_SERVER);
        // behind a router it is another machine's address
        return station != null
                && flow.client().address() != null
                && neighbours.has(station, flow.client().address())
                && enter(servers, station);
    }

    private static boolean enter(Map<Integer, Set<Station>> map, Station station) {
        Set<Station> stations = map.computeIfAbsent(station.vlan(), vlan -> new LinkedHashSet<>(1));
        return stations.size() < CANDIDATES && stations.add(station);
    }

    /** The machine behind a virtual station, or null if nothing tells. */
    Host of(Station virtual) {
        Host sure = proven.get(virtual);
        if (sure != null) {
            return sure;
        }
        Station only = only(provenByVlan, virtual);
        if (only == null) {
            only = only(servers, virtual);
        }
        return only == null || only.equals(virtual) || polls.hasAnswered(virtual, only)
                ? null
                : new Host(only, Roles.PORTS, GUESS);
    }

    private static Station only(Map<Integer, Set<Station>> map, Station virtual) {
        Set<Station> stations = map.get(virtual.vlan());
        return stations == null || stations.size() != 1 ? null : stations.iterator().next();
    }
}
