// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import java.util.Map;

/**
 * Counters of a queue since it was opened.
 *
 * @param frames frames handed over
 * @param bytes captured bytes handed over
 * @param droppedByKernel frames the kernel had no room for
 * @param droppedByInterface frames the interface had no room for
 * @param ringFull how often the kernel found the ring full; 0 if there is no such thing
 * @param position bytes of the input read so far, for progress; 0 if there is no such thing
 * @param total size of the input in bytes, or -1 if unknown
 * @param skipped records of the input that were left out, by cause in words
 */
public record CaptureStatistics(
        long frames,
        long bytes,
        long droppedByKernel,
        long droppedByInterface,
        long ringFull,
        long position,
        long total,
        Map<String, Long> skipped) {
    /** Copies the map. */
    public CaptureStatistics {
        skipped = Map.copyOf(skipped);
    }

    /** Counters of a queue without a ring. */
    public CaptureStatistics(
            long frames,
            long bytes,
            long droppedByKernel,
            long droppedByInterface,
            long position,
            long total,
            Map<String, Long> skipped) {
        this(frames, bytes, droppedByKernel, droppedByInterface, 0, position, total, skipped);
    }
}
