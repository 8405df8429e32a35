// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.sekisho.capture.CaptureException;

/** An input that is open: its name, its size, and its bytes, unpacked. */
final class CaptureInput implements AutoCloseable {
    /** Path that stands for standard input. */
    static final String STANDARD_INPUT = "-";

    /** First bytes that tell whether and how the input is packed. */
    private static final int HEAD = 4;

    private final String name;
    private final long size;
    private final CountedInput stored;
    private final InputStream unpacked;
    private final boolean packed;

    private CaptureInput(String name, long size, InputStream source, UnpackBounds bounds)
            throws CaptureException {
        this.name = name;
        this.size = size;
        stored = new CountedInput(source);
        try {
            PushbackInputStream start = new PushbackInputStream(stored, HEAD);
            byte[] head = start.readNBytes(HEAD);
            start.unread(head);
            packed = InputKind.isGzip(head) || InputKind.isZstd(head);
            unpacked = packed ? unpacker(head, start, bounds) : start;
        } catch (IOException e) {
            throw new CaptureException("%s can't be read: %s".formatted(name, reason(e)), 0, e);
        }
    }

    /**
     * Opens a file or standard input.
     *
     * @param standardInput what {@code -} means; it is not closed
     */
    static CaptureInput open(String path, InputStream standardInput, UnpackBounds bounds)
            throws CaptureException {
        if (path.equals(STANDARD_INPUT)) {
            return new CaptureInput("standard input", -1, new Unclosed(standardInput), bounds);
        }
        Path file = existing(path);
        InputStream source = null;
        try {
            // not a channel: that would close itself when its thread is interrupted
            source = new FileInputStream(file.toFile());
            long size = Files.isRegularFile(file) ? Files.size(file) : -1;
            return new CaptureInput(path, size, source, bounds);
        } catch (IOException e) {
            closeQuietly(source);
            throw new CaptureException("%s can't be opened: %s".formatted(path, reason(e)), e);
        } catch (CaptureException e) {
            closeQuietly(source);
            throw e;
        }
    }

    private static Path existing(String path) throws CaptureException {
        Path file;
        try {
            file = Path.of(path);
        } catch (InvalidPathException e) {
            throw new CaptureException("%s is no valid path".formatted(path), e);
        }
        String problem = null;
        if (Files.isDirectory(file)) {
            problem = "is a directory, expected was a capture file; name the files in it";
        } else if (!Files.exists(file)) {
            problem = "does not exist; check the path";
        } else if (!Files.isReadable(file)) {
            problem = "can't be read: its permissions do not let this user";
        }
        if (problem != null) {
            throw new CaptureException(path + " " + problem, null);
        }
        return file;
    }

    private static InputStream unpacker(byte[] head, InputStream source, UnpackBounds bounds)
            throws IOException {
        if (InputKind.isGzip(head)) {
            return new GzipUnpacker(source, bounds);
        }
        try {
            return new ZstdUnpacker(source, bounds);
        } catch (LinkageError e) {
            throw new IOException(
                    "it is compressed with zstd, and the zstd library is missing or does not run on"
                            + " this machine; unpack it first (zstd -d)",
                    e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** For messages: the path as given, or "standard input". */
    String name() {
        return name;
    }

    /** Bytes as stored, or -1 if that is not known. */
    long size() {
        return size;
    }

    /** Bytes read as they are stored; from any thread. */
    long position() {
        return stored.count();
    }

    InputStream bytes() {
        return unpacked;
    }

    /** "byte 17", saying also what is counted if the input is packed. */
    String place(long offset) {
        return packed ? "byte %d of the unpacked data".formatted(offset) : "byte " + offset;
    }

    @Override
    public void close() {
        closeQuietly(unpacked);
    }

    private static void closeQuietly(InputStream source) {
        try {
            if (source != null) {
                source.close();
            }
        } catch (IOException e) {
            // nothing was written, so nothing can be lost
            return;
        }
    }

    /** Standard input belongs to the process. */
    private static final class Unclosed extends java.io.FilterInputStream {
        Unclosed(InputStream source) {
            super(source);
        }

        @Override
        public void close() {
            // left open
        }
    }
}
