// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that captures are written to. Gives each complete file once, the oldest first, and
 * remembers over a restart which it gave. A tool that rotates takes old names again, so a file is
 * known by name, size and time of change.
 */
final class CaptureFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureFolder.class);

    private final Path folder;
    private final String pattern;
    private final long settleMillis;
    private final Path memory;
    private final Set<String> read = new HashSet<>();

    private record Found(Path path, long size, long changed) {
        String key() {
            return path.getFileName() + "\t" + size + "\t" + changed;
        }
    }

    /**
     * A folder.
     *
     * @param settleMillis how long a file has not changed when it is complete
     * @param memory the file that remembers; null to remember nothing over a restart
     */
    CaptureFolder(Path folder, String pattern, long settleMillis, Path memory) {
        this.folder = folder;
        this.pattern = pattern;
        this.settleMillis = settleMillis;
        this.memory = memory;
        if (memory != null && Files.exists(memory)) {
            try {
                read.addAll(Files.readAllLines(memory));
            } catch (IOException fault) {
                LOG.warn("{} can't be read; captures are read again: {}", memory, fault.toString());
            }
        }
    }

    /** The oldest complete file that was not given yet; null if there is none. */
    Path next() throws IOException {
        List<Found> files = list();
        Set<String> present = new HashSet<>();
        files.forEach(file -> present.add(file.key()));
        read.retainAll(present);
        long newest = files.stream().mapToLong(Found::changed).max().orElse(0);
        long settled = System.currentTimeMillis() - settleMillis;
        for (Found file : files) {
            if (!read.contains(file.key())
                    && (file.changed() < newest || file.changed() <= settled)) {
                read.add(file.key());
                remember();
                return file.path();
            }
        }
        return null;
    }

    private List<Found> list() throws IOException {
        List<Found> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            for (Path path : found) {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    files.add(
                            new Found(
                                    path,
                                    attributes.size(),
                                    attributes.lastModifiedTime().toMillis()));
                }
            }
        }
        files.sort(
                Comparator.comparingLong(Found::changed)
                        .thenComparing(file -> file.path().getFileName().toString()));
        return files;
    }

    private void remember() {
        if (memory == null) {
            return;
        }
        try {
            Files.createDirectories(memory.getParent());
            Files.write(
                    memory, read, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException fault) {
            LOG.warn(
                    "{} can't be written; after a restart captures are read again: {}",
                    memory,
                    fault.toString());
        }
    }
}
