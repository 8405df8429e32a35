// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.OperationResult;
import org.sekisho.policy.rule.BlockDuration;
import org.sekisho.record.RecordedCase;

/** What two policies make of the same cases, for machines and for people. */
final class TrialAnswer {
    private final boolean all;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private int cases;
    private int blockedNow;
    private int blockedThen;
    private int more;
    private int less;
    private int other;

    TrialAnswer(boolean all) {
        this.all = all;
    }

    void add(RecordedCase recorded, Decision now, Decision then) {
        cases++;
        boolean before = now.verdict() == Verdict.BLOCK;
        boolean after = then.verdict() == Verdict.BLOCK;
        blockedNow += before ? 1 : 0;
        blockedThen += after ? 1 : 0;
        more += after && !before ? 1 : 0;
        less += before && !after ? 1 : 0;
        boolean differs =
                now.verdict() != then.verdict()
                        || !Objects.equals(now.block(), then.block())
                        || !Objects.equals(now.duration(), then.duration());
        other += differs && before == after ? 1 : 0;
        if (differs || all && after) {
            rows.add(row(recorded, now, then, differs));
            lines.append(line(recorded.detection(), before, after, differs))
                    .append("\n    now:  ")
                    .append(now.reason())
                    .append("\n    then: ")
                    .append(then.reason())
                    .append('\n');
        }
    }

    private static String line(
            Detection detection, boolean before, boolean after, boolean differs) {
        String mark = !differs ? "=" : after == before ? "~" : after ? "+" : "-";
        return mark
                + " "
                + DetectionRow.time(detection.lastSeen())
                + "  "
                + end(detection.client())
                + " - "
                + end(detection.server())
                + "  "
                + detection.method().label()
                + ", "
                + detection.state().label();
    }

    private static String end(Party party) {
        if (party == null) {
            return "?";
        }
        String address = party.address() == null ? "?" : party.address().toString();
        return party.name() == null ? address : address + " (" + Escaped.of(party.name()) + ")";
    }

    private static Map<String, Object> row(
            RecordedCase recorded, Decision now, Decision then, boolean differs) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "trial");
        row.put("case", recorded.id());
        row.put("differs", differs);
        row.put("now", decision(now));
        row.put("then", decision(then));
        row.put("detection", DetectionRow.of(recorded.detection(), null));
        return row;
    }

    private static Map<String, Object> decision(Decision decision) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("verdict", decision.verdict().name().toLowerCase(Locale.ROOT));
        row.put("block", decision.block() == null ? null : decision.block().toString());
        row.put("seconds", decision.duration() == null ? null : decision.duration().toSeconds());
        row.put("reason", decision.reason());
        return row;
    }

    OperationResult result(Duration since, boolean blocking, boolean cut) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("type", "summary");
        summary.put("cases", cases);
        summary.put("blockedNow", blockedNow);
        summary.put("blockedThen", blockedThen);
        summary.put("more", more);
        summary.put("fewer", less);
        summary.put("otherwise", other);
        summary.put("complete", !cut);
        rows.add(summary);
        String text =
                cases
                        + " cases in the last "
                        + BlockDuration.inWords(since)
                        + (cut ? " (the newest; there are more)" : "")
                        + ": "
                        + blockedNow
                        + " blocked by the present policy, "
                        + blockedThen
                        + " by this one: "
                        + more
                        + " more, "
                        + less
                        + " fewer, "
                        + other
                        + " in another way.\n"
                        + (blocking
                                ? ""
                                : "Blocking is off; this compares what it would do if it were"
                                        + " on.\n");
        return new OperationResult(0, rows, text + lines);
    }
}
