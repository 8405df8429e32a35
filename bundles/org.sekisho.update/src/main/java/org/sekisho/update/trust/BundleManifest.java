// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** The manifest of a bundle: OSGi Core 8 §3.2. */
final class BundleManifest {
    private final Manifest manifest;

    /**
     * A clause of a header: {@code a;b;key=value}.
     *
     * @param paths what stands before the parameters: names, patterns
     * @param parameters attributes and directives, without quotes, as {@code key=value} or {@code
     *     key:=value}
     */
    record Clause(List<String> paths, List<String> parameters) {}

    private BundleManifest(Manifest manifest) {
        this.manifest = manifest;
    }

    static BundleManifest read(Map<String, byte[]> entries) throws RefusedJarException {
        byte[] content = entries.get(SignatureCheck.MANIFEST);
        if (content == null) {
            throw new RefusedJarException(
                    "it has no " + SignatureCheck.MANIFEST + ", so it is no bundle");
        }
        try {
            BundleManifest manifest =
                    new BundleManifest(new Manifest(new ByteArrayInputStream(content)));
            eachHeaderOnce(content);
            return manifest;
        } catch (IOException e) {
            throw new RefusedJarException(
                    "its manifest can't be read: "
                            + Text.printable(String.valueOf(e.getMessage())));
        }
    }

    /** Of a header that stands twice, one reader takes the first and another the last. */
    private static void eachHeaderOnce(byte[] content) throws RefusedJarException {
        Set<String> headers = new HashSet<>();
        for (String line : new String(content, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                return;
            }
            int colon = line.indexOf(':');
            if (!line.startsWith(" ")
                    && colon > 0
                    && !headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT))) {
                throw new RefusedJarException(
                        "its manifest says " + Text.printable(line.substring(0, colon)) + " twice");
            }
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Value of a header; null if it is not there. */
    String header(String name) {
        return manifest.getMainAttributes().getValue(name);
    }

    String symbolicName() throws RefusedJarException {
        List<Clause> clauses = clauses(Constants.BUNDLE_SYMBOLICNAME);
        String name = clauses.isEmpty() ? "" : clauses.get(0).paths().get(0);
        if (clauses.size() > 1 || !name.matches("[\\w-]+(\\.[\\w-]+)*")) {
            throw new RefusedJarException(
                    name.isEmpty()
                            ? "it has no Bundle-SymbolicName, so it is no bundle"
                            : "its symbolic name '" + Text.printable(name) + "' is malformed");
        }
        return name;
    }

    Version version() throws RefusedJarException {
        try {
            return Version.parseVersion(header(Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw new RefusedJarException(
                    "its version '"
                            + Text.printable(header(Constants.BUNDLE_VERSION))
                            + "' is malformed");
        }
    }

    Set<Permission> permissions() throws RefusedJarException {
        try {
            return Permission.parse(header(Permission.HEADER));
        } catch (IllegalArgumentException e) {
            throw new RefusedJarException(Permission.HEADER + ": " + e.getMessage());
        }
    }

    /** The clauses of a header; empty if it is not there. */
    List<Clause> clauses(String name) {
        List<Clause> clauses = new ArrayList<>();
        String value = header(name);
        if (value == null || value.isBlank()) {
            return clauses;
        }
        for (String clause : split(value, ',')) {
            List<String> paths = new ArrayList<>();
            List<String> parameters = new ArrayList<>();
            for (String part : split(clause, ';')) {
                String plain = part.replaceAll("\\s*(:?=)\\s*", "$1").replace("\"", "").strip();
                (plain.indexOf('=') >= 0 ? parameters : paths).add(plain);
            }
            if (paths.isEmpty()) {
                paths.add("");
            }
            clauses.add(new Clause(List.copyOf(paths), List.copyOf(parameters)));
        }
        return clauses;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
