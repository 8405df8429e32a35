// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

import java.util.Map;

/**
 * Counters of an analysis.
 *
 * @param frames frames seen
 * @param bytes captured bytes seen
 * @param flows flows seen
 * @param undecoded frames that could not be decoded to their end, each counted once
 * @param undecodedBy the same by cause in words
 * @param evicted flows, bytes, fragments or events given up at a memory bound; 0 means that the
 *     result does not depend on the machine
 * @param evictedBy the same by what was given up
 * @param counters everything else worth knowing: frames by protocol, streams without a dissector,
 *     failures of dissectors and detectors by name
 * @param lastTime greatest packet time seen, in nanoseconds since 1970-01-01 UTC; 0 before any
 *     frame
 * @param position bytes of the input read, for progress
 * @param total size of the input in bytes, or -1 if unknown
 * @param longestPollGapNanos longest time between the ends of two polls of one worker
 */
public record AnalysisSummary(
        long frames,
        long bytes,
        long flows,
        long undecoded,
        Map<String, Long> undecodedBy,
        long evicted,
        Map<String, Long> evictedBy,
        Map<String, Long> counters,
        long lastTime,
        long position,
        long total,
        long longestPollGapNanos) {}
