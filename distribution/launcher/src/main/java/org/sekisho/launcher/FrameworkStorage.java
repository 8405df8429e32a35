// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder of this process alone, in which the framework keeps what it must, until the end. */
final class FrameworkStorage {

    private final Path folder;

    FrameworkStorage() throws LaunchException {
        try {
            folder = Files.createTempDirectory("sekisho-");
        } catch (IOException e) {
            throw new LaunchException(
                    1,
                    "no temporary folder can be made in "
                            + System.getProperty("java.io.tmpdir")
                            + " (another one: SEKISHO_JAVA_OPTS=-Djava.io.tmpdir=FOLDER): "
                            + e,
                    e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Deletes what can be deleted; what is left over in a temporary folder is no failure. */
    void delete() {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            System.err.println("sekisho: " + folder + " is left over: " + e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
