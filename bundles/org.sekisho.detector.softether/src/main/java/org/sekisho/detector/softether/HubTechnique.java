// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * SE-HUB: a host that registers as a server with the maker's services, and takes part in a session,
 * offers a hub: to whoever has the session with it, or, as a cascade, to its own network what lies
 * behind the server it dialled. It is concluded from other evidence: either half alone is less, for
 * a server may idle, and a session alone is listed as the tunnel it is.
 */
final class HubTechnique {
    private static final int HOSTS = 4_096;

    private final Technique hub;
    private final List<String> sessionTechniques;
    private final List<String> serverTechniques;
    private final long window;
    private final Map<IpAddress, Evidence> registrations = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, Evidence> sessions = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, Long> told = new BoundedMap<>(HOSTS);

    HubTechnique(Catalogue catalogue) {
        hub = catalogue.technique("SE-HUB");
        sessionTechniques = catalogue.words("hub.session.techniques");
        serverTechniques = catalogue.words("hub.server.techniques");
        window = catalogue.milliseconds("hub.window.ms");
    }

    /** Takes evidence of the other techniques. */
    void seen(Evidence evidence, EvidenceListener out) {
        IpAddress client = address(evidence.subject().client());
        IpAddress server = address(evidence.subject().server());
        if (evidence.finding() == Finding.TUNNEL) {
            if (client != null
                    && server != null
                    && evidence.twoWay()
                    && sessionTechniques.contains(evidence.technique().id())) {
                for (IpAddress end : new IpAddress[] {server, client}) {
                    sessions.put(end, evidence);
                    conclude(end, evidence, out);
                }
            }
        } else if (client == null && server != null && evidence.technique().definitive()) {
            registrations.merge(server, evidence, this::telling);
            conclude(server, evidence, out);
        }
    }

    private Evidence telling(Evidence known, Evidence newest) {
        return serverTechniques.contains(known.technique().id())
                        && !serverTechniques.contains(newest.technique().id())
                ? known
                : newest;
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    /** Keep-alives are sent by clients, too, so that they make no cascade of a client's session. */
    private void conclude(IpAddress host, Evidence newest, EvidenceListener out) {
        Evidence registration = registrations.get(host);
        Evidence session = sessions.get(host);
        if (registration == null
                || session == null
                || Math.abs(registration.time() - session.time()) > window
                || host.equals(address(session.subject().client()))
                        && !serverTechniques.contains(registration.technique().id())
                || told.containsKey(host) && newest.time() - told.get(host) <= window) {
            return;
        }
        told.put(host, newest.time());
        IpAddress client = session.subject().client().address();
        String how =
                host.equals(client)
                        ? " and has a session with " + session.subject().server().address()
                        : " and " + client + " has a session with it";
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
                        "registers as a server (" + registration.technique().id() + ")" + how,
                        Octets.NONE));
    }
}
