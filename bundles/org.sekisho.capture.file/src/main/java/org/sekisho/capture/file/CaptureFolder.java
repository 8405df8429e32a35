// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that captures are written to. Gives each complete file once, the oldest first, and
 * remembers over a restart which are done with. A tool that rotates takes old names again, so a
 * file is known by name, size and time of change. Used by one thread, but for {@link #trouble}.
 */
final class CaptureFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureFolder.class);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final String pattern;
    private final long settleMillis;
    private final Path memory;
    private final Set<String> given = new HashSet<>();
    private final Set<String> done = new LinkedHashSet<>();
    private boolean toBeNoted;
    private long nextTry = System.nanoTime();
    private volatile String trouble = "";

    /**
     * A capture in the folder.
     *
     * @param size in bytes
     * @param changed when it was changed last, in milliseconds since 1970
     */
    record Found(Path path, long size, long changed) {
        private String key() {
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
                done.addAll(Files.readAllLines(memory));
                given.addAll(done);
            } catch (IOException fault) {
                LOG.warn("{} can't be read; captures are read again: {}", memory, fault.toString());
            }
        }
    }

    /** The oldest complete file that was not given yet; null if there is none. */
    Found next() throws IOException {
        List<Found> files = list();
        Set<String> present = new HashSet<>();
        files.forEach(file -> present.add(file.key()));
        given.retainAll(present);
        toBeNoted |= done.retainAll(present);
        note();
        long newest = files.stream().mapToLong(Found::changed).max().orElse(0);
        long settled = System.currentTimeMillis() - settleMillis;
        for (Found file : files) {
            if (!given.contains(file.key())
                    && (file.changed() < newest || file.changed() <= settled)) {
                given.add(file.key());
                return file;
            }
        }
        return null;
    }

    /** What was in this file need not be read again after a restart. */
    void done(Found file) {
        toBeNoted |= done.add(file.key());
        note();
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

    /** Writes down which are done with, if that has changed; in one step, for we may be killed. */
    private void note() {
        if (memory == null || !toBeNoted || System.nanoTime() - nextTry < 0) {
            return;
        }
        Path half = memory.resolveSibling(memory.getFileName() + ".half");
        try {
            Files.createDirectories(memory.getParent());
            Files.write(half, done);
            Files.move(half, memory, StandardCopyOption.ATOMIC_MOVE);
            toBeNoted = false;
            trouble = "";
        } catch (IOException fault) {
            nextTry = System.nanoTime() + RETRY_NANOS;
            if (trouble.isEmpty()) {
                trouble =
                        "%s can't be written (%s), so after a restart captures of %s are read again: see that data/ may be written and that its file system has room"
                                .formatted(memory, fault, folder);
                LOG.warn("{}", trouble);
            }
        }
    }

    /** What needs a person, or nothing. */
    String trouble() {
        return trouble;
    }
}
