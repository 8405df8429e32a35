// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.event.ike.IkeAnswer;
import org.sekisho.event.l2tp.L2tpAnswer;
import org.sekisho.event.openvpn.OpenVpnSession;
import org.sekisho.event.wireguard.WireGuardHandshake;
import org.sekisho.packet.IpAddress;

/**
 * SE-CLONE: a tunnel of another protocol ends at a host that is known to run a SoftEther server,
 * which speaks these protocols too. Whether it is that server that speaks them can't be seen, so
 * alone it is a suspicion. Without such a host the protocol is just what it says it is.
 */
final class KnownServerTechnique implements TechniqueGroup {
    private static final int HOSTS = 4_096;
    private static final int CLIENTS_PER_HOST = 16;

    private record Opened(Subject subject, Method method, String protocol, Origin origin) {}

    private record Pair(IpAddress client, IpAddress host) {}

    private final Technique clone;
    private final Technique defaultCertificate;
    private final List<String> serverTechniques;
    private final long window;
    private final Subjects subjects;
    private final Map<IpAddress, Evidence> servers = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, List<Opened>> opened = new BoundedMap<>(HOSTS);

    /** Whether it was told with both ends known; told again only if it becomes so. */
    private final Map<Pair, Boolean> told = new BoundedMap<>(HOSTS);

    KnownServerTechnique(Catalogue catalogue, Subjects subjects) {
        clone = catalogue.technique("SE-CLONE");
        defaultCertificate = catalogue.technique("SE-TLS-CERT", "fields");
        serverTechniques = catalogue.words("clone.server.techniques");
        window = catalogue.milliseconds("clone.window.ms");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                OpenVpnSession.class, IkeAnswer.class, L2tpAnswer.class, WireGuardHandshake.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Origin origin = event.origin();
        if (event instanceof OpenVpnSession) {
            opened(origin, Method.OPENVPN_CLONE, "OpenVPN", out);
        } else if (event instanceof IkeAnswer) {
            opened(origin, Method.L2TP_CLONE, "IPsec", out);
        } else if (event instanceof L2tpAnswer) {
            opened(origin, Method.L2TP_CLONE, "L2TP", out);
        } else if (event instanceof WireGuardHandshake) {
            opened(origin, Method.WIREGUARD_CLONE, "WireGuard", out);
        }
    }

    /** A tunnel of another protocol was opened; both ends took part. */
    void opened(Origin origin, Method method, String protocol, EvidenceListener out) {
        Subject subject = subjects.of(origin.flow());
        IpAddress host = subject.server().address();
        if (host == null) {
            return;
        }
        List<Opened> ofHost = opened.computeIfAbsent(host, h -> new ArrayList<>(1));
        ofHost.removeIf(o -> o.subject().client().address().equals(subject.client().address()));
        if (ofHost.size() == CLIENTS_PER_HOST) {
            ofHost.remove(0);
        }
        Opened newest = new Opened(subject, method, protocol, origin);
        ofHost.add(newest);
        Evidence server = servers.get(host);
        if (server != null) {
            conclude(server, newest, origin.frame(), origin.time(), out);
        }
    }

    /** Takes evidence of the other techniques. */
    void seen(Evidence evidence, EvidenceListener out) {
        IpAddress host =
                evidence.subject().server() == null ? null : evidence.subject().server().address();
        if (host == null || !isServer(evidence)) {
            return;
        }
        Evidence before = servers.get(host);
        if (before == null || evidence.twoWay() || !before.twoWay()) {
            servers.put(host, evidence);
        }
        for (Opened each : opened.getOrDefault(host, List.of())) {
            conclude(evidence, each, evidence.frame(), evidence.time(), out);
        }
    }

    private boolean isServer(Evidence evidence) {
        if (evidence.technique().equals(defaultCertificate)) {
            return evidence.twoWay() && evidence.subject().via() == null;
        }
        if (evidence.finding() == Finding.TUNNEL) {
            return evidence.twoWay() && serverTechniques.contains(evidence.technique().id());
        }
        return evidence.subject().client() == null && evidence.technique().definitive();
    }

    private void conclude(
            Evidence server, Opened session, long frame, long time, EvidenceListener out) {
        Pair pair =
                new Pair(
                        session.subject().client().address(), session.subject().server().address());
        boolean sound = server.twoWay();
        if (Math.abs(server.time() - session.origin().time()) > window
                || told.containsKey(pair) && (told.get(pair) || !sound)) {
            return;
        }
        told.put(pair, sound);
        Origin origin = new Origin(session.origin().flow(), frame, time, sound);
        new Report(clone, origin, session.subject())
                .tunnel(session.method())
                .twoWay(sound)
                .generation(server.generation())
                .to(
                        out,
                        session.protocol()
                                + " to a host that runs a SoftEther server ("
                                + server.technique().id()
                                + ")");
    }
}
