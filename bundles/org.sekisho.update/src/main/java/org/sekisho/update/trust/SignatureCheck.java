// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Who signed every entry of a jar. The cryptography is the JDK's; around it stands what the JDK
 * leaves to its caller: that the whole manifest is covered, that no entry is left out, that nothing
 * was taken away, and that no weak algorithm was used (which the JDK takes for "not signed").
 */
final class SignatureCheck {
    static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String DIGEST = "-DIGEST";
    private static final String WHOLE = "-DIGEST-MANIFEST";
    private static final List<String> STRONG = List.of("SHA-256", "SHA-384", "SHA-512");

    private final byte[] jar;
    private final Map<String, byte[]> entries;
    private final Manifest manifest;

    SignatureCheck(byte[] jar, Map<String, byte[]> entries, Manifest manifest) {
        this.jar = jar;
        this.entries = entries;
        this.manifest = manifest;
    }

    /**
     * The certificate paths, signer first, of everybody who signed each entry.
     *
     * @throws RefusedJarException if nobody did
     */
    Set<List<X509Certificate>> signers() throws RefusedJarException {
        signatureFiles();
        coverage();
        Set<List<X509Certificate>> signers = verify();
        if (signers.isEmpty()) {
            throw new RefusedJarException(
                    "its signature is not valid: it does not match its certificate or content; fetch"
                            + " the jar again from whoever signed it");
        }
        return signers;
    }

    private void signatureFiles() throws RefusedJarException {
        Set<String> files = new TreeSet<>();
        Set<String> blocks = new TreeSet<>();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            String name = entry.getKey();
            String upper = name.toUpperCase(Locale.ROOT);
            if (upper.startsWith("META-INF/SIG-")) {
                throw new RefusedJarException(
                        "entry " + Text.printable(name) + " would not be covered by a signature");
            }
            if (!StrictZip.signatureFile(name)) {
                continue;
            }
            String stem = upper.substring(0, upper.lastIndexOf('.'));
            if (upper.endsWith(".SF")) {
                files.add(stem);
            } else if (!blocks.add(stem)) {
                throw new RefusedJarException(
                        Text.printable(stem) + " has two signature blocks; sign the jar once more");
            }
        }
        if (files.isEmpty() && blocks.isEmpty()) {
            throw new RefusedJarException(
                    "it is not signed; sign it with jarsigner, by a key whose certificate is in"
                            + " conf/trust");
        }
        if (!files.equals(blocks)) {
            throw new RefusedJarException(
                    "a signature is not complete: there are "
                            + Text.printable(files.toString())
                            + " but blocks "
                            + Text.printable(blocks.toString()));
        }
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (StrictZip.signatureFile(entry.getKey())) {
                if (entry.getKey().toUpperCase(Locale.ROOT).endsWith(".SF")) {
                    wholeManifest(entry.getKey(), entry.getValue());
                } else {
                    SignatureBlock.check(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    /**
     * The JDK is content with digests of single sections when that of the whole manifest is missing
     * or wrong; headers of the bundle could then be changed after signing.
     */
    private void wholeManifest(String name, byte[] content) throws RefusedJarException {
        Attributes attributes;
        try {
            attributes = new Manifest(new ByteArrayInputStream(content)).getMainAttributes();
        } catch (IOException e) {
            throw new RefusedJarException(Text.printable(name) + " is damaged: " + e.getMessage());
        }
        byte[] manifestBytes = entries.get(MANIFEST);
        boolean strong = false;
        for (Map.Entry<Object, Object> attribute : attributes.entrySet()) {
            String key = attribute.getKey().toString().toUpperCase(Locale.ROOT);
            if (!key.endsWith(WHOLE)) {
                continue;
            }
            String algorithm = key.substring(0, key.length() - WHOLE.length());
            if (STRONG.contains(algorithm)) {
                strong = true;
                if (!matches(algorithm, manifestBytes, attribute.getValue().toString())) {
                    throw new RefusedJarException(
                            "its manifest was changed after it was signed; fetch the jar again");
                }
            }
        }
        if (!strong) {
            throw new RefusedJarException(
                    Text.printable(name)
                            + " has no strong digest of the manifest (weak ones can be forged); sign"
                            + " it with jarsigner -digestalg SHA-256");
        }
    }

    private static boolean matches(String algorithm, byte[] content, String base64) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(content);
            return MessageDigest.isEqual(digest, Base64.getDecoder().decode(base64));
        } catch (NoSuchAlgorithmException | IllegalArgumentException e) {
            return false;
        }
    }

    private void coverage() throws RefusedJarException {
        for (String name : entries.keySet()) {
            if (!needsSignature(name)) {
                continue;
            }
            Attributes section = manifest.getAttributes(name);
            Set<String> algorithms = section == null ? Set.of() : digests(section);
            if (algorithms.isEmpty()) {
                throw new RefusedJarException(
                        "it is signed in part only: entry "
                                + Text.printable(name)
                                + " was added after signing or left out of it");
            }
            if (algorithms.stream().noneMatch(STRONG::contains)) {
                throw new RefusedJarException(
                        "entry "
                                + Text.printable(name)
                                + " is signed with the weak digest "
                                + Text.printable(algorithms.toString())
                                + ", which can be forged; sign it with jarsigner -digestalg SHA-256");
            }
        }
        for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
            if (!digests(section.getValue()).isEmpty() && !entries.containsKey(section.getKey())) {
                throw new RefusedJarException(
                        "entry " + Text.printable(section.getKey()) + " was removed after signing");
            }
        }
    }

