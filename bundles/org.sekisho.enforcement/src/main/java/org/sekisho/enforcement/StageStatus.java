// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.decide.Policy;
import org.sekisho.enforcement.wanted.Firewalls;
import org.sekisho.enforcement.wanted.Proof;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;

/**
 * How the stage is doing, taken by the acting thread now and then, so that whoever asks need not
 * wait for it.
 */
final class StageStatus {
    /** A stage that is at one thing for longer than this is stuck in it. */
    private static final long STUCK_SECONDS = 5;

    private static final int MOST_NAMED = 5;

    private final Stage stage;
    private volatile Map<String, Object> figures = Map.of();
    private volatile List<String> troubles = List.of();

    StageStatus(Stage stage) {
        this.stage = stage;
    }

    Map<String, Object> figures() {
        return figures;
    }

    List<String> troubles() {
        List<String> all = new ArrayList<>();
        if (!stage.refusal().isEmpty()) {
            all.add(Escaped.of(stage.refusal()));
        }
        all.addAll(troubles);
        long busy = stage.thread.busySeconds();
        if (busy >= STUCK_SECONDS) {
            all.add(
                    "enforcement has been at one task for %d s, most likely a firewall or a disk that"
                                    .formatted(busy)
                            + " does not answer; detections wait meanwhile");
        }
        return all;
    }

    /** Looks; on the acting thread. */
    void look() {
        Map<String, Object> row = new LinkedHashMap<>();
        Policy policy = stage.policy();
        row.put("blocking", policy != null && policy.enforces());
        row.put("firewall", stage.switches().off() == null ? "on" : "off");
        row.put("firewalls", stage.firewalls().present().stream().map(Firewalls::name).toList());
        row.put("records", stage.ledger().isStored() ? "stored" : "in memory");
        row.put("blocks", stage.wanted().size());
        long inForce = stage.wanted().all().stream().filter(WantedBlock::isInForce).count();
        row.put("blocksInForce", inForce);
        row.put("hostsBlocked", stage.beginning.blockedHosts());
        row.put("blocksLastMinute", stage.fuse.lately());
        row.put("breaker", stage.switches().open() == null ? "closed" : "open");
        row.put("heldBack", stage.fuse.heldBack());
        row.put("cases", stage.cases.size());
        row.put("detectionsWaiting", stage.mailbox.size());
        row.put("detectionsDropped", stage.mailbox.dropped());
        row.put("notifiers", stage.notices().names());
        row.put("noticesWaiting", stage.notices().waiting());
        row.put("noticesDropped", stage.notices().dropped());
        row.put("insideHosts", stage.traffic.insideHosts());
        figures = row;
        troubles = List.copyOf(lookForTroubles(policy));
    }

    private List<String> lookForTroubles(Policy policy) {
        List<String> found = new ArrayList<>();
        if (stage.switches().off() != null) {
            found.add(
                    "the firewall was switched off %s; nothing is blocked until 'sekisho firewall on'"
                            .formatted(Escaped.of(stage.switches().off())));
        }
        if (stage.switches().open() != null) {
            found.add(
                    "the circuit breaker is open, so no new block begins: %s; look at 'sekisho blocks"
                                    .formatted(Escaped.of(stage.switches().open()))
                            + " list', then call 'sekisho blocks resume'");
        }
        if (!stage.switches().trouble().isEmpty()) {
            found.add(stage.switches().trouble());
        }
        if (!stage.ledger().trouble().isEmpty()) {
            found.add("records: " + stage.ledger().trouble());
        }
        boolean blocking = policy != null && policy.enforces();
        if (blocking && stage.firewalls().present().isEmpty()) {
            found.add(
                    "blocking is on, but no firewall responder is there; see 'sekisho bundles list'"
                            + " and conf/org.sekisho.responder.nftables.cfg");
        }
        stage.firewalls()
                .cutterTroubles()
                .forEach(
                        (name, text) ->
                                found.add(
                                        name
                                                + " could not end connections that stood before: "
                                                + Escaped.of(text)));
        found.addAll(blocks());
        if (stage.notices().dropped() > 0) {
            found.add(
                    "%d notices were lost because a notifier takes too long"
                            .formatted(stage.notices().dropped()));
        }
        return found;
    }

    /** What is wrong with blocks: how many by firewall and reason, and those that don't help. */
    private List<String> blocks() {
        Map<String, Integer> wrong = new TreeMap<>();
        List<String> flowing = new ArrayList<>();
        for (WantedBlock block : stage.wanted().all()) {
            for (Map.Entry<String, Outcome> each : block.outcomes().entrySet()) {
                Status status = each.getValue().status();
                // what one firewall can't express is no trouble if another holds it
                if (status == Status.FAILED || status == Status.REFUSED && !block.isInForce()) {
                    wrong.merge(each.getKey() + ": " + each.getValue().reason(), 1, Integer::sum);
                }
            }
            Proof proof = block.proof();
            if (proof != null && proof.finding() == Proof.Finding.FLOWING) {
                flowing.add(block.recorded().block() + ": " + proof.inWords());
            }
        }
        List<String> found = new ArrayList<>();
        wrong.entrySet().stream()
                .limit(MOST_NAMED)
                .forEach(
                        each ->
                                found.add(
                                        "%d blocks are not in force in %s"
                                                .formatted(
                                                        each.getValue(),
                                                        Escaped.of(each.getKey()))));
        flowing.stream().limit(MOST_NAMED).forEach(each -> found.add(Escaped.of(each)));
        return found;
    }
}
