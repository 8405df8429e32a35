// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;

/**
 * A number that no case, block or line of the audit trail has reached, kept beside the database:
 * when that is damaged, the numbers of its successor begin there, because notices, spools and
 * people know the former ones.
 */
final class Numbers {
    /** How far ahead of what was given; so seldom is the file written. */
    private static final long STEP = 1000;

    private final Path file;
    private long bound;

    Numbers(Path folder) {
        file = folder.resolve("numbers");
    }

    /** The number that none has reached; 0 if nothing is known. */
    long bound() {
        if (bound == 0) {
            try {
                bound = Long.parseLong(Files.readString(file).strip());
            } catch (IOException | NumberFormatException unknown) {
                bound = 0;
            }
        }
        return bound;
    }

    /**
     * The next numbers of a kind, the first of them.
     *
     * @param name {@code case}, {@code block} or {@code audit}
     */
    long take(Database database, String name, int count) throws SQLException, IOException {
        database.update("UPDATE numbers SET last = last + ? WHERE name = ?", count, name);
        long last = database.number("SELECT last FROM numbers WHERE name = ?", name);
        reach(last);
        return last - count + 1;
    }

    private void reach(long number) throws IOException {
        if (number < bound()) {
            return;
        }
        long next = (number / STEP + 1) * STEP;
        Path half = file.resolveSibling("numbers.half");
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, next + "\n");
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        bound = next;
    }
}