    private static Set<String> digests(Attributes section) {
        Set<String> algorithms = new TreeSet<>();
        for (Object key : section.keySet()) {
            String name = key.toString().toUpperCase(Locale.ROOT);
            if (name.endsWith(DIGEST)) {
                algorithms.add(name.substring(0, name.length() - DIGEST.length()));
            }
        }
        return algorithms;
    }

    private static boolean needsSignature(String name) {
        return !name.endsWith("/") && !name.equals(MANIFEST) && !StrictZip.signatureFile(name);
    }

    private Set<List<X509Certificate>> verify() throws RefusedJarException {
        Path copy = null;
        try {
            // JarFile looks for signatures wherever they stand, JarInputStream only at the front;
            // it wants a file. What it reads is compared with what we hold.
            copy = Files.createTempFile("sekisho-verify-", ".jar");
            Files.write(copy, jar);
            try (JarFile file = new JarFile(copy.toFile(), true)) {
                return commonSigners(file);
            }
        } catch (SecurityException e) {
            throw new RefusedJarException(
                    "it was changed after it was signed: "
                            + Text.printable(String.valueOf(e.getMessage()))
                            + "; fetch the jar again");
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedJarException(
                    "its signature can't be verified: "
                            + Text.printable(String.valueOf(e.getMessage())));
        } finally {
            delete(copy);
        }
    }

    private Set<List<X509Certificate>> commonSigners(JarFile file)
            throws IOException, RefusedJarException {
        Set<List<X509Certificate>> common = null;
        String first = "";
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (!needsSignature(entry.getKey())) {
                continue;
            }
            JarEntry found = file.getJarEntry(entry.getKey());
            if (found == null || !Arrays.equals(bytes(file, found), entry.getValue())) {
                throw new RefusedJarException(
                        "entry " + Text.printable(entry.getKey()) + " reads differently each time");
            }
            Set<List<X509Certificate>> signers = paths(found.getCodeSigners());
            if (common == null) {
                common = signers;
                first = entry.getKey();
            } else if (signers.isEmpty() != common.isEmpty()) {
                throw new RefusedJarException(
                        "it is signed in part only: entry "
                                + Text.printable(signers.isEmpty() ? entry.getKey() : first)
                                + " is not signed");
            } else {
                common.retainAll(signers);
            }
        }
        return common == null ? Set.of() : common;
    }

    private static byte[] bytes(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static Set<List<X509Certificate>> paths(CodeSigner[] signers) {
        Set<List<X509Certificate>> paths = new LinkedHashSet<>();
        if (signers != null) {
            for (CodeSigner signer : signers) {
                paths.add(
                        signer.getSignerCertPath().getCertificates().stream()
                                .map(X509Certificate.class::cast)
                                .toList());
            }
        }
        return paths;
    }

    private static void delete(Path copy) {
        if (copy != null) {
            try {
                Files.deleteIfExists(copy);
            } catch (IOException leftOver) {
                copy.toFile().deleteOnExit();
            }
        }
    }
}
