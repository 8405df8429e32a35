// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/** SE-TLS-CERT by fields: the default certificate, visible up to TLS 1.2 (wire facts §2.4). */
final class CertificateTechnique implements TechniqueGroup {
    private final Technique fields;
    private final DefaultCertificate certificate;
    private final Subjects subjects;

    CertificateTechnique(Catalogue catalogue, Subjects subjects) {
        fields = catalogue.technique("SE-TLS-CERT", "fields");
        certificate = new DefaultCertificate(catalogue);
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(CertificateChain.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        CertificateChain chain = (CertificateChain) event;
        if (chain.direction() != Direction.TO_CLIENT || chain.certificates().isEmpty()) {
            return;
        }
        Octets der = chain.certificates().get(0);
        String found = certificate.describe(der);
        if (found != null) {
            Flow flow = chain.origin().flow();
            new Report(fields, chain.origin(), subjects.of(flow))
                    .tunnel(Subjects.method(flow))
                    .matched(der)
                    .to(out, found);
        }
    }
}
