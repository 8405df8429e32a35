// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The certificates of {@code conf/trust}: {@code NAME.pem} holds one or several, {@code NAME.cfg}
 * beside it says what they may do. Read anew for each jar, so that a key that was taken away is
 * gone at once.
 */
final class TrustFolder {
    private static final String SUFFIX = ".pem";
    private static final Set<String> KEYS = Set.of("names", "permissions");

    private final List<Trusted> trusted = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    /**
     * A certificate that is trusted.
     *
     * @param file its file name
     * @param certificate itself
     * @param names patterns of symbolic names it may sign for
     * @param mayGive permissions it may give
     */
    record Trusted(
            String file, X509Certificate certificate, List<String> names, Set<Permission> mayGive) {

        /**
         * Whether it may sign for a symbolic name. {@code a.b.*} is everything below {@code a.b};
         * {@code *} is everything that is not shipped. Names of the platform must be written out,
         * at least as {@code org.sekisho.*}.
         */
        boolean maySignFor(String symbolicName, boolean reserved) {
            return names.stream().anyMatch(pattern -> covers(pattern, symbolicName, reserved));
        }

        private static boolean covers(String pattern, String symbolicName, boolean reserved) {
            if (pattern.equals("*")) {
                return !reserved && !ReservedNames.ours(symbolicName);
            }
            if (!pattern.endsWith(".*")) {
                return symbolicName.equals(pattern);
            }
            String above = pattern.substring(0, pattern.length() - 2);
            return symbolicName.startsWith(above + ".")
                    && (ReservedNames.ours(above) || !ReservedNames.ours(symbolicName));
        }

        /** Its configuration file. */
        String configuration() {
            return configurationOf(file);
        }
    }

    private TrustFolder() {}

    /** Reads the folder; a file that can't be used is left out and told as a trouble. */
    static TrustFolder read(Path folder) {
        TrustFolder trust = new TrustFolder();
        if (!Files.isDirectory(folder)) {
            trust.troubles.add(
                    folder + " is missing; make it and put the certificates you trust into it");
            return trust;
        }
        // Whoever may rename conf or trust may replace what is in it.
        for (Path path : List.of(folder, folder.toAbsolutePath().getParent())) {
            Optional<String> trouble = FolderGuard.trouble(path);
            if (trouble.isPresent()) {
                trust.troubles.add(trouble.get());
                return trust;
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                trust.readFile(file);
            }
        } catch (IOException e) {
            trust.troubles.add(folder + " can't be listed: " + e);
        }
        return trust;
    }

    private void readFile(Path file) {
        Path configuration = file.resolveSibling(configurationOf(file.getFileName().toString()));
        if (!Files.exists(configuration)) {
            troubles.add(
                    configuration
                            + " is missing, so "
                            + file.getFileName()
                            + " may sign for nothing; write names=… and permissions=… into it");
            return;
        }
        for (Path path : List.of(file, configuration)) {
            Optional<String> trouble = FolderGuard.trouble(path);
            if (trouble.isPresent()) {
                troubles.add(trouble.get());
                return;
            }
        }
        try (InputStream in = Files.newInputStream(file);
                Reader reader = Files.newBufferedReader(configuration)) {
            Properties options = new Properties();
            options.load(reader);
            Set<String> unknown = new TreeSet<>(options.stringPropertyNames());
            unknown.removeAll(KEYS);
            if (!unknown.isEmpty()) {
                troubles.add(
                        configuration
                                + ": unknown key "
                                + unknown
                                + "; there are names, permissions");
                return;
            }
            List<String> names =
                    Arrays.stream(options.getProperty("names", "").split(","))
                            .map(String::strip)
                            .filter(name -> !name.isEmpty())
                            .toList();
            Set<Permission> mayGive = Permission.parse(options.getProperty("permissions"));
            for (Object each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.add(
                        new Trusted(
                                file.getFileName().toString(),
                                (X509Certificate) each,
                                names,
                                mayGive));
            }
        } catch (CertificateException e) {
            troubles.add(file + " holds no certificate that can be read: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            troubles.add(configuration + ": " + e.getMessage());
        }
    }

    private static String configurationOf(String file) {
        return file.substring(0, file.length() - SUFFIX.length()) + ".cfg";
    }

    /** What can be relied on. */
    List<Trusted> trusted() {
        return List.copyOf(trusted);
    }

    /** What can't be used and why, one sentence each with the remedy. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }
}
