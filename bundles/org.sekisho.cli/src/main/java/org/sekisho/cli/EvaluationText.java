// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.operate.Escaped;

/** An evaluation for people. */
final class EvaluationText {
    private EvaluationText() {}

    static List<String> lines(Evaluation evaluation) {
        List<String> lines = new ArrayList<>(files(evaluation));
        lines.add("");
        lines.addAll(shares("RECALL BY SCENARIO", evaluation.byScenario()));
        lines.add("");
        lines.addAll(shares("RECALL BY VERSION", evaluation.byVersion()));
        lines.add("");
        lines.add("positives found as expected: " + evaluation.all());
        lines.add("  of those whose session was established: " + evaluation.established());
        lines.add("negatives without a likely detection: " + evaluation.negatives());
        lines.add("false positives: " + evaluation.falsePositives().size());
        for (Judged file : evaluation.falsePositives()) {
            lines.add("  " + Escaped.of(file.entry().file()) + ": " + found(file.best()));
        }
        if (!evaluation.withFurther().isEmpty()) {
            lines.add("positives with further likely detections:");
            for (Judged file : evaluation.withFurther()) {
                lines.add("  " + Escaped.of(file.entry().file()) + ": " + file.further());
            }
        }
        return lines;
    }

    private static List<String> files(Evaluation evaluation) {
        Columns table =
                new Columns().row("", "FILE", "EXPECTED", "FOUND", "FRAME", "CLIENT", "SERVER", "");
        for (Judged file : evaluation.files()) {
            Detection best = file.best();
            table.row(
                    file.right() ? "right" : "WRONG",
                    Escaped.of(file.entry().file()),
                    file.entry().positive() ? file.expectedMethods() : "nothing",
                    best == null ? "nothing" : found(best),
                    best == null ? "-" : Long.toString(best.decidedAtFrame()),
                    best == null ? "-" : Words.party(best.client()),
                    best == null ? "-" : Words.party(best.server()),
                    file.problem());
        }
        return table.lines();
    }

    private static String found(Detection detection) {
        return detection.state().label() + " " + detection.method().label();
    }

    private static List<String> shares(String title, Map<String, Evaluation.Share> shares) {
        Columns table = new Columns().row(title, "");
        shares.forEach((group, share) -> table.row(Escaped.of(group), share.toString()));
        return table.lines();
    }
}
