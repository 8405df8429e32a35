// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Policy;
import org.sekisho.enforcement.Stage;
import org.sekisho.enforcement.cases.Beginning;
import org.sekisho.enforcement.notice.Sentences;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationResult;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;

/**
 * What one person does with blocks, on the acting thread. Everything goes to the audit trail, also
 * what was refused.
 */
final class ByHand {
    /** What every kind of firewall can count down. */
    static final Duration LONGEST = Duration.ofDays(24);

    private final Stage stage;
    private final String who;

    ByHand(Stage stage, String who) {
        this.stage = stage;
        this.who = who;
    }

    OperationResult add(Block block, Duration duration, String reason, boolean insists)
            throws OperationException {
        String what =
                "blocks add " + Sentences.block(block) + " for " + Durations.inWords(duration);
        if (stage.switches().off() != null) {
            throw refused(
                    what,
                    reason,
                    "the firewall was switched off %s; switch it on with 'sekisho firewall on'"
                            .formatted(stage.switches().off()));
        }
        Clearance clearance = clearance(block, insists, what, reason);
        RecordedBlock asked =
                new RecordedBlock(
                        0,
                        0,
                        block,
                        stage.clock().wall(),
                        stage.clock().after(duration),
                        who + (insists && clearance.isProtected() ? WantedBlocks.INSISTING : ""),
                        reason,
                        0,
                        0,
                        0,
                        "");
        try {
            WantedBlock begun =
                    stage.wanted()
                            .begin(
                                    asked,
                                    WantedBlock.Cause.NONE,
                                    clearance.permitted(),
                                    clearance.reason(),
                                    true);
            String outcome =
                    begun.isInForce() ? "done" : "not in force: " + Beginning.reasons(begun);
            stage.ledger().audit(who, what, reason, outcome);
            return new OperationResult(
                    begun.isInForce() ? 0 : 1,
                    List.of(BlockRow.of(begun, stage.wanted().remaining(begun), Map.of())),
                    BlockRow.text(begun, stage.wanted().remaining(begun)));
        } catch (RecordException failed) {
            throw refused(what, reason, failed.getMessage());
        }
    }

    private Clearance clearance(Block block, boolean insists, String what, String reason)
            throws OperationException {
        Policy policy = stage.policy();
        if (policy == null) {
            throw refused(
                    what,
                    reason,
                    "the policy bundle is not there, so nobody knows what must not be blocked; see"
                            + " 'sekisho bundles list'");
        }
        Clearance clearance = policy.clearance(block);
        if (insists && clearance.isProtected()) {
            return new Clearance(List.of(block), "", true);
        }
        if (clearance.permitted().isEmpty()) {
            throw refused(
                    what,
                    reason,
                    clearance.reason()
                            + (clearance.isProtected()
                                    ? " If you are sure: --i-know-what-i-do"
                                    : ""));
        }
        return clearance;
    }

    private OperationException refused(String what, String why, String reason) {
        stage.ledger().audit(who, what, why, "refused: " + reason);
        return new OperationException(1, Escaped.of(reason));
    }

    OperationResult remove(Arguments arguments, String reason) throws OperationException {
        Set<WantedBlock> blocks = named(arguments);
        String end = Offences.BY_HAND + who + ": " + reason;
        stage.wanted().lift(blocks, end);
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (WantedBlock block : blocks) {
            String words = Sentences.block(block.recorded().block());
            stage.ledger().audit(who, "blocks remove " + words, reason, "done");
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("type", "removed");
            row.put("id", block.id());
            row.put("block", words);
            rows.add(row);
            text.append("Lifted: ").append(words).append('\n');
            if (!block.isByHand()) {
                text.append("    policy leaves it alone for another ");
                text.append(Durations.inWords(stage.wanted().remaining(block)));
                text.append("; for longer: sekisho allow add\n");
            }
        }
        return new OperationResult(
                0, rows, blocks.isEmpty() ? "Nothing was blocked.\n" : text.toString());
    }

