// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.operate.Escaped;
import org.sekisho.policy.rule.ListOption;
import org.sekisho.policy.rule.OptionValues;

/** Entries of the allow list as they are shown. */
final class AllowRows {
    private AllowRows() {}

    /** Whom options except. */
    static String whom(Map<String, String> values) {
        return Stream.of("networks", "hosts", "macs", "names")
                .flatMap(key -> ListOption.words(values.get(key)).stream())
                .map(Escaped::of)
                .collect(Collectors.joining(", "));
    }

    /** An entry for machines. */
    static Map<String, Object> row(AllowEntry entry, Instant moment) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "allow");
        row.put("name", entry.name());
        SortedMap<String, String> values = entry.values();
        for (String key : List.of("networks", "hosts", "macs", "names")) {
            row.put(
                    key,
                    ListOption.words(values.getOrDefault(key, "")).stream()
                            .map(Escaped::of)
                            .toList());
        }
        for (String key : List.of("days", "times", "until", "comment")) {
            row.put(key, Escaped.of(values.getOrDefault(key, "")));
        }
        AllowRule rule = entry.rule();
        row.put("notices", rule == null || rule.notices());
        row.put("counts", rule != null && rule.counts(moment));
        row.put("expired", rule != null && rule.isExpired(moment));
        row.put("fault", Escaped.of(entry.fault()));
        return row;
    }

    /** An entry for people. */
    static String line(AllowEntry entry, Instant moment) {
        AllowRule rule = entry.rule();
        SortedMap<String, String> values = OptionValues.defaults(AllowConfiguration.class);
        values.putAll(entry.values());
        String state =
                rule == null
                        ? "not understood"
                        : rule.isExpired(moment)
                                ? "expired"
                                : rule.counts(moment) ? "now" : "not now";
        String when =
                Stream.of("days", "times", "until")
                        .filter(key -> !values.get(key).isEmpty())
                        .map(key -> key + " " + Escaped.of(values.get(key)))
                        .collect(Collectors.joining(", "));
        return "%-24s %-14s %s%s%s%n"
                .formatted(
                        entry.name(),
                        state,
                        whom(values),
                        when.isEmpty() ? "" : "; " + when,
                        values.get("comment").isEmpty()
                                ? ""
                                : "; " + Escaped.of(values.get("comment")));
    }
}
