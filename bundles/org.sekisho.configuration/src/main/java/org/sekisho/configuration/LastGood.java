// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the files that were taken last, so that a file which is wrong when the daemon starts
 * leaves what was in force before. Where they can't be written, the daemon goes on without.
 */
final class LastGood {
    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private final Path folder;

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

    /** Keeps a copy. Secrets may be in it, so nobody else may read it. */
    void keep(String file, byte[] content) {
        if (folder == null) {
            return;
        }
        Path copy = folder.resolve(file);
        Path half = folder.resolve(file + ".half");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(half);
            Files.createFile(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(half, content, StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(half, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            LOG.warn(
                    "{} is in force, but no copy could be kept for a restart: {}",
                    file,
                    fault.toString());
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
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException fault) {
            LOG.warn("the last good copy of {} can't be deleted: {}", file, fault.toString());
        }
    }
}
