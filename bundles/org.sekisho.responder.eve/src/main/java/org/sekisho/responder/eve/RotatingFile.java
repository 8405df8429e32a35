// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A file that lines are added to. A new one is begun when it is large or old, and whenever somebody
 * else has moved it away; a number of former ones is kept as {@code NAME.1} (the newest), {@code
 * NAME.2} and so on. Never holds half a line: what can't be written whole is taken back. Used by
 * one thread at a time.
 */
final class RotatingFile implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far back the end of the last whole line is looked for. */
    private static final int LONGEST_LINE = 1 << 20;

    private final Path path;
    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private FileChannel channel;
    private Object key;
    private long openedAt;
    private long lookedAt;
    private volatile long rotations;

    /**
     * When a new file is begun.
     *
     * @param bytes size, 0 for any
     * @param nanos age, 0 for any
     * @param keep how many former files
     */
    record Bounds(long bytes, long nanos, int keep) {}

    RotatingFile(Path path, Bounds bounds, LongSupplier nanoTime) {
        this.path = path;
        this.bounds = bounds;
        this.nanoTime = nanoTime;
    }

    /**
     * Adds whole lines.
     *
     * @throws IOException if they could not be written; then none of them is in the file
     */
    void append(byte[] lines) throws IOException {
        long now = nanoTime.getAsLong();
        if (channel != null && now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            if (!isStillThere()) {
                close();
            }
        }
        if (channel != null && isDue(lines.length, now)) {
            rotate();
        }
        if (channel == null) {
            open(now);
        }
        long before = channel.size();
        try {
            ByteBuffer rest = ByteBuffer.wrap(lines);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException fault) {
            try {
                channel.truncate(before);
            } catch (IOException worse) {
                fault.addSuppressed(worse);
            }
            close();
            throw fault;
        }
    }

    private boolean isStillThere() {
        try {
            Object present = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return present == null || present.equals(key);
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isDue(int more, long now) throws IOException {
        long size = channel.size();
        return size > 0
                && (bounds.bytes() > 0 && size + more > bounds.bytes()
                        || bounds.nanos() > 0 && now - openedAt >= bounds.nanos());
    }

    private void open(long now) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no file; name another one");
        }
        channel =
                FileChannel.open(
                        path,
                        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        MODE);
        key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        openedAt = now;
        lookedAt = now;
        takeBackHalfALine();
    }

    /** A process that was killed may have left one. */
    private void takeBackHalfALine() throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, LONGEST_LINE);
        ByteBuffer end = ByteBuffer.allocate(length);
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
            while (end.hasRemaining() && reader.read(end, size - length + end.position()) > 0) {
                // until all of it is there
            }
        }
        int whole = end.position();
        while (whole > 0 && end.get(whole - 1) != '\n') {
            whole--;
        }
        if (whole > 0 || length == size) {
            channel.truncate(size - length + whole);
        }
    }

    private void rotate() throws IOException {
        close();
        Files.deleteIfExists(former(bounds.keep()));
        for (int i = bounds.keep() - 1; i >= 0; i--) {
            try {
                Files.move(former(i), former(i + 1), StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException none) {
                // so there are fewer
            }
        }
        rotations++;
    }

    private Path former(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    long rotations() {
        return rotations;
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException lost) {
                // everything was written before
            }
            channel = null;
        }
    }
}
