// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The files of the journal: one per segment, named by the number of its first event, and a lock.
 * Only their owner may read them, for they say who talked to whom.
 */
final class SegmentFolder implements AutoCloseable {
    /** No segment of any configuration is longer; what is, is none. */
    static final int LONGEST = 8 << 20;

    private static final String SUFFIX = ".segment";
    private static final String HALF = ".half";
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path folder;
    private final FileChannel lockFile;
    private final Object lockKey;
    private FileChannel current;
    private long currentSequence;

    private SegmentFolder(Path folder, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lockKey = lockKey();
    }

    private Object lockKey() throws IOException {
        return Files.readAttributes(
                        folder.resolve(LOCK), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Whether the folder that was opened still is the one that has its name. */
    boolean isThere() {
        try {
            return Objects.equals(lockKey, lockKey());
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether there is a file for this segment. */
    boolean has(long sequence) {
        return Files.exists(file(sequence), LinkOption.NOFOLLOW_LINKS);
    }

    /** Another process writes here. */
    static final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        InUse(Path folder) {
            super("another process writes the journal in " + folder);
        }
    }

    /** Takes the folder, which is made if it is missing. */
    static SegmentFolder open(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(permissions));
        }
        Files.setPosixFilePermissions(folder, permissions);
        FileChannel lockFile = channel(folder.resolve(LOCK));
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new InUse(folder);
            }
            return new SegmentFolder(folder, lockFile);
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new InUse(folder);
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        Set<OpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    private Path file(long sequence) {
        return folder.resolve("%016x".formatted(sequence) + SUFFIX);
    }

    /** Numbers of the segments that lie here, in order. */
    List<Long> list() throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.matches("[0-7][0-9a-f]{15}\\.segment")
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(Long.parseLong(name.substring(0, 16), 16));
                }
            }
        }
        Collections.sort(found);
        return found;
    }

    long length(long sequence) throws IOException {
        return Files.size(file(sequence));
    }

    /** All bytes of a segment. */
    byte[] read(long sequence) throws IOException {
        return read(sequence, 0, LONGEST);
    }

    /** The bytes of a segment from {@code from} to {@code to} or its end. */
    byte[] read(long sequence, long from, long to) throws IOException {
        try (FileChannel channel = FileChannel.open(file(sequence), StandardOpenOption.READ)) {
            long length = Math.min(to, channel.size()) - from;
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, length));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                continue;
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** Writes a piece of a segment at its place. */
    void write(long sequence, byte[] bytes, int from, int to) throws IOException {
        if (current == null || currentSequence != sequence || from == 0) {
            finish();
            current = channel(file(sequence));
            currentSequence = sequence;
        }
        ByteBuffer piece = ByteBuffer.wrap(bytes, from, to - from);
        while (piece.hasRemaining()) {
            current.write(piece, piece.position());
        }
    }

    /** The segment that was written last is complete, and reaches the disk itself. */
    void finish() throws IOException {
        FileChannel finished = current;
        current = null;
        if (finished != null) {
            try (finished) {
                finished.force(false);
            }
        }
    }

    /** Writes a segment beside the one whose place it shall take. */
    void prepare(long sequence, byte[] bytes) throws IOException {
        Path half = half(sequence);
        try (FileChannel channel = channel(half)) {
            channel.truncate(0);
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(false);
        } catch (IOException e) {
            Files.deleteIfExists(half);
            throw e;
        }
    }

    /** Puts what was prepared in its place, in one step. */
    void replace(long sequence) throws IOException {
        Files.move(half(sequence), file(sequence), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path half(long sequence) {
        return folder.resolve(file(sequence).getFileName() + HALF);
    }

    /** Deletes what a process that was killed did not bring to its end. */
    void deleteHalves() throws IOException {
        deleteAll("*" + HALF);
    }

    private void deleteAll(String pattern) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Cuts a segment off. */
    void truncate(long sequence, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file(sequence), StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    void delete(long sequence) throws IOException {
        if (current != null && currentSequence == sequence) {
            current.close();
            current = null;
        }
        Files.deleteIfExists(file(sequence));
    }

    /** Deletes all segments, also those that are none. */
    void erase() throws IOException {
        finish();
        deleteAll("*" + SUFFIX + "*");
    }

    /** Writes nothing more; another process may come. */
    @Override
    public void close() throws IOException {
        try (lockFile) {
            finish();
        }
    }
}
