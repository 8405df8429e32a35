// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Looks whether somebody else could have put a file where it was found. */
public final class FolderGuard {
    private FolderGuard() {}

    /**
     * Why a folder or file can't be relied on, with the remedy; empty if only its owner may write
     * to it. Where the file system knows no owners nothing can be said, so nothing is found.
     */
    public static Optional<String> trouble(Path path) {
        try {
            if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
                return Optional.empty();
            }
            PosixFileAttributes attributes =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Optional.of(
                        path
                                + " is a symbolic link, which may lead anywhere; put a real "
                                + (Files.isDirectory(path) ? "folder" : "file")
                                + " there");
            }
            Set<PosixFilePermission> permissions = attributes.permissions();
            if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
                return Optional.of(
                        path
                                + " can be written by others than its owner "
                                + attributes.owner().getName()
                                + "; chmod go-w "
                                + path);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(path + " can't be examined: " + e);
        }
    }
}
