// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the files that were taken last, so that a file which is wrong when the daemon starts
 * leaves what was in force before. Where they can't be written, the daemon goes on without.
 */
final class LastGood {
    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final Map<String, byte[]> behind = new TreeMap<>();
    private long retryAt;
    private volatile String trouble = "";

    /**
     * Copies in this folder.
     *
     * @param folder made when first needed; null to keep none
     */
    LastGood(Path folder) {
        this.folder = folder;
    }

    /** The copy of this file, or null. */
    byte[] read(String file) {
        if (folder == null) {
            return null;
        }
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException fault) {
            LOG.warn("the last good copy of {} can't be read: {}", file, fault.toString());
            return null;
        }
    }

    /**
     * Keeps a copy; where that is not possible now, {@link #catchUp} does. Secrets may be in it, so
     * nobody else may read it.
     */
    void keep(String file, byte[] content) {
        if (folder == null) {
            return;
        }
        behind.put(file, content);
        retryAt = System.nanoTime();
        catchUp();
    }

    /** Writes the copies that could not be written before; after a failure it waits a while. */
    void catchUp() {
        if (behind.isEmpty() && trouble.isEmpty() || System.nanoTime() - retryAt < 0) {
            return;
        }
        for (String file : List.copyOf(behind.keySet())) {
            try {
                write(file, behind.get(file));
                behind.remove(file);
            } catch (IOException fault) {
                retryAt = System.nanoTime() + RETRY_NANOS;
                String now =
                        "%s is in force, but no copy could be kept in %s (%s), so a mistake in it at the next start leaves what was in force before; see that data/ may be written and that its file system has room"
                                .formatted(file, folder, fault);
                if (trouble.isEmpty()) {
                    LOG.warn("{}", now);
                }
                trouble = now;
                return;
            }
        }
        if (!trouble.isEmpty()) {
            LOG.info("the copies of configuration files in {} are complete again", folder);
            trouble = "";
        }
    }

    /** What needs a person, or nothing. */
    String trouble() {
        return trouble;
    }

    private void write(String file, byte[] content) throws IOException {
        if (Arrays.equals(read(file), content)) {
            return;
        }
        Path half = folder.resolve(file + ".half");
        Files.createDirectories(folder);
        Files.deleteIfExists(half);
        try {
            Files.createFile(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(half, content, StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(half, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            // half a file would only take the room that others need
            Files.deleteIfExists(half);
            throw fault;
        }
    }

    /** Forgets the copies of files that were deleted while nobody looked. */
    void keepOnly(Collection<String> files) {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> copies = Files.list(folder)) {
            copies.map(copy -> copy.getFileName().toString())
                    .filter(name -> !files.contains(name))
                    .toList()
                    .forEach(this::forget);
        } catch (IOException fault) {
            LOG.warn("{} can't be looked through: {}", folder, fault.toString());
        }
    }

    void forget(String file) {
        if (folder == null) {
            return;
        }
        behind.remove(file);
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException fault) {
            LOG.warn("the last good copy of {} can't be deleted: {}", file, fault.toString());
        }
    }
}
