// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.detect.Technique;
import org.sekisho.operate.Escaped;

/** A calibration for people. */
final class CalibrationText {
    private CalibrationText() {}

    static List<String> lines(Calibration calibration) {
        List<String> lines = new ArrayList<>();
        lines.add("RELIABILITY");
        lines.addAll(bins(calibration));
        lines.add("");
        lines.add("TECHNIQUES, counted once per pair of hosts with the same kind of traffic");
        lines.addAll(techniques(calibration));
        for (Technique technique : calibration.tooHeavy()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%s weighs %+.1f and calls it counted; the pairs counted here hold %+.1f",
                            Escaped.of(technique.id()),
                            technique.weight(),
                            calibration.techniques().get(technique).weight()));
        }
        lines.add("");
        lines.add("HALVES, counted weights from one half of the scenarios, judged on the other");
        lines.addAll(halves(calibration));
        if (!calibration.unlike().isEmpty()) {
            lines.add("judged again, these gave something else: " + calibration.unlike());
        }
        if (calibration.left() > 0) {
            lines.add("evidence and pairs given up at a memory bound: " + calibration.left());
        }
        return lines;
    }

    private static List<String> bins(Calibration calibration) {
        Columns table = new Columns().row("CONFIDENCE", "DETECTIONS", "RIGHT", "SHARE");
        for (Calibration.Bin bin : calibration.bins()) {
            table.row(
                    String.format(Locale.ROOT, "%s to %s", bin.from(), bin.to()),
                    Long.toString(bin.of()),
                    Long.toString(bin.right()),
                    bin.of() == 0
                            ? "-"
                            : String.format(Locale.ROOT, "%.3f", (double) bin.right() / bin.of()));
        }
        return table.lines();
    }

    private static List<String> techniques(Calibration calibration) {
        Columns table =
                new Columns()
                        .row(
                                "TECHNIQUE",
                                "WEIGHT",
                                "BASIS",
                                "WITH",
                                "WITHOUT",
                                "COUNTS HOLD",
                                "ALONE",
                                "FALSE",
                                "LEFT OUT",
                                "FALSE");
        String before = "";
        for (Map.Entry<Technique, Counts> one : calibration.techniques().entrySet()) {
            Technique technique = one.getKey();
            Counts counts = one.getValue();
            boolean first = !technique.id().equals(before);
            before = technique.id();
            table.row(
                    first ? Escaped.of(technique.id()) : "",
                    technique.definitive()
                            ? "definitive"
                            : String.format(Locale.ROOT, "%+.1f", technique.weight()),
                    Escaped.of(technique.basis().split(":", 2)[0]),
                    counts.hitsWith() + " of " + counts.with(),
                    counts.hitsWithout() + " of " + counts.without(),
                    String.format(Locale.ROOT, "%+.1f", counts.weight()),
                    first ? calibration.alone().get(technique.id()).all().toString() : "",
                    first ? falsePositives(calibration.alone().get(technique.id())) : "",
                    first ? calibration.without().get(technique.id()).all().toString() : "",
                    first ? falsePositives(calibration.without().get(technique.id())) : "");
        }
        return table.lines();
    }

    private static String falsePositives(Evaluation evaluation) {
        return Integer.toString(evaluation.falsePositives().size());
    }

    private static List<String> halves(Calibration calibration) {
        Columns table =
                new Columns()
                        .row(
                                "SPLIT",
                                "LEARNT FROM",
                                "UNSEEN FOUND",
                                "OF ESTABLISHED",
                                "FALSE",
                                "FOUND WITH WEIGHTS IN USE",
                                "FALSE");
        Map<String, Integer> lost = new TreeMap<>();
        for (Halves.Half half : calibration.halves()) {
            table.row(
                    Long.toString(half.seed()),
                    half.learnt() + " files",
                    half.unseen().all().toString(),
                    half.unseen().established().toString(),
                    falsePositives(half.unseen()),
                    half.inUse().all().toString(),
                    falsePositives(half.inUse()));
            half.lost().forEach(file -> lost.merge(file, 1, Integer::sum));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lost.forEach(
                (file, times) ->
                        lines.add(
                                "found with the weights in use but not with those of the other half: "
                                        + Escaped.of(file)
                                        + ", in "
                                        + times
                                        + " of "
                                        + Halves.SEEDS
                                        + " splits"));
        return lines;
    }
}
