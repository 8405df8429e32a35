// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.decide.Block;
import org.sekisho.enforcement.notice.Sentences;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.packet.IpPrefix;
import org.sekisho.record.RecordedBlock;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Standing;
import org.sekisho.respond.Enforcer.Status;

/** A block as an object for scripts and as a line for people. */
final class BlockRow {
    private BlockRow() {}

    /** One that stands. */
    static Map<String, Object> of(
            WantedBlock block, Duration left, Map<String, Map<Block, Standing>> standing) {
        Map<String, Object> row = recorded(block.recorded());
        row.put("secondsLeft", Math.max(0, left.toSeconds()));
        row.put("state", state(block));
        row.put("narrowed", block.narrowed().isEmpty() ? null : Escaped.of(block.narrowed()));
        row.put("permitted", block.permitted().stream().map(Sentences::block).toList());
        Map<String, Object> firewalls = new LinkedHashMap<>();
        block.outcomes()
                .forEach(
                        (name, outcome) ->
                                firewalls.put(name, firewall(block, outcome, standing.get(name))));
        row.put("firewalls", firewalls);
        row.put("proof", block.proof() == null ? null : Escaped.of(block.proof().inWords()));
        row.put("effect", block.proof() == null ? null : lower(block.proof().finding()));
        return row;
    }

    private static Map<String, Object> firewall(
            WantedBlock block, Outcome outcome, Map<Block, Standing> standing) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("status", lower(outcome.status()).replace('_', '-'));
        row.put("reason", outcome.reason().isEmpty() ? null : Escaped.of(outcome.reason()));
        long packets = -1;
        long bytes = -1;
        for (Block part : block.permitted()) {
            Standing each = standing == null ? null : standing.get(part);
            if (each != null && each.packets() >= 0) {
                packets = Math.max(0, packets) + each.packets();
                bytes = Math.max(0, bytes) + Math.max(0, each.bytes());
            }
        }
        row.put("packets", packets < 0 ? null : packets);
        row.put("bytes", bytes < 0 ? null : bytes);
        return row;
    }

    /** One that ended. */
    static Map<String, Object> ended(RecordedBlock block) {
        Map<String, Object> row = recorded(block);
        row.put("state", "ended");
        row.put("ended", DetectionRow.time(block.ended()));
        row.put("end", Escaped.of(block.end()));
        return row;
    }

    private static Map<String, Object> recorded(RecordedBlock recorded) {
        Block block = recorded.block();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "block");
        row.put("id", recorded.id());
        row.put("case", recorded.caseId() == 0 ? null : recorded.caseId());
        row.put("scope", lower(block.scope()));
        row.put("transport", block.transport() == null ? null : lower(block.transport()));
        row.put("client", text(block.client()));
        row.put("clientPort", block.clientPort() == 0 ? null : block.clientPort());
        row.put("server", text(block.server()));
        row.put("serverPort", block.serverPort() == 0 ? null : block.serverPort());
        row.put("mac", block.mac() == null ? null : block.mac().toString());
        row.put("action", lower(block.action()));
        row.put("since", DetectionRow.time(recorded.since()));
        row.put("until", DetectionRow.time(recorded.until().wall()));
        row.put("origin", Escaped.of(recorded.origin()));
        row.put("reason", Escaped.of(recorded.reason()));
        row.put("before", recorded.count());
        row.put("rung", recorded.rung());
        return row;
    }

    private static String text(IpPrefix prefix) {
        return prefix == null ? null : prefix.toString();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** In one word or two how it stands over all firewalls. */
    static String state(WantedBlock block) {
        if (block.outcomes().isEmpty()) {
            return "waiting";
        }
        if (block.isInForce()) {
            boolean everywhere =
                    block.outcomes().values().stream()
                            .allMatch(each -> each.status() == Status.IN_FORCE);
            return everywhere ? "in-force" : "in-force-in-part";
        }
        boolean refused =
                block.outcomes().values().stream()
                        .allMatch(each -> each.status() == Status.REFUSED);
        return refused ? "refused" : "failed";
    }

    /** Lines for people. */
    static String text(WantedBlock block, Duration left) {
        RecordedBlock recorded = block.recorded();
        StringBuilder text = new StringBuilder();
        text.append(
                "%-6d %-16s %-44s %s left%n"
                        .formatted(
                                recorded.id(),
                                state(block),
                                Sentences.block(recorded.block()),
                                Durations.inWords(left)));
        detail(text, "by", recorded.origin() + ": " + recorded.reason());
        detail(text, "narrowed", block.narrowed());
        block.outcomes().forEach((name, outcome) -> detail(text, name, outcome.reason()));
        if (block.outcomes().isEmpty()) {
            detail(text, "!", "no firewall responder is there");
        }
        detail(text, "effect", block.proof() == null ? "" : block.proof().inWords());
        return text.toString();
    }

    /** A line for people about one that ended. */
    static String text(RecordedBlock block) {
        return "%-6d %-16s %-44s %s: %s%n"
                .formatted(
                        block.id(),
                        "ended",
                        Sentences.block(block.block()),
                        DetectionRow.time(block.ended()),
                        Escaped.of(block.end()));
    }

    private static void detail(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append("       ").append(Escaped.of(key)).append(' ');
            text.append(Escaped.of(value)).append('\n');
        }
    }

    /** Lines of a list of texts. */
    static String lines(List<String> lines, String none) {
        return lines.isEmpty() ? none + "\n" : String.join("", lines);
    }
}
