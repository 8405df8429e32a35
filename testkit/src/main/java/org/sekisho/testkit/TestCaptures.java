// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the captures for tests are: {@code testdata/captures} of this repository and, if it is
 * there, {@code ../shared/captures} beside it.
 */
public final class TestCaptures {
    private TestCaptures() {}

    /**
     * The capture of this name in {@code testdata/captures}, else the one beside the repository.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Path path(String name) {
        for (Path folder : folders()) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IllegalArgumentException("no capture " + name + " in " + folders());
    }

    /** Whether {@link #path} would find it. */
    public static boolean has(String name) {
        return folders().stream().anyMatch(folder -> Files.isRegularFile(folder.resolve(name)));
    }

    /** Every capture in both folders, each name once, in the order of names. */
    public static List<Path> all() {
        Map<String, Path> byName = new TreeMap<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().endsWith(".pcap"))
                        .forEach(f -> byName.putIfAbsent(f.getFileName().toString(), f));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(byName.values());
    }

    /** Every capture whose name starts so, in the order of names. */
    public static List<Path> startingWith(String prefix) {
        return all().stream()
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .toList();
    }

    private static List<Path> folders() {
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("bundles"))
                    && Files.isDirectory(at.resolve("testkit"))) {
                return Stream.of(
                                at.resolve("testdata/captures"),
                                at.resolve("../shared/captures").normalize())
                        .filter(Files::isDirectory)
                        .toList();
            }
        }
        throw new IllegalStateException("no repository above " + start);
    }
}
