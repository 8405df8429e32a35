// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.Arrays;

/**
 * One packet of which fragments are held. What is there is a sorted list of ranges instead of RFC
 * 815's holes, which are their complement. The first byte that came for a position stays.
 */
final class FragmentedPacket {
    /** Greatest size of what follows the header: the offset has 13 bits of 8, the length 16. */
    static final int GREATEST = 65535;

    /** Most bytes before the fragments: an IPv4 header, or IPv6 with extension headers. */
    static final int GREATEST_HEADER = 256;

    /** Most ranges apart from each other; fragments that arrive in any sane order need few. */
    static final int GREATEST_RANGES = 64;

    private static final int CHUNKS = (GREATEST + ChunkPool.SIZE) / ChunkPool.SIZE;

    long srcHigh;
    long srcLow;
    long dstHigh;
    long dstLow;
    int id;

    /** IP version, depth and, for IPv4, protocol: the rest of the key. */
    int kind;

    long firstTime;
    int fragments;

    int bucket;
    FragmentedPacket nextInBucket;
    FragmentedPacket older;
    FragmentedPacket newer;

    /** Size of what follows the header, or -1 before the last fragment came. */
    private int total;

    /** Bytes before this position were captured; from there on some may have been cut off. */
    private int capturedTo;

    private int protocol;
    private int headerLength;
    private int ranges;
    private final int[] from = new int[GREATEST_RANGES + 1];
    private final int[] to = new int[GREATEST_RANGES + 1];
    private final byte[] header = new byte[GREATEST_HEADER];
    private final byte[][] chunks = new byte[CHUNKS][];

    void start(long time) {
        firstTime = time;
        fragments = 0;
        total = -1;
        capturedTo = Integer.MAX_VALUE;
        headerLength = 0;
        ranges = 0;
    }

    void release(ChunkPool pool) {
        for (int i = 0; i < CHUNKS; i++) {
            if (chunks[i] != null) {
                pool.giveBack(chunks[i]);
                chunks[i] = null;
            }
        }
    }

    /**
     * Gets the chunks that a fragment at these positions still needs; false if the pool is empty.
     */
    boolean lend(ChunkPool pool, int start, int end) {
        for (int i = start / ChunkPool.SIZE; i <= (end - 1) / ChunkPool.SIZE; i++) {
            if (chunks[i] == null && (chunks[i] = pool.take()) == null) {
                return false;
            }
        }
        return true;
    }

    /** Whether a fragment with this end can belong to what came before. */
    boolean fits(int end, boolean more) {
        if (total >= 0) {
            return more ? end <= total : end == total;
        }
        return more || ranges == 0 || end >= to[ranges - 1];
    }

    /** Whether there is room for one more range. */
    boolean full() {
        return ranges == GREATEST_RANGES;
    }

    /**
     * Takes a fragment that {@link #fits} and has its chunks.
     *
     * @param captured bytes of it that the array holds
     * @return whether it contradicts an earlier one: other bytes for the same position, or another
     *     division
     */
    boolean add(byte[] array, int at, int captured, int start, int end, boolean more) {
        fragments++;
        if (!more) {
            total = end;
        }
        int there = start + captured;
        boolean differs = false;
        boolean known = false;
        int position = start;
        for (int i = 0; i < ranges && position < end && from[i] < end; i++) {
            if (to[i] <= position) {
                continue;
            }
            if (from[i] > position) {
                copy(array, at - start, position, Math.min(from[i], there));
                differs |= known;
                position = from[i];
            }
            int until = Math.min(to[i], end);
            known = true;
            differs |=
                    position > start || !same(array, at - start, position, Math.min(until, there));
            position = until;
        }
        if (position < end) {
            copy(array, at - start, position, Math.min(end, there));
            differs |= known;
        }
        if (position > start || position < end) {
            cover(start, end);
        }
        if (there < end) {
            capturedTo = Math.min(capturedTo, there);
        }
        return differs;
    }

    /** Keeps what stands before the fragments, from the first fragment at position 0. */
    void keepHeader(byte[] array, int at, int length, int finalProtocol) {
        if (headerLength == 0) {
            System.arraycopy(array, at, header, 0, length);
            headerLength = length;
            protocol = finalProtocol;
        }
    }

    boolean complete() {
        return total >= 0 && ranges == 1 && from[0] == 0 && to[0] == total && headerLength > 0;
    }

    int total() {
        return total;
    }

    int protocol() {
        return protocol;
    }

    int headerLength() {
        return headerLength;
    }

    /** Copies header and captured content out; returns how much of the content that is. */
    int copyTo(byte[] target) {
        System.arraycopy(header, 0, target, 0, headerLength);
        int size = Math.min(total, capturedTo);
        for (int position = 0; position < size; position += ChunkPool.SIZE) {
            System.arraycopy(
                    chunks[position / ChunkPool.SIZE],
                    0,
                    target,
                    headerLength + position,
                    Math.min(ChunkPool.SIZE, size - position));
        }
        return size;
    }

    private void copy(byte[] array, int shift, int start, int end) {
        for (int position = start; position < end; ) {
            int inChunk = position % ChunkPool.SIZE;
            int size = Math.min(ChunkPool.SIZE - inChunk, end - position);
            byte[] chunk = chunks[position / ChunkPool.SIZE];
            System.arraycopy(array, shift + position, chunk, inChunk, size);
            position += size;
        }
    }

    private boolean same(byte[] array, int shift, int start, int end) {
        for (int position = start; position < end; ) {
            int inChunk = position % ChunkPool.SIZE;
            int size = Math.min(ChunkPool.SIZE - inChunk, end - position);
            byte[] chunk = chunks[position / ChunkPool.SIZE];
            int at = shift + position;
            if (!Arrays.equals(array, at, at + size, chunk, inChunk, inChunk + size)) {
                return false;
            }
            position += size;
        }
        return true;
    }

    /** Adds a range and joins it with those it touches. */
    private void cover(int start, int end) {
        int first = 0;
        while (first < ranges && to[first] < start) {
            first++;
        }
        int last = first;
        int low = start;
        int high = end;
        while (last < ranges && from[last] <= end) {
            low = Math.min(low, from[last]);
            high = Math.max(high, to[last]);
            last++;
        }
        int tail = ranges - last;
        System.arraycopy(from, last, from, first + 1, tail);
        System.arraycopy(to, last, to, first + 1, tail);
        from[first] = low;
        to[first] = high;
        ranges = first + 1 + tail;
    }
}
