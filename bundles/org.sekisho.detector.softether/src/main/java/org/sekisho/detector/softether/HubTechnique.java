// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * SE-HUB: a host that registers as a server with the maker's services, and with which somebody else
 * has opened a session, offers a hub. It is concluded from other evidence: either half alone is
 * less, for a server may idle, and a session alone is listed as the tunnel it is.
 */
final class HubTechnique {
    private static final int HOSTS = 4_096;

    private final Technique hub;
    private final List<String> sessionTechniques;
    private final long window;
    private final Map<IpAddress, Evidence> registrations = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, Evidence> sessions = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, Long> told = new BoundedMap<>(HOSTS);

    HubTechnique(Catalogue catalogue) {
        hub = catalogue.technique("SE-HUB");
        sessionTechniques = catalogue.words("hub.session.techniques");
        window = catalogue.milliseconds("hub.window.ms");
    }

    /** Takes evidence of the other techniques. */
    void seen(Evidence evidence, EvidenceListener out) {
        IpAddress host =
                evidence.subject().server() == null ? null : evidence.subject().server().address();
        if (host == null) {
            return;
        }
        if (evidence.finding() == Finding.TUNNEL) {
            if (!evidence.twoWay() || !sessionTechniques.contains(evidence.technique().id())) {
                return;
            }
            sessions.put(host, evidence);
        } else if (evidence.subject().client() == null && evidence.technique().definitive()) {
            registrations.put(host, evidence);
        } else {
            return;
        }
        conclude(host, evidence, out);
    }

    private void conclude(IpAddress host, Evidence newest, EvidenceListener out) {
        Evidence registration = registrations.get(host);
        Evidence session = sessions.get(host);
        if (registration == null
                || session == null
                || Math.abs(registration.time() - session.time()) > window
                || told.containsKey(host) && newest.time() - told.get(host) <= window) {
            return;
        }
        told.put(host, newest.time());
        out.evidence(
                new Evidence(
                        hub,
                        Report.TUNNEL,
                        Finding.HUB,
                        registration.subject(),
                        null,
                        session.twoWay(),
                        null,
                        newest.flow(),
                        newest.frame(),
                        newest.time(),
                        "registers as a server ("
                                + registration.technique().id()
                                + ") and "
                                + session.subject().client().address()
                                + " has a session with it",
                        Octets.NONE));
    }
}
