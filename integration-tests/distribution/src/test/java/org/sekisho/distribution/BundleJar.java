// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A bundle in the making, from a shipped one or from source text. */
final class BundleJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Manifest manifest;

    private BundleJar(Manifest manifest) {
        this.manifest = manifest;
    }

    /** What is in a shipped bundle. */
    static BundleJar shipped(String bundle) throws IOException {
        return read(file(bundle));
    }

    /** What is in a jar. */
    static BundleJar read(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        byte[] manifest = entries.remove(MANIFEST);
        BundleJar jar = new BundleJar(new Manifest(new ByteArrayInputStream(manifest)));
        jar.entries.putAll(entries);
        return jar;
    }

    private static Path file(String bundle) throws IOException {
        try (Stream<Path> jars = Files.list(Sekisho.distribution().resolve("bundles"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(bundle + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What the manifest says under this name. */
    String header(String name) {
        return manifest.getMainAttributes().getValue(name);
    }

    BundleJar header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    BundleJar version(String version) {
        return header("Bundle-Version", version);
    }

    byte[] entry(String name) {
        return entries.get(name);
    }

    /** Names of the classes in it. */
    List<String> classes() {
        return entries.keySet().stream().filter(name -> name.endsWith(".class")).toList();
    }

    BundleJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** The classes of this source instead of those that are there. */
    BundleJar compiled(String className, String source) throws IOException {
        entries.keySet().removeIf(name -> name.endsWith(".class"));
        return with(className, source);
    }

    /** The classes of this source besides those that are there. */
    BundleJar with(String className, String source) throws IOException {
        Path classes = Files.createTempDirectory("sekisho-classes");
        String libraries;
        try (Stream<Path> jars =
                Stream.concat(
                        Files.list(Sekisho.distribution().resolve("bundles")),
                        Files.list(Sekisho.distribution().resolve("lib")))) {
            libraries = jars.map(Path::toString).collect(Collectors.joining(":"));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "--release",
                            "17",
                            "-proc:none",
                            "-cp",
                            libraries,
                            "-d",
                            classes.toString());
            JavaFileObject text = new SourceText(className, source);
            if (!compiler.getTask(null, files, null, options, null, List.of(text)).call()) {
                throw new IOException("does not compile:\n" + source);
            }
        }
        try (Stream<Path> made = Files.walk(classes)) {
            for (Path file : made.filter(Files::isRegularFile).toList()) {
                entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return this;
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        private SourceText(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Writes it, not packed, so that many of them are signed quickly. */
    Path write(Path folder) throws IOException {
        Path file =
                folder.resolve(
                        header("Bundle-SymbolicName").split(";")[0]
                                + "-"
                                + header("Bundle-Version")
                                + "-"
                                + NUMBERS.incrementAndGet()
                                + ".jar");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(MANIFEST));
            manifest.write(zip);
            zip.closeEntry();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry stored = new ZipEntry(entry.getKey());
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(entry.getValue().length);
                CRC32 sum = new CRC32();
                sum.update(entry.getValue());
                stored.setCrc(sum.getValue());
                zip.putNextEntry(stored);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}
