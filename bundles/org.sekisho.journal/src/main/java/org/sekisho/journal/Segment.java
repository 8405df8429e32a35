// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.Arrays;

/**
 * A stretch of the journal. It is filled in memory and written to its file piece by piece; once it
 * is sealed and written, the file alone holds it. Guarded by the ring's lock, except for bytes
 * below a limit that was once seen under the lock: they never change.
 */
final class Segment {
    private static final int TRAILER = 0x534b4a45;

    /** Bytes of the trailer: where the summary begins, and a mark. */
    static final int TRAILER_SPACE = 8;

    private final long sequence;
    private final Contents contents;
    private byte[] bytes;
    private int limit;
    private int written;
    private boolean sealed;
    private int damaged;

    /** A segment to be filled. */
    Segment(long sequence, int size) {
        this.sequence = sequence;
        this.contents = new Contents();
        this.bytes = new byte[size];
    }

    /** A segment that lies on disk. */
    Segment(long sequence, Contents contents, int length) {
        this.sequence = sequence;
        this.contents = contents;
        this.limit = length;
        this.written = length;
        this.sealed = true;
    }

    /** Number of its first event; names the file. */
    long sequence() {
        return sequence;
    }

    Contents contents() {
        return contents;
    }

    /** The bytes, or null if only the file holds them. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the bytes end that may be read. */
    int limit() {
        return limit;
    }

    int written() {
        return written;
    }

    boolean isSealed() {
        return sealed;
    }

    /** What the file takes once all is written. */
    int space() {
        return sealed ? limit : bytes.length;
    }

    /** Appends a record, if there is room. */
    boolean append(int salt, ByteWriter payload, int reserve) {
        if (limit + Frames.HEADER + payload.length() > bytes.length - reserve) {
            return false;
        }
        limit = Frames.write(bytes, limit, salt, payload.array(), payload.length());
        return true;
    }

    /** Takes back what was appended behind {@code limit}, none of which was written or read. */
    void cutBack(int limit) {
        this.limit = limit;
    }

    /** Nothing is added any more; the summary stands at the end, if there is room for it. */
    void seal(int salt) {
        ByteWriter summary = new ByteWriter(Frames.MOST);
        contents.write(summary);
        int at = limit;
        if (append(salt, summary, TRAILER_SPACE)) {
            limit = writeTrailer(bytes, limit, at);
        }
        sealed = true;
        bytes = Arrays.copyOf(bytes, limit);
    }

    /** Writes where the summary begins, and returns what follows. */
    static int writeTrailer(byte[] into, int at, int summary) {
        ByteWriter trailer = new ByteWriter(TRAILER_SPACE);
        trailer.i32(summary);
        trailer.i32(TRAILER);
        System.arraycopy(trailer.array(), 0, into, at, TRAILER_SPACE);
        return at + TRAILER_SPACE;
    }

    /** The file holds everything up to here. */
    void written(int upTo) {
        written = upTo;
        if (sealed && written == limit) {
            bytes = null;
        }
    }

    /** A reader met this much damage; whoever reads it again meets the same. */
    void damaged(int count) {
        damaged = Math.max(damaged, count);
    }

    int damaged() {
        return damaged;
    }

    /** Where the summary begins that the last bytes of a file speak of, or -1. */
    static int summaryAt(byte[] lastBytes) {
        ByteReader reader = new ByteReader(lastBytes, 0, lastBytes.length);
        try {
            int at = reader.i32();
            return reader.i32() == TRAILER ? at : -1;
        } catch (ByteReader.Damaged e) {
            return -1;
        }
    }
}
