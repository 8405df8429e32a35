// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the captures among files and in folders and all folders within them. */
final class CaptureTree {
    private static final Set<String> ENDINGS =
            Set.of("pcap", "pcapng", "cap", "dmp", "ntar", "pcap.gz", "pcapng.gz", "pcap.zst");

    private final Set<Path> captures = new TreeSet<>();
    private final TreeMap<String, String> closed = new TreeMap<>();
    private long others;

    /**
     * Looks.
     *
     * @param places files, which are taken for captures whatever they are, and folders
     */
    CaptureTree(List<Path> places) {
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                walk(place);
            } else {
                captures.add(place);
            }
        }
    }

    /** Whether the file begins as a capture does, packed or not. */
    static boolean beginsAsCapture(Path file) {
        byte[] head = new byte[4];
        try (InputStream in = Files.newInputStream(file)) {
            if (in.readNBytes(head, 0, 4) < 4) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        int magic =
                (head[0] & 0xff) << 24
                        | (head[1] & 0xff) << 16
                        | (head[2] & 0xff) << 8
                        | head[3] & 0xff;
        return switch (magic) {
            // pcap in both byte orders, with microseconds and nanoseconds; pcapng; zstd
            case 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a, 0x28b52ffd -> true;
            // gzip
            default -> magic >>> 16 == 0x1f8b;
        };
    }

    private static boolean isNamedAsCapture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(ending -> name.endsWith("." + ending));
    }

    private void walk(Path folder) {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes kind) {
                            if (isNamedAsCapture(file)
                                    || kind.isRegularFile() && beginsAsCapture(file)) {
                                captures.add(file);
                            } else {
                                others++;
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            closed.put(file.toString(), "can't be entered: " + e);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path inside, IOException e) {
                            if (e != null) {
                                closed.put(inside.toString(), "can't be listed to its end: " + e);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            closed.put(folder.toString(), "can't be entered: " + e);
        }
    }

    /** In the order of their names, each once. */
    List<Path> captures() {
        return new ArrayList<>(captures);
    }

    /** Folders that could not be looked into, with the reason. */
    TreeMap<String, String> closed() {
        return closed;
    }

    /** Files in folders that neither begin as a capture nor are named as one. */
    long others() {
        return others;
    }
}
