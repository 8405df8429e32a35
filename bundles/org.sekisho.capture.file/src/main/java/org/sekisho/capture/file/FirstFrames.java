// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.sekisho.capture.FrameBatch;

/**
 * Takes the first frames of an input. The first frame's time stamp has nothing before it to be
 * judged by, so it waits for the second.
 */
final class FirstFrames {
    private FirstFrames() {}

    /** As {@link CaptureFormat#take}, with at least two frames unless the input has fewer. */
    static int take(CaptureFormat format, ByteSupply bytes, FrameBatch batch, FrameClock clock)
            throws DamagedCapture {
        try {
            int need = format.take(bytes, batch);
            while (batch.size() == 1 && need > 0 && !bytes.owes() && readOn(bytes, batch, need)) {
                need = format.take(bytes, batch);
            }
            return need;
        } finally {
            if (batch.size() > 0) {
                judge(batch, clock);
            }
        }
    }

    /** Reads on and keeps the one frame that is in the batch already. */
    private static boolean readOn(ByteSupply bytes, FrameBatch batch, int need) {
        int frame = batch.offset(0);
        int kept = bytes.position() - frame;
        bytes.position(frame);
        boolean more = bytes.fill(kept + need);
        int start = bytes.position();
        bytes.position(start + kept);
        if (start != frame || batch.array() != bytes.buffer()) {
            place(batch, bytes.buffer(), start);
        }
        return more;
    }

    private static void place(FrameBatch batch, byte[] array, int offset) {
        int captured = batch.capturedLength(0);
        int original = batch.originalLength(0);
        int linkType = batch.linkType(0);
        long time = batch.time(0);
        batch.clear(array);
        batch.add(offset, captured, original, linkType, -1, time);
    }

    private static void judge(FrameBatch batch, FrameClock clock) {
        int size = batch.size();
        int[][] fields = new int[size][];
        long[] times = new long[size];
        long following = -1;
        for (int i = 0; i < size; i++) {
            fields[i] =
                    new int[] {
                        batch.offset(i),
                        batch.capturedLength(i),
                        batch.originalLength(i),
                        batch.linkType(i)
                    };
            times[i] = batch.time(i);
            if (i > 0 && following < 0) {
                following = times[i];
            }
        }
        batch.clear(batch.array());
        for (int i = 0; i < size; i++) {
            long time = i == 0 ? clock.first(times[0], following) : clock.judge(times[i]);
            int[] field = fields[i];
            batch.add(field[0], field[1], field[2], field[3], -1, time);
        }
    }
}
