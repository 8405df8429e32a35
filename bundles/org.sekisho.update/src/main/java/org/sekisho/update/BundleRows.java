// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.sekisho.exchange.Seating;
import org.sekisho.operate.Escaped;
import org.sekisho.update.life.Leftovers;
import org.sekisho.update.trust.Permission;

/** How the bundles stand, as rows for machines. */
final class BundleRows {
    private final BundleContext context;
    private final Lineages lineages;
    private final Admissions admissions;
    private final Leftovers leftovers;

    BundleRows(
            BundleContext context, Lineages lineages, Admissions admissions, Leftovers leftovers) {
        this.context = context;
        this.lineages = lineages;
        this.admissions = admissions;
        this.leftovers = leftovers;
    }

    /**
     * What must not be overlooked; one row for each version, by name; then what is refused, then
     * what is left over.
     */
    List<Map<String, Object>> rows(
            List<String> warnings, Map<String, String> refused, List<String> threads) {
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<Long, Map<String, Object>> ours = new LinkedHashMap<>();
        for (Lineage lineage : lineages.all()) {
            add(ours, lineage, lineage.active, "active");
            add(ours, lineage, lineage.shadow, "shadow");
            add(ours, lineage, lineage.former, "ready");
            if (lineage.shipped != null) {
                boolean decides = lineage.active == null;
                boolean ready = lineage.onProbation() && lineage.former == null;
                String state = decides ? "active" : ready ? "ready" : "replaced";
                add(ours, lineage, lineage.shipped, state);
            }
        }
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getBundleId() != 0 && !ours.containsKey(bundle.getBundleId())) {
                ours.put(bundle.getBundleId(), other(bundle));
            }
        }
        rows.addAll(ours.values());
        rows.sort((a, b) -> String.valueOf(a.get("name")).compareTo(String.valueOf(b.get("name"))));
        for (int i = 0; i < warnings.size(); i++) {
            rows.add(i, row("warning", "reason", warnings.get(i)));
        }
        for (Lineage lineage : lineages.all()) {
            if (!lineage.mishap().isEmpty()) {
                Map<String, Object> row =
                        row("mishap", "name", lineage.name(), "reason", lineage.mishap());
                if (lineage.backAfterMillis() >= 0) {
                    row.put("backAfterMillis", lineage.backAfterMillis());
                }
                rows.add(row);
            }
        }
        refused.forEach((file, reason) -> rows.add(row("refused", "file", file, "reason", reason)));
        leftovers.uncollected().forEach(each -> rows.add(row("uncollected", "bundle", each)));
        threads.forEach(each -> rows.add(row("thread", "thread", each)));
        return rows;
    }

    private static Map<String, Object> row(String type, String... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", type);
        for (int i = 0; i < pairs.length; i += 2) {
            row.put(pairs[i], Escaped.of(pairs[i + 1]));
        }
        return row;
    }

    private void add(
            Map<Long, Map<String, Object>> rows, Lineage lineage, Edition edition, String state) {
        if (edition == null) {
            return;
        }
        Map<String, Object> row = row("bundle", "name", edition.name());
        row.put("version", edition.version().toString());
        row.put("state", state(edition, state));
        row.put("from", from(edition));
        if (!edition.shipped()) {
            row.put("signer", Escaped.of(edition.stored().signer()));
            row.put("sha256", edition.stored().sha256());
            row.put(
                    "permissions",
                    edition.permissions().stream().sorted().map(Permission::word).toList());
        }
        if (state.equals("active") && lineage.onProbation()) {
            Instant end = Instant.ofEpochMilli(lineage.probationEnds());
            row.put("probationEnds", end.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        List<Object> seats = new ArrayList<>();
        for (Seating seat : admissions.of(edition)) {
            seats.add(seat(seat));
        }
        row.put("seats", seats);
        rows.put(edition.bundle().getBundleId(), row);
    }

    private static String state(Edition edition, String meant) {
        boolean runs = edition.bundle().getState() == Bundle.ACTIVE;
        boolean should = meant.equals("active") || meant.equals("shadow");
        return should && !runs ? "stopped" : meant;
    }

    private static String from(Edition edition) {
        if (edition.shipped()) {
            return "shipped";
        }
        return edition.file().isEmpty() ? "installed" : "deploy/" + Escaped.of(edition.file());
    }

    private static Map<String, Object> seat(Seating seat) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", seat.kind());
        row.put("name", Escaped.of(seat.name()));
        row.put("role", lower(seat.role()));
        row.put("state", lower(seat.state()));
        row.put("reason", Escaped.of(seat.reason()));
        row.put("failures", seat.failures());
        row.put("events", seat.events());
        row.put("evidence", seat.evidence());
        return row;
    }

    private static String lower(Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> other(Bundle bundle) {
        Map<String, Object> row = row("bundle", "name", String.valueOf(bundle.getSymbolicName()));
        row.put("version", bundle.getVersion().toString());
        row.put("state", bundle.getState() == Bundle.ACTIVE ? "active" : "stopped");
        row.put("from", bundle.getLocation().startsWith("reference:") ? "shipped" : "elsewhere");
        return row;
    }

    /** The same rows for people. */
    static String text(List<Map<String, Object>> rows) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%-34s %-12s %-9s %s%n", "NAME", "VERSION", "STATE", "FROM"));
        for (Map<String, Object> row : rows) {
            text.append(line(row)).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String line(Map<String, Object> row) {
        return switch (String.valueOf(row.get("type"))) {
            case "bundle" ->
                    String.format(
                            "%-34s %-12s %-9s %s%s%s",
                            row.get("name"),
                            row.get("version"),
                            row.get("state"),
                            row.get("from"),
                            words(", signed by ", row.get("signer")),
                            words(", on probation until ", row.get("probationEnds")));
            case "warning" -> "! " + row.get("reason");
            case "mishap" ->
                    "! "
                            + row.get("name")
                            + ": "
                            + row.get("reason")
                            + (row.get("backAfterMillis") instanceof Long millis
                                    ? String.format(
                                            Locale.ROOT,
                                            "; the version before it was back %.1f s after that"
                                                    + " began",
                                            millis / 1000.0)
                                    : "");
            case "refused" -> "! deploy/" + row.get("file") + " is refused: " + row.get("reason");
            case "thread" -> "! still running: " + row.get("thread");
            default -> "  classes not collected yet: " + row.get("bundle");
        };
    }

    private static String words(String before, Object value) {
        return value == null || value.equals("") ? "" : before + value;
    }
}
