// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sekisho.testkit.net.NetworkNamespace;

/** A Java process of an ordinary user, from copies of classes that everybody may read. */
public final class UnprivilegedJava {
    private static final String NOBODY = "65534";

    private UnprivilegedJava() {}

    /**
     * Runs one to its end; what it wrote.
     *
     * @param folder takes the copies
     * @param capabilities what it may do that others may not, as {@code setpriv} takes them, such
     *     as {@code +net_admin}; empty for nothing
     * @param main has the method {@code main}
     * @param needed others, one of each folder or jar that it needs
     */
    public static String run(
            NetworkNamespace lab,
            Path folder,
            String capabilities,
            Class<?> main,
            List<Class<?>> needed)
            throws Exception {
        List<Class<?>> types = new ArrayList<>(needed);
        types.add(main);
        Path copies = Files.createTempDirectory(folder, "classes");
        List<String> classPath = new ArrayList<>();
        for (Class<?> type : types) {
            Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = copies.resolve(String.valueOf(classPath.size()));
            copy(source, copy);
            classPath.add(copy.toString());
        }
        open(folder);
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", NOBODY));
        command.addAll(List.of("--regid", NOBODY, "--clear-groups"));
        if (!capabilities.isEmpty()) {
            command.addAll(List.of("--inh-caps", capabilities, "--ambient-caps", capabilities));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(":", classPath),
                        main.getName()));
        return lab.run(command.toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void open(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
