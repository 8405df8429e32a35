// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys and signatures made with the tools of the running JDK, as a vendor would. */
final class Keys {
    static final String PASSWORD = "change-it";
    private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");

    private final Path store;

    Keys(Path folder) {
        this.store = folder.resolve("keys.p12");
    }

    /** Makes a key pair with a certificate of its own. */
    Keys make(String alias, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias + " Ltd"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("-keyalg")) {
            arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        keytool(arguments);
        return this;
    }

    void keytool(List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        run("keytool", all);
    }

    /** Writes a certificate as text. */
    void export(String alias, Path pem) throws IOException {
        keytool(List.of("-exportcert", "-rfc", "-alias", alias, "-file", pem.toString()));
    }

    /** Signs a copy of a jar as the tool does by default, without the start of another JVM. */
    Path sign(Path jar, String alias, Path signed) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            char[] password = PASSWORD.toCharArray();
            KeyStore.PrivateKeyEntry key =
                    (KeyStore.PrivateKeyEntry)
                            KeyStore.getInstance(store.toFile(), password)
                                    .getEntry(alias, new KeyStore.PasswordProtection(password));
            new JarSigner.Builder(key)
                    .signerName(alias.toUpperCase(Locale.ROOT))
                    .build()
                    .sign(zip, out);
            return signed;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Signs a copy of a jar with the tool. */
    Path jarsigner(Path jar, String alias, Path signed, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD,
                                "-signedjar",
                                signed.toString()));
        arguments.addAll(List.of(options));
        arguments.add(jar.toString());
        arguments.add(alias);
        run("jarsigner", arguments);
        return signed;
    }

    static void run(String tool, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(tool + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Trusts a certificate: a file in conf/trust and what it may do. */
    void trust(String alias, Path home, String names, String permissions) throws IOException {
        Path folder = Files.createDirectories(home.resolve("conf/trust"));
        export(alias, folder.resolve(alias + ".pem"));
        Files.writeString(
                folder.resolve(alias + ".cfg"),
                "names=" + names + "\npermissions=" + permissions + "\n");
    }
}
