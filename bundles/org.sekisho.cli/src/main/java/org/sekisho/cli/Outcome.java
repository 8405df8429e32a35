// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.List;
import java.util.Map;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Detection;

/**
 * What came out of one input.
 *
 * @param file its name as the user gave it
 * @param detections in the order of {@code decidedAtFrame}
 * @param summary counters; all zero if the input could not be opened
 * @param error why it was not read to its end, naming file and offset; null if it was
 * @param opened whether it could be opened at all
 * @param seconds how long it took
 */
record Outcome(
        String file,
        List<Detection> detections,
        AnalysisSummary summary,
        String error,
        boolean opened,
        double seconds) {
    /** The same with other detections. */
    Outcome with(List<Detection> others) {
        return new Outcome(file, others, summary, error, opened, seconds);
    }

    /** Of an input that could not be opened. */
    static Outcome unreadable(String file, String error) {
        AnalysisSummary nothing =
                new AnalysisSummary(0, 0, 0, 0, Map.of(), 0, Map.of(), Map.of(), 0, 0, -1, 0);
        return new Outcome(file, List.of(), nothing, error, false, 0);
    }
}
