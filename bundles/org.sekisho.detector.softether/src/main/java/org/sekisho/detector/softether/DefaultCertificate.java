// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.sekisho.detection.Catalogue;
import org.sekisho.packet.Octets;

/** The certificate that a server makes for itself, known by its fields (wire facts §2.4). */
final class DefaultCertificate {
    private final Pattern subject;
    private final int serial;
    private final List<String> usages;

    DefaultCertificate(Catalogue catalogue) {
        subject = catalogue.pattern("certificate.subject");
        serial = catalogue.number("certificate.serial", 0, Integer.MAX_VALUE);
        usages = catalogue.words("certificate.usages");
    }

    /** A line about the certificate if it is a default one, else null; never fails. */
    String describe(Octets der) {
        X509Certificate certificate = parse(der);
        if (certificate == null || !fits(certificate)) {
            return null;
        }
        return "default certificate: serial "
                + certificate.getSerialNumber()
                + ", "
                + certificate.getSubjectX500Principal().getName();
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

    private boolean fits(X509Certificate certificate) {
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
