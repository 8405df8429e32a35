// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

import java.util.Arrays;

/**
 * The first bytes of both directions of a TCP flow, in the order in which they were handed on, kept
 * for the case that other bytes are sent in their place: then they can be read once more as they
 * would be had each later copy counted.
 */
public final class StreamHead {
    /** Most bytes kept: in a session of any size what is sent before the tunnel begins. */
    public static final int MOST = 24 * 1024;

    private static final int MOST_PIECES = 256;
    private static final int SMALLEST = 1024;

    private final ReassemblyBudget budget;
    private byte[] bytes = {};
    private int length;
    private final int[] ends = new int[MOST_PIECES];
    private final boolean[] fromB = new boolean[MOST_PIECES];
    private int pieces;
    private boolean full;
    private boolean altered;
    private long alteredAt;

    /** Takes what is kept. */
    @FunctionalInterface
    public interface Reader {
        /** The next bytes; the array is valid during the call. */
        void bytes(boolean fromB, byte[] array, int offset, int length);
    }

    /**
     * An empty one.
     *
     * @param budget what is kept is charged to it
     */
    public StreamHead(ReassemblyBudget budget) {
        this.budget = budget;
    }

    /** Adds what was handed on; nothing more once it is full, or something is missing. */
    public void add(boolean b, byte[] array, int offset, int count) {
        if (full) {
            return;
        }
        boolean further = pieces > 0 && fromB[pieces - 1] == b;
        if (length + count > MOST
                || !further && pieces == MOST_PIECES
                || length + count > bytes.length && !grow(length + count)) {
            full = true;
            return;
        }
        System.arraycopy(array, offset, bytes, length, count);
        length += count;
        if (!further) {
            fromB[pieces++] = b;
        }
        ends[pieces - 1] = length;
    }

    private boolean grow(int wanted) {
        int size = Math.max(SMALLEST, bytes.length);
        while (size < wanted) {
            size *= 2;
        }
        size = Math.min(size, MOST);
        if (!budget.take(size - bytes.length, 0)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    /** Nothing more is added, because what follows does not follow at once. */
    public void close() {
        full = true;
    }

    /** Whether nothing more is added. */
    public boolean isFull() {
        return full;
    }

    /**
     * Another copy of bytes of a direction was sent.
     *
     * @param position of the first of them in the direction's stream
     * @return whether it differs from what is kept in their place; then it is kept instead
     */
    public boolean replace(
            boolean b, long position, byte[] array, int offset, int count, long now) {
        boolean differs = false;
        long before = 0;
        int begin = 0;
        for (int piece = 0; piece < pieces; piece++) {
            int size = ends[piece] - begin;
            if (fromB[piece] == b) {
                long from = Math.max(position, before);
                long to = Math.min(position + count, before + size);
                if (from < to) {
                    int at = begin + (int) (from - before);
                    int source = offset + (int) (from - position);
                    int same = (int) (to - from);
                    if (!Arrays.equals(bytes, at, at + same, array, source, source + same)) {
                        System.arraycopy(array, source, bytes, at, same);
                        differs = true;
                    }
                }
                before += size;
            }
            begin = ends[piece];
        }
        if (differs) {
            altered = true;
            alteredAt = now;
        }
        return differs;
    }

    /** Whether copies differed. */
    public boolean isAltered() {
        return altered;
    }

    /** Packet time of the last copy that differed. */
    public long alteredAt() {
        return alteredAt;
    }

    /** Shows what is kept, in the order of sending. */
    public void read(Reader reader) {
        int begin = 0;
        for (int piece = 0; piece < pieces; piece++) {
            reader.bytes(fromB[piece], bytes, begin, ends[piece] - begin);
            begin = ends[piece];
        }
    }

    /** Gives back what is held. */
    public void drop() {
        budget.give(bytes.length);
        bytes = new byte[0];
        length = 0;
        pieces = 0;
        full = true;
    }
}
