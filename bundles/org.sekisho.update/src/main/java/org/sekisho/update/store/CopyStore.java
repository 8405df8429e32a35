// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Our own copies of the jars that were let in, named by what is in them. */
public final class CopyStore {
    private static final int DIGITS_IN_NAME = 16;

    private final Path folder;

    /** Copies in this folder, which is made when it is needed. */
    public CopyStore(Path folder) {
        this.folder = folder;
    }

    /** Where the copy of an edition is, whether it exists or not. */
    public Path of(StoredEdition edition) {
        return folder.resolve(nameOf(edition));
    }

    private static String nameOf(StoredEdition edition) {
        String digest = edition.sha256();
        String shortened = digest.substring(0, Math.min(DIGITS_IN_NAME, digest.length()));
        return edition.name() + "-" + edition.version() + "-" + shortened + ".jar";
    }

    /** Keeps a copy; when this returns, it is on the disk. */
    public void keep(StoredEdition edition, byte[] content) throws IOException {
        StateFile.replace(of(edition), content);
    }

    /** Whether it seems that a copy of so many bytes could be kept. */
    public boolean hasRoomFor(long bytes) {
        try {
            Path there = Files.isDirectory(folder) ? folder : folder.getParent();
            return Files.isWritable(there) && Files.getFileStore(there).getUsableSpace() > bytes;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Deletes every copy but these. */
    public void keepOnly(Collection<StoredEdition> wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> names =
                wanted.stream().map(CopyStore::nameOf).collect(Collectors.toUnmodifiableSet());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, "*.{jar,jar.new}")) {
            for (Path copy : copies) {
                if (!names.contains(copy.getFileName().toString())) {
                    Files.delete(copy);
                }
            }
        }
    }
}
