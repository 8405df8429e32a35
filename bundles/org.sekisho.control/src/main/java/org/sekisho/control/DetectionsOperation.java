// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code detections}: the tunnels that were found, and what speaks for each. */
@Component
public final class DetectionsOperation implements Operation {
    private final LiveAnalysis analysis;

    /** Made by Declarative Services. */
    @Activate
    public DetectionsOperation(@Reference LiveAnalysis analysis) {
        this.analysis = analysis;
    }

    @Override
    public String words() {
        return "detections";
    }

    @Override
    public String summary() {
        return "The tunnels that were found, and what speaks for each";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Detection> detections = analysis.detections();
        if (detections.isEmpty()) {
            text.append("No tunnel was found so far.\n");
        }
        for (Detection detection : detections) {
            rows.add(DetectionRow.of(detection, null));
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
        return new OperationResult(0, rows, text.toString());
    }
}
