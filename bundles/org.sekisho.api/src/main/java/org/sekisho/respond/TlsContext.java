// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.sekisho.operate.Escaped;

/**
 * Whom a notifier trusts when it talks TLS, and how it shows who it is, from files in PEM as
 * administrators have them. Whether the certificate is for the host that was asked for is checked
 * by whoever opens the connection.
 */
public final class TlsContext {
    private static final int MOST_BYTES = 1 << 20;

    /** Of a reason: names out of a certificate may be in it. */
    private static final int MOST_CHARACTERS = 300;

    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsContext() {}

    /**
     * A context that trusts the authorities in a file and shows no certificate.
     *
     * @param authorities certificates in PEM, also that of a server which signed its own; null for
     *     those that Java trusts
     * @throws IOException if a file can't be used; the message names it and says what to do
     */
    public static SSLContext of(Path authorities) throws IOException {
        return of(authorities, null, null);
    }

    /**
     * A context that also shows a certificate of its own.
     *
     * @param authorities as in {@link #of(Path)}
     * @param certificate chain in PEM, one's own first; null to show none
     * @param key its private key, PKCS #8 in PEM without a passphrase; null with the certificate
     * @throws IOException as in {@link #of(Path)}
     */
    public static SSLContext of(Path authorities, Path certificate, Path key) throws IOException {
        try {
            KeyManager[] own = certificate == null ? null : own(certificate, key);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, authorities == null ? null : trust(authorities), null);
            return context;
        } catch (GeneralSecurityException fault) {
            throw new IOException("TLS can't be used: " + fault, fault);
        }
    }

    /**
     * Why the other side's certificate was refused, if that is what went wrong; printable.
     *
     * @param fault what the connection ended with
     */
    public static Optional<String> refusal(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof CertificateException) {
                String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
                return Optional.of(Escaped.of(reason, MOST_CHARACTERS));
            }
        }
        return Optional.empty();
    }

    private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates(file)) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] own(Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> chain = certificates(certificate);
        PrivateKey secret = key(key, ((X509Certificate) chain.iterator().next()).getPublicKey());
        KeyStore store = empty();
        store.setKeyEntry("own", secret, new char[0], chain.toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException fault) {
            throw new IOException(
                    file + " holds no certificates: " + fault.getMessage() + "; give it in PEM",
                    fault);
        }
        throw new IOException(file + " holds no certificate; give it in PEM");
    }

    private static PrivateKey key(Path file, PublicKey pair) throws IOException {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException(
                    file
                            + " holds no private key in PKCS #8 without a passphrase; convert it:"
                            + " openssl pkcs8 -topk8 -nocrypt -in KEY");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(pair.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException | IllegalArgumentException fault) {
            throw new IOException(file + " is not the private key of the certificate", fault);
        } catch (GeneralSecurityException fault) {
            throw new IOException(file + " can't be used: " + fault.getMessage(), fault);
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not there; put the certificate or key there in PEM");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than 1 MiB; give only the certificates");
        }
        return Files.readAllBytes(file);
    }
}
