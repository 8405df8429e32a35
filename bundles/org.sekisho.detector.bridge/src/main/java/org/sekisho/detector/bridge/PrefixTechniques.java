// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.neighbour.NeighbourAdvertisement;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterSolicitation;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * SE-L2-MAC: a station whose MAC address begins as SoftEther makes them (wire facts §8.1); and
 * SE-L2-BRIDGE in its usual form: such stations of several kinds on one network, a virtual hub
 * among them.
 */
final class PrefixTechniques implements TechniqueGroup {
    private static final int STATIONS = 16_384;
    private static final int NETWORKS = 4096;
    private static final int PER_NETWORK = 32;

    private final Technique privateAddress;
    private final Technique unassigned;
    private final Technique several;
    private final List<MacPrefix> privatePrefixes;
    private final List<MacPrefix> unassignedPrefixes;
    private final MacPrefix hubPrefix;
    private final int enough;
    private final Findings findings;
    private final Map<Station, Boolean> known = new BoundedMap<>(STATIONS);
    private final Map<Integer, Set<Station>> byNetwork = new BoundedMap<>(NETWORKS);

    PrefixTechniques(Catalogue catalogue, Findings findings) {
        privateAddress = catalogue.technique("SE-L2-MAC");
        unassigned = catalogue.technique("SE-L2-MAC", "unassigned");
        several = catalogue.technique("SE-L2-BRIDGE");
        privatePrefixes = MacPrefix.in(catalogue, "station.prefixes.private");
        unassignedPrefixes = MacPrefix.in(catalogue, "station.prefixes.unassigned");
        hubPrefix = MacPrefix.in(catalogue, "hub.prefix").get(0);
        enough = catalogue.number("station.several", 2, PER_NETWORK);
        this.findings = findings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                ArpMessage.class,
                DhcpMessage.class,
                NeighbourSolicitation.class,
                NeighbourAdvertisement.class,
                RouterSolicitation.class,
                FlowStarted.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Station station = station(event);
        if (station == null || known.putIfAbsent(station, true) != null) {
            return;
        }
        boolean rare = fits(unassignedPrefixes, station);
        if (!rare && !fits(privatePrefixes, station)) {
            return;
        }
        findings.found(
                station,
                rare ? unassigned : privateAddress,
                Method.BRIDGE,
                event.origin(),
                false,
                null,
                "station with the MAC address " + station.mac(),
                Octets.NONE,
                out);
        several(station, event, out);
    }

    private void several(Station station, Event event, EvidenceListener out) {
        Set<Station> stations =
                byNetwork.computeIfAbsent(station.vlan(), vlan -> new LinkedHashSet<>(2));
        if (stations.size() >= PER_NETWORK || !stations.add(station)) {
            return;
        }
        Station hub =
                stations.stream().filter(s -> hubPrefix.fits(s.mac())).findFirst().orElse(null);
        if (hub != null && stations.size() >= enough) {
            findings.found(
                    hub,
                    several,
                    Method.BRIDGE,
                    event.origin(),
                    false,
                    null,
                    stations.size()
                            + " stations with such MAC addresses: "
                            + String.join(
                                    ", ", stations.stream().map(s -> s.mac().toString()).toList()),
                    Octets.NONE,
                    out);
        }
    }

    private static Station station(Event event) {
        Flow flow = event.origin().flow();
        if (event instanceof ArpMessage seen) {
            return Station.of(flow, seen.senderMac());
        } else if (event instanceof DhcpMessage seen) {
            return seen.reply()
                    ? Station.sender(flow, seen.direction())
                    : Station.of(flow, seen.client());
        } else if (event instanceof NeighbourSolicitation seen) {
            return Station.sender(flow, seen.direction());
        } else if (event instanceof NeighbourAdvertisement seen) {
            return Station.sender(flow, seen.direction());
        } else if (event instanceof RouterSolicitation seen) {
            return Station.sender(flow, seen.direction());
        }
        return Station.sender(flow, Direction.TO_SERVER);
    }

    private static boolean fits(List<MacPrefix> prefixes, Station station) {
        for (MacPrefix prefix : prefixes) {
            if (prefix.fits(station.mac())) {
                return true;
            }
        }
        return false;
    }
}
