// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.ArrayDeque;

/** Pieces of memory for held fragments: made when first needed, reused, never more than a bound. */
final class ChunkPool {
    /** Bytes of a chunk: one fragment of Ethernet size takes one or two. */
    static final int SIZE = 2048;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private int left;

    ChunkPool(int bytes) {
        left = bytes / SIZE;
    }

    /** A chunk with any content, or null if all are lent. */
    byte[] take() {
        byte[] chunk = free.pollLast();
        if (chunk == null && left > 0) {
            left--;
            chunk = new byte[SIZE];
        }
        return chunk;
    }

    void giveBack(byte[] chunk) {
        free.addLast(chunk);
    }
}
