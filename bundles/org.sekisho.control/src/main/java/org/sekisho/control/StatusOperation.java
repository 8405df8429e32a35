// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.operate.StatusSource;

/** {@code status}: how everything is doing, what needs a person's attention first. */
@Component
public final class StatusOperation implements Operation {
    private final List<StatusSource> parts = new CopyOnWriteArrayList<>();
    private final String version;
    private volatile LiveAnalysis analysis;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public StatusOperation(
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        version = context.getProperty("sekisho.version");
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPart(StatusSource part) {
        parts.add(part);
    }

    void unbindPart(StatusSource part) {
        parts.remove(part);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAnalysis(LiveAnalysis present) {
        analysis = present;
    }

    void unbindAnalysis(LiveAnalysis former) {
        if (analysis == former) {
            analysis = null;
        }
    }

    @Override
    public String words() {
        return "status";
    }

    @Override
    public String summary() {
        return "How the daemon is doing, and what needs attention";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) {
        List<String> troubles = new ArrayList<>();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "status");
        row.put("version", version);
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        row.put("uptimeSeconds", uptime / 1000);
        row.put("troubles", troubles);
        LiveAnalysis live = analysis;
        if (live == null) {
            troubles.add("the engine does not run; see the log for the bundle that is missing");
        } else {
            row.put("analysis", analysis(live));
            sources(live, row, troubles);
        }
        parts.stream()
                .sorted(Comparator.comparing(StatusSource::section))
                .forEach(
                        part -> {
                            row.put(part.section(), part.status());
                            troubles.addAll(part.troubles());
                        });
        return new OperationResult(0, List.of(row), text(row, troubles, uptime));
    }

    private static void sources(LiveAnalysis live, Map<String, Object> row, List<String> troubles) {
        List<Object> rows = new ArrayList<>();
        List<SourceStatus> sources = live.sources();
        for (SourceStatus source : sources) {
            rows.add(SourcesOperation.row(source));
            if (!source.trouble().isEmpty()) {
                troubles.add("source " + source.name() + ": " + source.trouble());
            }
        }
        row.put("sources", rows);
        if (sources.isEmpty()) {
            troubles.add(
                    "no source is configured, so nothing is watched; add"
                            + " conf/org.sekisho.capture.afpacket-lan.cfg with a line"
                            + " interface=NAME");
        }
    }

    private static Map<String, Object> analysis(LiveAnalysis live) {
        AnalysisSummary summary = live.summary();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("frames", summary.frames());
        row.put("bytes", summary.bytes());
        row.put("flows", summary.flows());
        row.put("undecoded", summary.undecoded());
        row.put("undecodedBy", summary.undecodedBy());
        row.put("evicted", summary.evicted());
        row.put("evictedBy", summary.evictedBy());
        row.put("detections", live.detections().size());
        row.put("longestStallNanos", summary.longestPollGapNanos());
        row.put("counters", summary.counters());
        return row;
    }

    private static String text(Map<String, Object> row, List<String> troubles, long uptime) {
        StringBuilder text = new StringBuilder();
        text.append("Sekisho ").append(row.get("version")).append(", up ");
        Duration up = Duration.ofMillis(uptime);
        text.append(up.toHours()).append(" h ").append(up.toMinutesPart()).append(" min\n");
        for (String trouble : troubles) {
            text.append("! ").append(trouble).append('\n');
        }
        row.forEach(
                (section, value) -> {
                    if (value instanceof Map<?, ?> figures) {
                        text.append('\n').append(section).append('\n');
                        figures.forEach(
                                (key, figure) -> {
                                    if (!(figure instanceof Map)) {
                                        text.append("  %-28s %s%n".formatted(key, figure));
                                    }
                                });
                    }
                });
        return text.toString();
    }
}
