// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Octets;

/**
 * Whether a chain leads to an authority that this Java trusts, and is for the name asked for. Names
 * are compared, signatures are not verified: it speaks against a finding, never for one.
 */
final class PublicCertificate {
    private static final int DNS_NAME = 2;

    /** Of the file of authorities that Java comes with; it protects nothing. */
    private static final String PASSWORD = "changeit";

    private final Set<X500Principal> authorities = authorities();

    /**
     * Read from the file that comes with Java: the classes that would find it belong to the
     * network, and a detector needs no permission for that.
     */
    static Set<X500Principal> authorities() {
        File file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts").toFile();
        Set<X500Principal> names = new HashSet<>();
        try {
            KeyStore store = KeyStore.getInstance(file, PASSWORD.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate authority) {
                    names.add(authority.getSubjectX500Principal());
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            // a Java without authorities knows of no public ones
            return Set.of();
        }
        return names;
    }

    /** Never fails, whatever the bytes are. */
    boolean isFor(String name, CertificateChain chain) {
        if (name == null || chain.certificates().size() < 2) {
            return false;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate own = parse(factory, chain.certificates().get(0));
            if (!names(own, name)) {
                return false;
            }
            X500Principal issuer = own.getIssuerX500Principal();
            List<Octets> rest = chain.certificates().subList(1, chain.certificates().size());
            for (Octets der : rest) {
                X509Certificate next = parse(factory, der);
                if (!next.getSubjectX500Principal().equals(issuer)) {
                    return false;
                }
                issuer = next.getIssuerX500Principal();
            }
            return authorities.contains(issuer);
        } catch (CertificateException | RuntimeException e) {
            // bytes from the network: what isn't a chain is no evidence
            return false;
        }
    }

    private static X509Certificate parse(CertificateFactory factory, Octets der)
            throws CertificateException {
        return (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(der.toBytes()));
    }

    private static boolean names(X509Certificate own, String name) throws CertificateException {
        Collection<List<?>> names = own.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        String asked = name.toLowerCase(Locale.ROOT);
        int dot = asked.indexOf('.');
        String wild = dot < 0 ? asked : "*" + asked.substring(dot);
        return names.stream()
                .filter(n -> Integer.valueOf(DNS_NAME).equals(n.get(0)))
                .map(n -> n.get(1).toString().toLowerCase(Locale.ROOT))
                .anyMatch(n -> n.equals(asked) || n.equals(wild));
    }
}
