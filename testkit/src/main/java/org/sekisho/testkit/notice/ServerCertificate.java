// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.notice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that a server signed for itself, made with the tool of the running JDK. */
public final class ServerCertificate {
    /** Of store and key. */
    public static final String PASSWORD = "change-it";

    private final Path store;
    private final Path pem;
    private final Path key;

    /**
     * Makes one.
     *
     * @param folder where its files go
     * @param names for whom it is, as {@code keytool} writes them: {@code dns:localhost,ip:::1}
     */
    public ServerCertificate(Path folder, String names) throws IOException {
        store = folder.resolve("server.p12");
        pem = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        // RSA: Java writes keys on curves in a way that not every library reads
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=test server",
                "-validity",
                "30",
                "-ext",
                "san=" + names);
        keytool("-exportcert", "-rfc", "-alias", "server", "-file", pem.toString());
        try {
            byte[] secret =
                    KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray())
                            .getKey("server", PASSWORD.toCharArray())
                            .getEncoded();
            Files.writeString(
                    key,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException fault) {
            throw new IOException(fault);
        }
    }

    private void keytool(String... arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        all.addAll(List.of(arguments));
        all.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + out);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("keytool was interrupted", stopped);
        }
    }

    /** The store with certificate and key, in PKCS #12. */
    public Path store() {
        return store;
    }

    /** The certificate in PEM: whom to trust. */
    public Path pem() {
        return pem;
    }

    /** The key in PEM. */
    public Path key() {
        return key;
    }

    /** What the server itself uses. */
    public SSLContext context() throws IOException {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(
                    KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()),
                    PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException fault) {
            throw new IOException(fault);
        }
    }
}
