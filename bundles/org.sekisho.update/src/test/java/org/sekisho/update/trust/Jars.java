// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A jar in the making: entries of a real bundle, and what a test does to them. */
final class Jars {
    final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Manifest manifest;

    private Jars(Manifest manifest) {
        this.manifest = manifest;
    }

    /** The shipped detector, as it was built. */
    static Path detector() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith(".jar"))
                .filter(path -> path.contains("org.sekisho.detector.softether"))
                .map(Path::of)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the detector's jar is not built"));
    }

    /** The content of the shipped detector under a vendor's name. */
    static Jars vendor() throws IOException {
        Jars jar = of(detector());
        return jar.header("Bundle-SymbolicName", "com.example.detector")
                .header("Bundle-Version", "1.0.0")
                .header("Sekisho-Permissions", "convict");
    }

    static Jars of(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                entries.put(e.getName(), zip.readAllBytes());
            }
        }
        Jars jar =
                new Jars(
                        new Manifest(
                                new ByteArrayInputStream(entries.remove("META-INF/MANIFEST.MF"))));
        jar.entries.putAll(entries);
        return jar;
    }

    Jars header(String name, String value) {
        if (value == null) {
            manifest.getMainAttributes().remove(new Attributes.Name(name));
        } else {
            manifest.getMainAttributes().putValue(name, value);
        }
        return this;
    }

    Jars entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            manifest.write(zip);
            zip.closeEntry();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Writes the entries and the manifest's bytes as they are, to spoil what is signed. */
    static Path rewrite(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}
