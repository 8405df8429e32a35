// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.util.Arrays;
import org.sekisho.capture.FrameBatch;

/** Copies of frames, and ticks between them, on their way from the dispatcher to one worker. */
final class FrameBlock {
    private static final int MOST_ENTRIES = 512;
    private static final int BYTES = 256 * 1024;

    byte[] bytes = new byte[BYTES];
    final int[] offsets = new int[MOST_ENTRIES];
    final int[] captured = new int[MOST_ENTRIES];
    final int[] original = new int[MOST_ENTRIES];
    final int[] linkTypes = new int[MOST_ENTRIES];
    final int[] vlans = new int[MOST_ENTRIES];
    final long[] times = new long[MOST_ENTRIES];
    final long[] nows = new long[MOST_ENTRIES];
    final long[] numbers = new long[MOST_ENTRIES];
    final boolean[] ticks = new boolean[MOST_ENTRIES];
    int entries;
    int filled;

    /** Every frame up to this number that is this worker's is here or in an earlier block. */
    long progress;

    /** Whether nothing comes after this block. */
    boolean last;

    void clear() {
        entries = 0;
        filled = 0;
        last = false;
    }

    boolean hasRoomFor(int length) {
        return entries < MOST_ENTRIES && (filled == 0 || filled + length <= bytes.length);
    }

    void frame(FrameBatch batch, int i, long number, long now) {
        int length = batch.capturedLength(i);
        if (filled + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, filled + length);
        }
        System.arraycopy(batch.array(), batch.offset(i), bytes, filled, length);
        offsets[entries] = filled;
        captured[entries] = length;
        original[entries] = batch.originalLength(i);
        linkTypes[entries] = batch.linkType(i);
        vlans[entries] = batch.vlan(i);
        times[entries] = batch.time(i);
        nows[entries] = now;
        numbers[entries] = number;
        ticks[entries] = false;
        filled += length;
        entries++;
    }

    void tick(long number, long now) {
        ticks[entries] = true;
        numbers[entries] = number;
        nows[entries] = now;
        entries++;
    }
}
