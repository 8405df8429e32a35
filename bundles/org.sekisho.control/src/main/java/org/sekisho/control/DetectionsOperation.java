// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.record.RecordedCase;

/**
 * {@code detections}: the tunnels that were found, and what speaks for each; with {@code --all}
 * those of earlier runs too, and what was decided.
 */
@Component
public final class DetectionsOperation implements Operation {
    private static final int CALLED_WRONGLY = 2;

    /** Of the history, unless more are asked for. */
    private static final int MANY = 1_000;

    /** More would fill the memory of a small appliance. */
    private static final int MOST = 20_000;

    private final LiveAnalysis analysis;
    private final History history;

    /** Made by Declarative Services. */
    @Activate
    public DetectionsOperation(@Reference LiveAnalysis analysis, @Reference History history) {
        this.analysis = analysis;
        this.history = history;
    }

    @Override
    public String words() {
        return "detections";
    }

    @Override
    public String summary() {
        return "The tunnels that were found, and what speaks for each; --all: those of earlier"
                + " runs, too";
    }

    @Override
    public String arguments() {
        return "[--all [--most N]]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        List<String> arguments = request.arguments();
        if (arguments.isEmpty()) {
            return ofThisRun();
        }
        if (!arguments.get(0).equals("--all")) {
            throw wrong("'" + arguments.get(0) + "' is not understood");
        }
        return ofAllRuns(most(String.join("=", arguments.subList(1, arguments.size()))));
    }

    private int most(String option) throws OperationException {
        if (option.isEmpty()) {
            return MANY;
        }
        String number = option.replaceFirst("^--most=", "");
        if (number.equals(option)) {
            throw wrong("'" + option + "' is not understood");
        }
        if (!number.matches("[1-9][0-9]{0,4}") || Integer.parseInt(number) > MOST) {
            throw wrong("--most must be 1 to " + MOST);
        }
        return Integer.parseInt(number);
    }

    private OperationException wrong(String what) {
        return new OperationException(
                CALLED_WRONGLY, what + "; usage: sekisho " + words() + " " + arguments());
    }

    private OperationResult ofThisRun() {
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Detection> detections = analysis.detections();
        if (detections.isEmpty()) {
            text.append("No tunnel was found so far.\n");
        }
        for (Detection detection : detections) {
            rows.add(DetectionRow.of(detection, null));
            append(text, detection);
        }
        return new OperationResult(0, rows, text.toString());
    }

    private OperationResult ofAllRuns(int most) throws OperationException {
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<RecordedCase> cases = history.cases(Long.MIN_VALUE, most);
        if (cases.isEmpty()) {
            text.append("No tunnel is recorded.\n");
        }
        for (RecordedCase recorded : cases) {
            Decision decision = recorded.decision();
            Map<String, Object> row = DetectionRow.of(recorded.detection(), null);
            row.put("case", recorded.id());
            row.put("verdict", decision.verdict().name().toLowerCase(Locale.ROOT));
            row.put("reason", Escaped.of(decision.reason()));
            rows.add(row);
            text.append("case ").append(recorded.id()).append(": ");
            append(text, recorded.detection());
            text.append("    ").append(row.get("verdict")).append(": ").append(row.get("reason"));
            text.append('\n');
        }
        if (cases.size() == most) {
            text.append("These are the newest ").append(most).append("; for more: --most N\n");
        }
        return new OperationResult(0, rows, text.toString());
    }

    private static void append(StringBuilder text, Detection detection) {
        text.append(DetectionLine.of(detection)).append('\n');
        text.append("    since ").append(DetectionRow.time(detection.firstSeen()));
        text.append(", last ").append(DetectionRow.time(detection.lastSeen())).append('\n');
        for (Evidence evidence : detection.evidence()) {
            text.append(
                    "    %-18s %8s  %s%n"
                            .formatted(
                                    evidence.technique().id(),
                                    evidence.technique().definitive()
                                            ? "definite"
                                            : DetectionRow.rounded(
                                                    evidence.technique().weight(), 2),
                                    Escaped.of(evidence.detail())));
        }
    }
}