    private Set<WantedBlock> named(Arguments arguments) throws OperationException {
        List<String> words = arguments.plain();
        if (words.equals(List.of("all"))) {
            return new LinkedHashSet<>(stage.wanted().all());
        }
        Set<WantedBlock> blocks = new LinkedHashSet<>();
        if (words.stream().allMatch(word -> word.matches("-?[0-9]{1,18}"))) {
            for (String word : words) {
                WantedBlock block = stage.wanted().get(Long.parseLong(word));
                if (block == null) {
                    throw new OperationException(
                            1, "there is no block " + word + "; see 'sekisho blocks list'");
                }
                blocks.add(block);
            }
            return blocks;
        }
        try {
            for (Action action : Action.values()) {
                WantedBlock block = stage.wanted().get(BlockWords.parse(words, action));
                if (block != null) {
                    blocks.add(block);
                }
            }
        } catch (IllegalArgumentException wrong) {
            throw arguments.wrong(wrong.getMessage());
        }
        if (blocks.isEmpty()) {
            throw new OperationException(
                    1, "nothing of that is blocked; see 'sekisho blocks list'");
        }
        return blocks;
    }

    OperationResult resume(String reason) {
        String open = stage.switches().open();
        if (open == null) {
            return new OperationResult(0, List.of(), "The circuit breaker is not open.\n");
        }
        stage.closeFuse(who, reason);
        return new OperationResult(
                0,
                List.of(Map.of("type", "breaker", "open", false)),
                "The circuit breaker is closed. It had opened because: " + Escaped.of(open) + "\n");
    }

    /** Everything goes out of the firewalls first; what is recorded follows. */
    OperationResult off(String reason) {
        Map<String, String> left = stage.firewalls().clear();
        String words = "by " + who + ": " + reason;
        stage.switches().off(words);
        int lifted = stage.wanted().size();
        stage.wanted().forgetAll("firewall off, " + words);
        boolean isClean = left.values().stream().allMatch(String::isEmpty);
        stage.ledger()
                .audit(
                        who,
                        "firewall off, " + lifted + " blocks lifted",
                        reason,
                        isClean ? "done" : "something is left: " + left);
        return new OperationResult(isClean ? 0 : 1, rows(left), text(left, lifted));
    }

    private static List<Map<String, Object>> rows(Map<String, String> left) {
        List<Map<String, Object>> rows = new ArrayList<>();
        left.forEach(
                (name, what) -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("type", "firewall");
                    row.put("name", Escaped.of(name));
                    row.put("empty", what.isEmpty());
                    row.put("left", what.isEmpty() ? null : Escaped.of(what));
                    rows.add(row);
                });
        return rows;
    }

    private static String text(Map<String, String> left, int lifted) {
        StringBuilder text = new StringBuilder();
        left.forEach(
                (name, what) ->
                        text.append(Escaped.of(name))
                                .append(": ")
                                .append(
                                        what.isEmpty()
                                                ? "nothing of ours is left"
                                                : Escaped.of(what))
                                .append('\n'));
        if (left.isEmpty()) {
            text.append("No firewall responder is there.\n");
        }
        text.append(lifted).append(lifted == 1 ? " block was" : " blocks were");
        text.append(" lifted. Nothing is blocked until 'sekisho firewall on'.\n");
        return text.toString();
    }

    OperationResult on(String reason) {
        String off = stage.switches().off();
        if (off == null) {
            return new OperationResult(0, List.of(), "The firewall was not switched off.\n");
        }
        stage.switches().off(null);
        stage.ledger().audit(who, "firewall on", reason, "done");
        stage.firewalls().present().forEach(enforcer -> stage.wanted().converge(enforcer));
        stage.reconsider();
        return new OperationResult(
                0,
                List.of(Map.of("type", "firewall", "off", false)),
                "Blocks are put in force again. It had been switched off "
                        + Escaped.of(off)
                        + "\n");
    }
}
