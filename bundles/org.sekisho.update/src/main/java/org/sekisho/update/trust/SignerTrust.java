// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Whether a certificate that signed a jar is one of those in {@code conf/trust}, or was issued by
 * one. A time stamp does not make an expired certificate good: anybody can run a time stamp
 * service, and nobody in {@code conf/trust} vouches for one.
 */
final class SignerTrust {
    /** NIST SP 800-131A rev. 2 §3: below 2048 bits (RSA) or 224 (EC) no new signatures. */
    private static final int SHORTEST_RSA = 2048;

    private static final int SHORTEST_EC = 224;
    private static final int MAY_SIGN = 0;
    private static final Set<String> CODE_SIGNING =
            Set.of("1.3.6.1.5.5.7.3.3", "2.5.29.37.0"); // RFC 5280 §4.2.1.12: or any

    private final TrustFolder trust;
    private final Instant now;

    SignerTrust(TrustFolder trust, Instant now) {
        this.trust = trust;
        this.now = now;
    }

    /**
     * The entry of the trust folder that vouches for a signer.
     *
     * @param path the signer's certificate, then its issuers
     */
    TrustFolder.Trusted find(List<X509Certificate> path) throws RefusedJarException {
        X509Certificate signer = path.get(0);
        for (X509Certificate certificate : path) {
            strength(certificate);
        }
        for (TrustFolder.Trusted each : trust.trusted()) {
            if (each.certificate().equals(signer)) {
                validity(signer);
                return each;
            }
        }
        for (TrustFolder.Trusted each : trust.trusted()) {
            if (issued(each.certificate(), path)) {
                return each;
            }
        }
        throw new RefusedJarException(
                "it is signed by "
                        + subject(signer)
                        + " (SHA-256 of the certificate "
                        + fingerprint(signer)
                        + "), which no certificate in conf/trust vouches for"
                        + (trust.troubles().isEmpty()
                                ? "; if you trust it, put it there"
                                : ": " + String.join("; ", trust.troubles())));
    }

    private boolean issued(X509Certificate anchor, List<X509Certificate> path)
            throws RefusedJarException {
        // Only an authority issues: with a plain certificate in the folder, that key alone signs.
        if (anchor.getBasicConstraints() < 0) {
            return false;
        }
        int below = path.indexOf(anchor);
        List<X509Certificate> rest = below < 0 ? path : path.subList(0, below);
        X509Certificate last = rest.get(rest.size() - 1);
        if (!last.getIssuerX500Principal().equals(anchor.getSubjectX500Principal())) {
            return false;
        }
        try {
            last.verify(anchor.getPublicKey());
        } catch (GeneralSecurityException otherAuthority) {
            return false;
        }
        validity(anchor);
        for (X509Certificate certificate : rest) {
            validity(certificate);
        }
        usage(rest.get(0));
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(rest),
                            parameters);
            return true;
        } catch (CertPathValidatorException e) {
            throw new RefusedJarException(
                    "the certificates from "
                            + subject(rest.get(0))
                            + " to "
                            + subject(anchor)
                            + " do not hold: "
                            + Text.printable(String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException e) {
            throw new RefusedJarException("its certificates can't be judged: " + e.getMessage());
        }
    }

    private void validity(X509Certificate certificate) throws RefusedJarException {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new RefusedJarException(
                    "the certificate of "
                            + subject(certificate)
                            + " expired on "
                            + day(certificate.getNotAfter())
                            + "; have the jar signed with a new one and put that into conf/trust");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new RefusedJarException(
                    "the certificate of "
                            + subject(certificate)
                            + " is not valid before "
                            + day(certificate.getNotBefore())
                            + "; is the clock of this machine right?");
        }
    }

    private static void usage(X509Certificate signer) throws RefusedJarException {
        boolean[] usage = signer.getKeyUsage();
        try {
            List<String> extended = signer.getExtendedKeyUsage();
            if (usage != null && !usage[MAY_SIGN]
                    || extended == null
                    || extended.stream().noneMatch(CODE_SIGNING::contains)) {
                throw new RefusedJarException(
                        "the certificate of "
                                + subject(signer)
                                + " was not issued for signing code; ask for one with the extended"
                                + " key usage codeSigning");
            }
        } catch (CertificateParsingException e) {
            throw new RefusedJarException("the certificate of " + subject(signer) + " is damaged");
        }
    }

    private static void strength(X509Certificate certificate) throws RefusedJarException {
        PublicKey key = certificate.getPublicKey();
        boolean weak =
                key instanceof DSAKey
                        || key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA
                        || key instanceof ECKey ec
                                && ec.getParams().getOrder().bitLength() < SHORTEST_EC;
        if (weak) {
            throw new RefusedJarException(
                    "the key of "
                            + subject(certificate)
                            + " is too weak ("
                            + key.getAlgorithm()
                            + "); use RSA with 3072 bits or EC with 256");
        }
    }

    private static String day(Date date) {
        return date.toInstant().atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    static String subject(X509Certificate certificate) {
        return Text.printable(certificate.getSubjectX500Principal().getName());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Sha256.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            return "unknown";
        }
    }
}
