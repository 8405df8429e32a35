// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The folder with the database: {@code sekisho.mv.db}, what was put aside as damaged, and while one
 * is being built its successor. Only their owner may read them, for they say who talked to whom.
 */
final class DatabaseFolder {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** A disk that fails again and again must not fill up with what was put aside. */
    private static final int MOST_DAMAGED = 3;

    private static final int PROBE_BYTES = 256 << 10;
    private static final String DAMAGED = "damaged-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Path folder;

    DatabaseFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** The database. */
    Path file() {
        return folder.resolve("sekisho" + Database.SUFFIX);
    }

    /** A database that is not finished. */
    Path unfinished() {
        return folder.resolve("unfinished" + Database.SUFFIX);
    }

    /** Makes the folder if it is missing, and deletes what was left unfinished. */
    void prepare() throws IOException {
        Files.createDirectories(folder.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (Files.exists(file())) {
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        }
        deleteUnfinished();
    }

    void deleteUnfinished() throws IOException {
        Files.deleteIfExists(unfinished());
    }

    /**
     * Writes as much as the database may want at once, and deletes it again.
     *
     * @throws IOException if nothing can be written here
     */
    void probe() throws IOException {
        Path probe = folder.resolve("probe");
        try {
            Files.deleteIfExists(probe);
            Files.createFile(probe, OWNER_ONLY);
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** A file that the database may fill; its owner alone may read it. */
    Path beginUnfinished() throws IOException {
        deleteUnfinished();
        return Files.createFile(unfinished(), OWNER_ONLY);
    }

    /** A copy of the database that may be changed. */
    Path copyUnfinished() throws IOException {
        return Files.copy(file(), beginUnfinished(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was unfinished takes the place of the database, at one moment. */
    void finish() throws IOException {
        Files.setPosixFilePermissions(unfinished(), PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(unfinished(), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished(), file(), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    /** Renames the database, so that a new one can be begun; of many only the last are kept. */
    Path putAside() throws IOException {
        String stamp = STAMP.format(Instant.now());
        Path aside = folder.resolve(DAMAGED + stamp + Database.SUFFIX);
        Files.move(file(), aside, StandardCopyOption.ATOMIC_MOVE);
        List<Path> damaged = damaged();
        for (Path oldest : damaged.subList(0, Math.max(0, damaged.size() - MOST_DAMAGED))) {
            Files.deleteIfExists(oldest);
        }
        return aside;
    }

    /** What was put aside and is still there, the oldest first. */
    List<Path> damaged() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, DAMAGED + "*")) {
                files.forEach(found::add);
            }
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Bytes that the database takes on the disk; 0 if there is none. */
    long bytes() {
        try {
            return Files.size(file());
        } catch (IOException none) {
            return 0;
        }
    }
}
