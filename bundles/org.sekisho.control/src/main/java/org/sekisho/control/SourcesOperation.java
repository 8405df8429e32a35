// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code sources}: where frames come from, what was seen and what was lost, queue by queue. */
@Component
public final class SourcesOperation implements Operation {
    /** Figures of a source that are worth a line. */
    private static final List<String> ESTIMATES =
            List.of("estimated lost bytes", "flows not watched for loss");

    private final LiveAnalysis analysis;

    /** Made by Declarative Services. */
    @Activate
    public SourcesOperation(@Reference LiveAnalysis analysis) {
        this.analysis = analysis;
    }

    @Override
    public String words() {
        return "sources";
    }

    @Override
    public String summary() {
        return "Where frames come from, what was seen and what was lost";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        text.append(
                "%-16s %5s %14s %16s %12s %10s %10s%n"
                        .formatted(
                                "SOURCE",
                                "QUEUE",
                                "FRAMES",
                                "BYTES",
                                "KERNEL DROPS",
                                "IF DROPS",
                                "RING FULL"));
        for (SourceStatus source : analysis.sources()) {
            rows.add(row(source));
            if (source.queues().isEmpty()) {
                text.append("%-16s     -%n".formatted(source.name()));
            }
            for (int i = 0; i < source.queues().size(); i++) {
                CaptureStatistics queue = source.queues().get(i);
                text.append(
                        "%-16s %5d %14d %16d %12d %10d %10d%n"
                                .formatted(
                                        source.name(),
                                        i,
                                        queue.frames(),
                                        queue.bytes(),
                                        queue.droppedByKernel(),
                                        queue.droppedByInterface(),
                                        queue.ringFull()));
            }
            leftOut(source)
                    .forEach((cause, count) -> text.append("  %s: %d%n".formatted(cause, count)));
            if (!source.trouble().isEmpty()) {
                text.append("  ! ").append(source.trouble()).append('\n');
            }
        }
        return new OperationResult(0, rows, text.toString());
    }

    /** What was not handed over and why, and what was lost unseen; only what there is any of. */
    private static Map<String, Long> leftOut(SourceStatus source) {
        Map<String, Long> all = new TreeMap<>();
        for (CaptureStatistics queue : source.queues()) {
            queue.skipped().forEach((cause, count) -> all.merge(cause, count, Long::sum));
        }
        for (String estimate : ESTIMATES) {
            long count = source.figures().getOrDefault(estimate, 0L);
            if (count > 0) {
                all.put(estimate, count);
            }
        }
        return all;
    }

    static Map<String, Object> row(SourceStatus source) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "source");
        row.put("name", source.name());
        row.put("open", source.open());
        row.put("trouble", source.trouble());
        List<Object> queues = new ArrayList<>();
        for (CaptureStatistics queue : source.queues()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("frames", queue.frames());
            one.put("bytes", queue.bytes());
            one.put("droppedByKernel", queue.droppedByKernel());
            one.put("droppedByInterface", queue.droppedByInterface());
            one.put("ringFull", queue.ringFull());
            one.put("skipped", queue.skipped());
            queues.add(one);
        }
        row.put("queues", queues);
        row.put("figures", source.figures());
        return row;
    }
}
