// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.openvpn.OpenVpnHandshake;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * SE-OVPN-CERT: an OpenVPN client on a SoftEther server, told by the server's side of the TLS
 * handshake inside OpenVPN's control channel (wire facts §12). The client is OpenVPN's own, so
 * nothing of it counts; no other technique reads these streams.
 *
 * <p>Both ends took part in all that is seen here: the dissector hands nothing out before one end
 * has repeated the other's random session id.
 */
final class OpenVpnTechnique implements TechniqueGroup {
    private final Technique lengths;
    private final Technique fields;
    private final HandshakeLengths handshake;
    private final DefaultCertificate certificate;
    private final Subjects subjects;
    private final TlsSessions sessions;

    OpenVpnTechnique(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        lengths = catalogue.technique("SE-OVPN-CERT");
        fields = catalogue.technique("SE-OVPN-CERT", "fields");
        handshake = new HandshakeLengths(catalogue);
        certificate = new DefaultCertificate(catalogue);
        this.subjects = subjects;
        this.sessions = sessions;
    }

    /** Whether an event is about what OpenVPN carries. */
    static boolean carries(Event event) {
        Flow flow = event.origin().flow();
        return flow != null && flow.carrier() == Carrier.OPENVPN;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsRecords.class, CertificateChain.class, OpenVpnHandshake.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof OpenVpnHandshake seen) {
            if (handshake.isDefaultCertificateOfClone(seen.records())) {
                report(seen.records(), seen, out);
            }
        } else if (carries(event) && event instanceof CertificateChain chain) {
            judge(chain, out);
        } else if (carries(event) && event instanceof TlsRecords records) {
            TlsSession session = sessions.of(records);
            if (session.hasRecords()
                    && session.isTls13()
                    && handshake.isDefaultCertificateOfClone(session.serverFlight())
                    && session.isNews(lengths.id())) {
                report(session.serverFlight(), records, out);
            }
        }
    }

    private void judge(CertificateChain chain, EvidenceListener out) {
        if (chain.direction() != Direction.TO_CLIENT || chain.certificates().isEmpty()) {
            return;
        }
        Octets der = chain.certificates().get(0);
        String name = certificate.describe(der);
        if (name != null) {
            report(fields, chain).matched(der).to(out, "inside OpenVPN: " + name);
        }
    }

    private void report(List<Integer> flight, Event event, EvidenceListener out) {
        report(lengths, event)
                .to(
                        out,
                        "server flight "
                                + flight
                                + " inside OpenVPN: asks for a certificate of any issuer and"
                                + " shows a default one for a name of "
                                + handshake.nameLength(flight.get(2))
                                + " letters");
    }

    private Report report(Technique technique, Event event) {
        Flow flow = event.origin().flow();
        return new Report(technique, event.origin(), subjects.of(flow))
                .tunnel(Method.OPENVPN_CLONE)
                .twoWay(true);
    }
}
