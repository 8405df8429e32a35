// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import org.sekisho.analyze.AnalysisOptions;

/**
 * One worker's share of the bounds of an analysis.
 *
 * @param maxFlows flows in each of its tables
 * @param maxRecords flows looked into at a time
 * @param maxReassemblyBytes bytes held back
 * @param maxReassemblyBytesPerFlow bytes held back for one flow
 * @param maxWatchedForLoss TCP flows whose loss is estimated at a time; 0 where nothing can be lost
 */
public record WorkerBounds(
        int maxFlows,
        int maxRecords,
        long maxReassemblyBytes,
        int maxReassemblyBytesPerFlow,
        int maxWatchedForLoss) {
    private static final int MOST_RECORDS = 1 << 16;

    /** The share of one of the workers. */
    public static WorkerBounds of(AnalysisOptions options, int workers) {
        int flows = Math.max(64, options.maxFlows() / workers);
        return new WorkerBounds(
                flows,
                Math.max(64, Math.min(MOST_RECORDS / workers, flows)),
                options.maxReassemblyBytes() / workers,
                options.maxReassemblyBytesPerFlow(),
                0);
    }
}
