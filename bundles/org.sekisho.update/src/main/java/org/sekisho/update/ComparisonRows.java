// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.exchange.Comparison;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.OperationResult;

/** Where a shadow differs, for machines and for people. */
final class ComparisonRows {
    private ComparisonRows() {}

    static OperationResult of(String name, Comparison comparison) {
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("type", "comparison");
        head.put("name", name);
        head.put("shadow", comparison.shadow());
        head.put("active", comparison.active());
        head.put("fromJournal", comparison.fromJournal());
        head.put("events", comparison.events());
        head.put("agreed", comparison.agreed());
        head.put("added", comparison.added().size());
        head.put("dropped", comparison.dropped().size());
        head.put("addedCases", escaped(comparison.addedCases()));
        head.put("droppedCases", escaped(comparison.droppedCases()));
        head.put("unlisted", comparison.unlisted());
        rows.add(head);
        text.append(
                String.format(
                        "%s %s, compared with %s over %d events%s: would have added %d, dropped"
                                + " %d; %d the same%n",
                        name,
                        comparison.shadow(),
                        comparison.active().isEmpty() ? "nothing" : comparison.active(),
                        comparison.events(),
                        comparison.fromJournal() ? "" : " (still reading the journal)",
                        comparison.added().size(),
                        comparison.dropped().size(),
                        comparison.agreed()));
        head(text, "cases it would add", comparison.addedCases());
        head(text, "cases it would drop", comparison.droppedCases());
        comparison.added().forEach(each -> line(rows, text, "added", '+', each));
        comparison.dropped().forEach(each -> line(rows, text, "dropped", '-', each));
        if (comparison.unlisted() > 0) {
            text.append(String.format("  and %d older differences%n", comparison.unlisted()));
        }
        return new OperationResult(0, rows, text.toString());
    }

    private static List<String> escaped(List<String> texts) {
        return texts.stream().map(Escaped::of).toList();
    }

    private static void head(StringBuilder text, String what, List<String> cases) {
        if (!cases.isEmpty()) {
            text.append(String.format("  %s: %s%n", what, String.join(", ", escaped(cases))));
        }
    }

    private static void line(
            List<Map<String, Object>> rows,
            StringBuilder text,
            String type,
            char sign,
            Evidence evidence) {
        Instant time = Instant.ofEpochSecond(0, evidence.time()).truncatedTo(ChronoUnit.MICROS);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", type);
        row.put("technique", evidence.technique().id());
        row.put("subject", Escaped.of(evidence.subject().toString()));
        row.put("frame", evidence.frame());
        row.put("time", time.toString());
        row.put("detail", Escaped.of(evidence.detail()));
        rows.add(row);
        text.append(
                String.format(
                        "  %c %s %s frame %d %s %s%n",
                        sign,
                        time,
                        evidence.technique().id(),
                        evidence.frame(),
                        Escaped.of(evidence.subject().toString()),
                        Escaped.of(evidence.detail())));
    }
}
