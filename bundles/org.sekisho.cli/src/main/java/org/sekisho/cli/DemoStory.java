// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.RuleWriter;

/** Tells in plain words what was found: who, how sure, why, and what would stop it. */
final class DemoStory {
    private final Policy policy;
    private final List<RuleWriter> writers;

    DemoStory(Policy policy, List<RuleWriter> writers) {
        this.policy = policy;
        this.writers = writers;
    }

    List<String> lines(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Read %s in %s of %s: %s.",
                        Words.count(outcome.summary().frames(), "frame"),
                        Words.count(outcome.summary().flows(), "flow"),
                        Escaped.of(outcome.file()),
                        Words.count(outcome.detections().size(), "tunnel")));
        for (Detection detection : outcome.detections()) {
            lines.add("");
            lines.addAll(story(detection));
        }
        return lines;
    }

    private List<String> story(Detection detection) {
        List<String> lines = new ArrayList<>();
        boolean tunnel = detection.method() != Method.CONTROL && detection.method() != Method.HUB;
        lines.add(
                "WHO       "
                        + Words.party(detection.client())
                        + (tunnel ? " tunnels to " : " and ")
                        + Words.party(detection.server()));
        lines.add("HOW       " + how(detection));
        lines.add(
                "HOW SURE  "
                        + detection.state().label()
                        + ", "
                        + Words.confidence(detection)
                        + ", decided at frame "
                        + detection.decidedAtFrame());
        lines.add("WHY       seen in these frames (open the recording in Wireshark to compare):");
        Columns why = new Columns();
        for (Evidence evidence : detection.evidence()) {
            why.row(
                    "frame " + evidence.frame(),
                    Escaped.of(evidence.technique().title()),
                    "(" + Escaped.of(evidence.technique().id()) + ")");
        }
        why.lines().forEach(line -> lines.add("            " + line));
        lines.addAll(remedy(policy.decide(detection, Past.NONE)));
        return lines;
    }

    private static String how(Detection detection) {
        String how = detection.tunnel() + " over " + Words.methods(detection);
        return detection.generation() == null
                ? how
                : how + ", generation " + Words.generation(detection);
    }

    private List<String> remedy(Decision decision) {
        List<String> lines = new ArrayList<>();
        lines.add("WHAT NOW  " + decision.reason());
        if (decision.block() == null) {
            return lines;
        }
        for (RuleWriter writer : writers) {
            lines.add("          As rules for " + writer.firewall() + ":");
            writer.rules(Map.of(decision.block(), decision.duration()))
                    .forEach(rule -> lines.add("            " + rule));
        }
        return lines;
    }
}
