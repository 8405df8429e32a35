// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.operate.Escaped;

/** An explanation for people at a terminal. */
final class ExplanationText {
    private static final String INDENT = "    ";

    private ExplanationText() {}

    static List<String> lines(Explanation explanation) {
        Detection detection = explanation.detection();
        List<String> lines = new ArrayList<>();
        lines.add(explanation.onCall());
        lines.add("");
        lines.add(
                "detection %d of %d in %s"
                        .formatted(
                                explanation.number(),
                                explanation.outcome().detections().size(),
                                Escaped.of(explanation.outcome().file())));
        lines.add(
                "generation "
                        + Words.generation(detection)
                        + ", methods "
                        + Words.methods(detection));
        lines.add("");
        lines.add("TIME LINE");
        for (Explanation.Step step : explanation.steps()) {
            lines.addAll(step(detection, step));
        }
        if (!detection.reconnects().isEmpty()) {
            lines.add("");
            lines.add("RECONNECTS");
            detection.reconnects().forEach(each -> lines.add(INDENT + Words.reconnect(each)));
        }
        if (!ExposureWords.lines(detection).isEmpty()) {
            lines.add("");
            lines.add("WHAT IT EXPOSES");
            ExposureWords.lines(detection).forEach(each -> lines.add(INDENT + each));
        }
        lines.add("");
        lines.add("EVIDENCE AGAINST");
        lines.addAll(against(explanation));
        lines.add("");
        lines.add("LOOKED FOR AND NOT SEEN");
        Columns notSeen = new Columns();
        explanation
                .notSeen()
                .forEach((id, title) -> notSeen.row(Escaped.of(id), Escaped.of(title)));
        notSeen.lines().forEach(line -> lines.add(INDENT + line));
        lines.add("");
        lines.add("SUM");
        sum(explanation).forEach(line -> lines.add(INDENT + line));
        lines.add("");
        lines.add("LOSS");
        lines.addAll(loss(explanation));
        lines.add("");
        lines.add("FOR THE USER");
        explanation.user().values().forEach(text -> lines.add(INDENT + text));
        return lines;
    }

    private static List<String> step(Detection detection, Explanation.Step step) {
        Evidence evidence = step.evidence();
        List<String> lines = new ArrayList<>();
        lines.add(
                "  %s  frame %d  %s  (%s, %s)"
                        .formatted(
                                Words.since(detection, evidence),
                                evidence.frame(),
                                Escaped.of(evidence.technique().title()),
                                Escaped.of(evidence.technique().id()),
                                evidence.twoWay() ? "both ends" : "one end"));
        lines.add(INDENT + INDENT + Escaped.of(evidence.detail()));
        HexDump.lines(evidence.matched()).forEach(line -> lines.add(INDENT + INDENT + line));
        return lines;
    }

    private static List<String> against(Explanation explanation) {
        List<String> lines = new ArrayList<>();
        for (Explanation.Step step : explanation.steps()) {
            if (step.against()) {
                lines.add(
                        INDENT
                                + Escaped.of(step.evidence().technique().id())
                                + " "
                                + Words.weight(step.evidence()));
            }
        }
        return lines.isEmpty() ? List.of(INDENT + "none") : lines;
    }

    private static List<String> sum(Explanation explanation) {
        Columns table = new Columns();
        table.row(
                String.format(Locale.ROOT, "%+.1f", explanation.priorLogOdds()),
                String.format(Locale.ROOT, "prior odds 1 : %,d", explanation.priorOddsAgainst()),
                "");
        for (Explanation.Step step : explanation.steps()) {
            table.row(
                    Words.weight(step.evidence()),
                    Escaped.of(step.evidence().technique().id()),
                    Words.soFar(step));
        }
        Detection detection = explanation.detection();
        table.row("", "all", detection.state().label() + ", " + Words.confidence(detection));
        return table.lines();
    }

    /** What of the capture was not there to be judged; a sentence if all was. */
    static List<String> loss(Explanation explanation) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Long> one : explanation.loss().entrySet()) {
            lines.add(
                    INDENT
                            + Escaped.of(one.getKey())
                            + String.format(Locale.ROOT, ": %,d", one.getValue()));
        }
        if (explanation.outcome().error() != null) {
            lines.add(INDENT + Escaped.of(explanation.outcome().error()));
        }
        return lines.isEmpty() ? List.of(INDENT + "none: all that was captured was judged") : lines;
    }
}
