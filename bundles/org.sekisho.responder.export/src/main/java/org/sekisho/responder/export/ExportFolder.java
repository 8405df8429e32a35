// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The folder that others fetch from. A file in it is replaced at one moment. */
final class ExportFolder {
    private final Path folder;

    ExportFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Replaces a file; everybody may read it. */
    void write(String name, List<String> lines) throws IOException {
        Files.createDirectories(folder);
        Path half = folder.resolve("." + name + ".half");
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append('\n');
            }
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        // whatever the mask of this process is
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes a file away that can't be kept. */
    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** Brings the names to the disk. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    /** Lines of a file; none if it is not there. */
    List<String> read(String name) throws IOException {
        try {
            return Files.readAllLines(folder.resolve(name));
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
