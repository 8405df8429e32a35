// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/** SE-TLS-CERT by fields: the default certificate, visible up to TLS 1.2 (wire facts §2.4). */
final class CertificateTechnique implements TechniqueGroup {
    private final Technique fields;
    private final Pattern subject;
    private final int serial;
    private final List<String> usages;
    private final Subjects subjects;

    CertificateTechnique(Catalogue catalogue, Subjects subjects) {
        fields = catalogue.technique("SE-TLS-CERT", "fields");
        subject = catalogue.pattern("certificate.subject");
        serial = catalogue.number("certificate.serial", 0, Integer.MAX_VALUE);
        usages = catalogue.words("certificate.usages");
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
        X509Certificate certificate = parse(der);
        if (certificate == null || !isDefault(certificate)) {
            return;
        }
        Flow flow = chain.origin().flow();
        new Report(fields, chain.origin(), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .matched(der)
                .to(
                        out,
                        "default certificate: serial "
                                + certificate.getSerialNumber()
                                + ", "
                                + certificate.getSubjectX500Principal().getName());
    }

    private static X509Certificate parse(Octets der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der.toBytes()));
        } catch (CertificateException | RuntimeException e) {
            // bytes from the network: what isn't a certificate is no evidence
            return null;
        }
    }

    private boolean isDefault(X509Certificate certificate) {
        try {
            String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
            List<String> extended = certificate.getExtendedKeyUsage();
            return certificate.getSerialNumber().bitLength() < 32
                    && certificate.getSerialNumber().intValue() == serial
                    && certificate
                            .getIssuerX500Principal()
                            .equals(certificate.getSubjectX500Principal())
                    && certificate.getBasicConstraints() >= 0
                    && subject.matcher(name).matches()
                    && extended != null
                    && extended.containsAll(usages);
        } catch (CertificateException | RuntimeException e) {
            return false;
        }
    }
}
