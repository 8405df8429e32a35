// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Reconnect;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;

/** For people: a table of the detections of an input and, under each, what speaks for it. */
final class TextReport implements Report {
    private final Writer out;

    TextReport(Writer out) {
        this.out = out;
    }

    @Override
    public void write(Outcome outcome) throws IOException {
        line(heading(outcome));
        if (!outcome.detections().isEmpty()) {
            detections(outcome.detections());
        }
        out.flush();
    }

    /** The first line about an input. */
    static String heading(Outcome outcome) {
        AnalysisSummary summary = outcome.summary();
        StringBuilder text = new StringBuilder(Escaped.of(outcome.file())).append(": ");
        if (!outcome.opened()) {
            return text.append("could not be read").toString();
        }
        int found = outcome.detections().size();
        text.append(found == 0 ? "no detection" : Words.count(found, "detection"));
        text.append(" in ").append(Words.count(summary.frames(), "frame"));
        text.append(" (").append(Words.count(summary.bytes(), "byte"));
        text.append(", ").append(Words.count(summary.flows(), "flow"));
        text.append(String.format(Locale.ROOT, ", %.2f s)", outcome.seconds()));
        if (outcome.error() != null) {
            text.append("; not read to the end");
        }
        counted(text, "not decoded", summary.undecoded(), summary.undecodedBy());
        counted(text, "given up at a memory bound", summary.evicted(), summary.evictedBy());
        return text.toString();
    }

    private static void counted(
            StringBuilder text, String what, long number, Map<String, Long> causes) {
        if (number == 0) {
            return;
        }
        text.append(String.format(Locale.ROOT, "; %s: %,d", what, number));
        if (!causes.isEmpty()) {
            text.append(
                    new TreeMap<>(causes)
                            .entrySet().stream()
                                    .map(e -> Escaped.of(e.getKey()) + " " + e.getValue())
                                    .collect(Collectors.joining(", ", " (", ")")));
        }
    }

    private void detections(List<Detection> detections) throws IOException {
        Columns table =
                new Columns()
                        .row(
                                "STATE",
                                "CONFIDENCE",
                                "CLIENT",
                                "SERVER",
                                "METHODS",
                                "GENERATION",
                                "SINCE",
                                "UNTIL",
                                "DECIDED AT");
        for (Detection detection : detections) {
            table.row(
                    detection.state().label(),
                    Words.confidence(detection),
                    Words.party(detection.client()),
                    Words.party(detection.server()),
                    Words.methods(detection),
                    Words.generation(detection),
                    DetectionRow.time(detection.firstSeen()),
                    DetectionRow.time(detection.lastSeen()),
                    "frame " + detection.decidedAtFrame());
        }
        List<String> lines = table.lines();
        line("");
        line("  " + lines.get(0));
        for (int i = 0; i < detections.size(); i++) {
            line("  " + lines.get(i + 1));
            explanation(detections.get(i));
            line("");
        }
    }

    private void explanation(Detection detection) throws IOException {
        Columns table = new Columns();
        for (Evidence evidence : detection.evidence()) {
            table.row(
                    "frame " + evidence.frame(),
                    Escaped.of(evidence.technique().id()),
                    Words.weight(evidence),
                    evidence.twoWay() ? "both ends" : "one end",
                    Escaped.of(evidence.detail()));
        }
        for (String line : table.lines()) {
            line("      " + line);
        }
        for (Reconnect reconnect : detection.reconnects()) {
            line("      reconnect  " + Words.reconnect(reconnect));
        }
        for (String exposed : ExposureWords.lines(detection)) {
            line("      exposes    " + exposed);
        }
        long against = Math.round(1 / detection.prior()) - 1;
        line(String.format(Locale.ROOT, "      prior odds 1 : %,d", against));
        if (!detection.notSeen().isEmpty()) {
            line("      looked for and not seen: " + String.join(", ", detection.notSeen()));
        }
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }
}
