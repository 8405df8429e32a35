// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * What was found about virtual stations, told as evidence about the machine behind each. What shows
 * itself first is the virtual station; until the machine is known the evidence is about the
 * station, and when it becomes known it is told again about the machine. Bounded.
 *
 * <p>A subject's client is the machine that bridges, its server the virtual station by its MAC
 * address alone. While the machine is unknown, the virtual station stands in its place.
 */
final class Findings {
    /** Kind of tunnel in all evidence of this bundle. */
    static final String TUNNEL = "softether";

    private static final int STATIONS = 1024;

    /** Forms of techniques kept of one station. */
    private static final int KEPT = 16;

    /** A finding without its subject. */
    private record Found(
            Technique technique,
            Method method,
            Origin origin,
            boolean twoWay,
            String generation,
            String detail,
            Octets matched) {}

    private static final class About {
        private final Map<String, Found> found = new LinkedHashMap<>();
        private BridgingHosts.Host told;
    }

    private final Map<Station, About> stations = new BoundedMap<>(STATIONS);
    private final Neighbours neighbours;
    private final BridgingHosts hosts;
    private final OutsideSessions sessions;

    Findings(Neighbours neighbours, BridgingHosts hosts, OutsideSessions sessions) {
        this.neighbours = neighbours;
        this.hosts = hosts;
        this.sessions = sessions;
    }

    /**
     * Tells something about a virtual station, once for each form of a technique and once more if
     * both ends take part at last.
     *
     * @param twoWay whether another station took part
     * @param generation product generation, or null
     */
    void found(
            Station virtual,
            Technique technique,
            Method method,
            Origin origin,
            boolean twoWay,
            String generation,
            String detail,
            Octets matched,
            EvidenceListener out) {
        About about = stations.computeIfAbsent(virtual, fresh -> new About());
        String form = technique.id() + ' ' + technique.weight();
        Found known = about.found.get(form);
        if (known == null ? about.found.size() >= KEPT : known.twoWay() || !twoWay) {
            return;
        }
        Found found = new Found(technique, method, origin, twoWay, generation, detail, matched);
        about.found.put(form, found);
        BridgingHosts.Host host = hosts.of(virtual);
        if (same(host, about.told)) {
            tell(virtual, host, found, out);
        } else {
            about.told = host;
            about.found.values().forEach(each -> tell(virtual, host, each, out));
        }
    }

    /** More is known about who bridges: what was told about others is told again. */
    void refresh(int vlan, EvidenceListener out) {
        List<Station> order = new ArrayList<>(stations.keySet());
        for (Station virtual : order) {
            About about = virtual.vlan() == vlan ? stations.get(virtual) : null;
            BridgingHosts.Host host = about == null ? null : hosts.of(virtual);
            if (host != null && !same(host, about.told)) {
                about.told = host;
                about.found.values().forEach(each -> tell(virtual, host, each, out));
            }
        }
    }

    private static boolean same(BridgingHosts.Host one, BridgingHosts.Host other) {
        return one == null ? other == null : one.equals(other);
    }

    private void tell(Station virtual, BridgingHosts.Host host, Found found, EvidenceListener out) {
        Party station = new Party(null, 0, null, virtual.mac());
        Subject subject =
                host == null
                        ? new Subject(station, null, Roles.FIRST_PACKET, null)
                        : new Subject(
                                neighbours.party(host.station()), station, host.reason(), null);
        out.evidence(
                new Evidence(
                        found.technique(),
                        TUNNEL,
                        Finding.LAN,
                        subject,
                        found.method(),
                        // that a machine bridges must not rest on a guess when it comes to blocking
                        found.twoWay() && (host == null || host.reason() == Roles.PROTOCOL),
                        found.generation(),
                        found.origin().flow().id(),
                        found.origin().frame(),
                        found.origin().time(),
                        found.detail() + behind(virtual, host, subject),
                        found.matched()));
    }

    private String behind(Station virtual, BridgingHosts.Host host, Subject subject) {
        if (host == null) {
            return "; the machine behind it is not known yet";
        }
        StringBuilder text = new StringBuilder("; behind it is ").append(subject.client().mac());
        IpAddress address = subject.client().address();
        if (address != null) {
            text.append(" with ").append(address);
        }
        if (virtual.vlan() >= 0) {
            text.append(" in VLAN ").append(virtual.vlan());
        }
        text.append(", ").append(host.why());
        IpAddress peer = sessions.peer(address);
        return peer == null
                ? text.toString()
                : text.append(", in a session with ").append(peer).toString();
    }
}
