// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Jars that are signed with a key of the test's own. */
final class SignedJar {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;
    private final Path keys;
    private final PrivateKeyEntry key;

    /** Makes a key that is good for some days. */
    SignedJar(Path folder, String name) throws Exception {
        this(folder, name, "-validity", "30");
    }

    private SignedJar(Path folder, String name, String... validity) throws Exception {
        this.folder = folder;
        this.name = name;
        keys = folder.resolve(name + ".p12");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-alias",
                                "signer",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "KeyUsage=digitalSignature",
                                "-ext",
                                "ExtendedKeyUsage=codeSigning",
                                "-storetype",
                                "PKCS12"));
        command.addAll(List.of(validity));
        keytool(command);
        char[] password = PASSWORD.toCharArray();
        key =
                (PrivateKeyEntry)
                        KeyStore.getInstance(keys.toFile(), password)
                                .getEntry("signer", new KeyStore.PasswordProtection(password));
    }

    /** A key whose certificate ran out yesterday. */
    static SignedJar expired(Path folder, String name) throws Exception {
        return new SignedJar(folder, name, "-startdate", "-10d", "-validity", "9");
    }

    /** Writes the certificate, and what it may sign for, into the trust folder of a daemon. */
    SignedJar trustedBy(Daemon daemon, String names, String permissions) throws Exception {
        Path trust = Files.createDirectories(daemon.home().resolve("conf/trust"));
        Path certificate = trust.resolve(name + ".pem");
        keytool(
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "signer",
                        "-file",
                        certificate.toString()));
        Files.writeString(
                trust.resolve(name + ".cfg"),
                "names=" + names + "\npermissions=" + permissions + "\n");
        return this;
    }

    /** A copy of a shipped bundle under this version, not signed. */
    Path unsigned(String bundle, String version) throws IOException {
        return BundleJar.shipped(bundle).version(version).write(folder);
    }

    /** The same, signed. */
    Path signed(String bundle, String version) throws IOException {
        return signed(unsigned(bundle, version));
    }

    /** Signs a jar, in the same place. */
    Path signed(Path jar) throws IOException {
        Path signed = jar.resolveSibling(jar.getFileName() + ".signed");
        try (ZipFile zip = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(key)
                    .signerName(name.toUpperCase(Locale.ROOT))
                    .build()
                    .sign(zip, out);
        }
        return Files.move(signed, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Turns one bit of a jar, in the middle of its largest entry. Between entries there are bytes
     * that mean nothing, such as times.
     *
     * @return the same file
     */
    static Path flipped(Path jar) throws IOException {
        ZipEntry largest;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            largest =
                    zip.stream()
                            .max(Comparator.comparingLong(ZipEntry::getCompressedSize))
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(jar);
        // the entry's content comes behind its name and an extra field, the length of which stands
        // just before the name
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int name = text.indexOf(largest.getName());
        int extra = bytes[name - 2] & 0xff | (bytes[name - 1] & 0xff) << 8;
        int content = name + largest.getName().length() + extra;
        bytes[content + (int) largest.getCompressedSize() / 2] ^= 1;
        return Files.write(jar, bytes);
    }

    private void keytool(List<String> words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(words);
        command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
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
