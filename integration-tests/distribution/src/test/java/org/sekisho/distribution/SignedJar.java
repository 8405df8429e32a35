// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Shipped bundles under another version, signed with a key of the test's own. */
final class SignedJar {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path keys;

    /** Makes the key. */
    SignedJar(Path folder, String name) throws IOException, InterruptedException {
        this.folder = folder;
        keys = folder.resolve(name + ".p12");
        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "signer",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-ext",
                "KeyUsage=digitalSignature",
                "-ext",
                "ExtendedKeyUsage=codeSigning",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD);
    }

    /** Writes the certificate, and what it may sign for, into the trust folder of a daemon. */
    void trustedBy(Daemon daemon, String names, String permissions) throws Exception {
        Path trust = Files.createDirectories(daemon.home().resolve("conf/trust"));
        tool(
                "keytool",
                "-exportcert",
                "-rfc",
                "-alias",
                "signer",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                trust.resolve("test.pem").toString());
        Files.writeString(
                trust.resolve("test.cfg"),
                "names=" + names + "\npermissions=" + permissions + "\n");
    }

    /** A copy of a shipped bundle under this version, not signed. */
    Path unsigned(String bundle, String version) throws IOException {
        Path shipped;
        try (var jars = Files.list(Sekisho.distribution().resolve("bundles"))) {
            shipped =
                    jars.filter(jar -> jar.getFileName().toString().startsWith(bundle + "-"))
                            .findFirst()
                            .orElseThrow();
        }
        Path copy = folder.resolve(bundle + "-" + version + "-" + System.nanoTime() + ".jar");
        try (JarFile jar = new JarFile(shipped.toFile());
                OutputStream file = Files.newOutputStream(copy)) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(file, manifest)) {
                Enumeration<JarEntry> entries = jar.entries();
                while (entries.hasMoreElements()) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.getName().startsWith("META-INF/MANIFEST")) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream in = jar.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                        out.closeEntry();
                    }
                }
            }
        }
        return copy;
    }

    /** The same, signed. */
    Path signed(String bundle, String version) throws IOException, InterruptedException {
        Path jar = unsigned(bundle, version);
        tool(
                "jarsigner",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                jar.toString(),
                "signer");
        return jar;
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
