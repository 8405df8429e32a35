// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

import java.util.List;
import java.util.Map;
import org.sekisho.capture.CaptureStatistics;

/**
 * How a source is doing.
 *
 * @param name of the source, for people
 * @param open whether it is open
 * @param trouble what is wrong and what to do, in one sentence; empty if nothing is
 * @param queues counters of each of its queues since the source was first opened
 * @param figures anything else worth knowing, such as {@code estimated lost bytes} (bytes of TCP
 *     flows that were acknowledged and never seen) and {@code longest stall ns}
 */
public record SourceStatus(
        String name,
        boolean open,
        String trouble,
        List<CaptureStatistics> queues,
        Map<String, Long> figures) {
    /** Copies list and map. */
    public SourceStatus {
        queues = List.copyOf(queues);
        figures = Map.copyOf(figures);
    }
}
