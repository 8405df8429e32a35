// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

/**
 * Threads and memory bounds of one analysis.
 *
 * @param workers threads that decode and dissect, 1 to 64; with 1 the calling order of all stages
 *     is that of a single thread
 * @param maxFlows most flows remembered at a time, over all workers
 * @param maxReassemblyBytes most bytes of streams and fragments held back, over all workers
 * @param maxReassemblyBytesPerFlow most bytes held back for one flow
 * @param journal whether recent events are kept, so that a detector that comes later can be warmed
 *     up; how many is the journal's own configuration
 */
public record AnalysisOptions(
        int workers,
        int maxFlows,
        long maxReassemblyBytes,
        int maxReassemblyBytesPerFlow,
        boolean journal) {
    /** Refuses values out of range. */
    public AnalysisOptions {
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("workers must be 1 to 64: " + workers);
        }
        if (maxFlows < 64 || maxReassemblyBytes < 65536 || maxReassemblyBytesPerFlow < 4096) {
            throw new IllegalArgumentException("a memory bound is too small");
        }
    }

    /** Bounds for files: 4 million flows, 256 MiB of reassembly, 1 MiB per flow, with a journal. */
    public static AnalysisOptions forFiles(int workers) {
        return new AnalysisOptions(workers, 1 << 22, 256L << 20, 1 << 20, true);
    }
}
