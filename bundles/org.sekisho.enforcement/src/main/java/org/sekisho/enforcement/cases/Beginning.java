// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Policy;
import org.sekisho.enforcement.notice.Sentences;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.record.TunnelKey;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.enforcement.wanted.Fuse;
import org.sekisho.enforcement.wanted.Switches;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordedBlock;

/**
 * Puts decisions in force, unless something that policy knows nothing of stands against it: a
 * person who has switched the firewall off or lifted this block, the circuit breaker, records that
 * can't be written. Used by the acting thread.
 */
public final class Beginning {
    private final Clock clock;
    private final Ledger ledger;
    private final Offences offences;
    private final WantedBlocks wanted;
    private final Switches switches;
    private final Fuse fuse;
    private final Traffic traffic;
    private final Supplier<Fuse.Bounds> bounds;
    private final Runnable fuseOpened;
    private final Map<Object, Integer> blockedHosts = new HashMap<>();

    /**
     * Nothing is blocked yet.
     *
     * @param fuseOpened told when the circuit breaker opens
     */
    public Beginning(
            Clock clock,
            Ledger ledger,
            Offences offences,
            WantedBlocks wanted,
            Switches switches,
            Fuse fuse,
            Traffic traffic,
            Supplier<Fuse.Bounds> bounds,
            Runnable fuseOpened) {
        this.clock = clock;
        this.ledger = ledger;
        this.offences = offences;
        this.wanted = wanted;
        this.switches = switches;
        this.fuse = fuse;
        this.traffic = traffic;
        this.bounds = bounds;
        this.fuseOpened = fuseOpened;
    }

    /** A block that is to begin, and the case that it is for. */
    private record Intent(
            KnownCase one,
            Decision decision,
            Offences.Known known,
            Clearance clearance,
            long decidedAt) {}

    /** Blocks that are to begin together. */
    static final class Intended {
        private final Map<Block, Intent> intents = new LinkedHashMap<>();

        /** Hosts that are blocked with them. */
        private final Set<Object> hosts = new HashSet<>();
    }

    /**
     * The decision, or if it can't be carried out, that it is only watched, and why.
     *
     * @param decidedAt as in {@link WantedBlock.Cause}
     * @param intended takes the block in if it is to begin
     */
    Decision checked(Due due, Policy policy, long decidedAt, Intended intended) {
        Decision decision = due.decided();
        if (decision.verdict() != Verdict.BLOCK
                || wanted.get(decision.block()) != null
                || intended.intents.containsKey(decision.block())) {
            return decision;
        }
        KnownCase one = due.one();
        Clearance clearance = policy.clearance(decision.block(), one.detection());
        String obstacle = obstacle(due, clearance, intended);
        if (obstacle == null) {
            intended.intents.put(
                    decision.block(),
                    new Intent(one, decision, due.history().known(), clearance, decidedAt));
            intended.hosts.add(host(one.tunnel()));
            return decision;
        }
        return new Decision(
                decision.detection(),
                Verdict.WATCH,
                decision.block(),
                decision.duration(),
                "Not blocked: " + obstacle + ".",
                decision.rung());
    }

    private String obstacle(Due due, Clearance clearance, Intended intended) {
        Offences.Known known = due.history().known();
        if (switches.off() != null) {
            return "the firewall was switched off " + switches.off() + " (sekisho firewall on)";
        }
        if (known.pardonedFor() != null) {
            return "a person has lifted its block; it holds for another "
                    + Durations.inWords(known.pardonedFor());
        }
        if (clearance.permitted().isEmpty()) {
            return clearance.reason();
        }
        Set<Object> added = new HashSet<>(intended.hosts);
        added.add(host(due.one().tunnel()));
        added.removeAll(blockedHosts.keySet());
        return fuse.refuses(
                bounds.get(),
                intended.intents.size(),
                blockedHosts.size() + added.size(),
                traffic.insideHosts(),
                fuseOpened);
    }

    private static Object host(TunnelKey tunnel) {
        return tunnel.client() != null ? tunnel.client() : tunnel;
    }

    /** Begins what is intended: recorded in one step, then put in force in one. */
    void begin(Intended intended) {
        if (intended.intents.isEmpty()) {
            return;
        }
        List<Intent> intents = List.copyOf(intended.intents.values());
        List<WantedBlock> begun = wanted.begin(intents.stream().map(this::asked).toList());
        List<AuditEntry> audit = new ArrayList<>(intents.size());
        for (int i = 0; i < intents.size(); i++) {
            Intent intent = intents.get(i);
            WantedBlock block = begun.get(i);
            if (block != null) {
                fuse.count();
                offences.begun(intent.one().tunnel(), block.recorded());
                counted(block);
            }
            audit.add(audited(intent.decision(), block));
        }
        ledger.audit(audit);
    }

    private WantedBlocks.Asked asked(Intent intent) {
        KnownCase one = intent.one();
        Decision decision = intent.decision();
        RecordedBlock block =
                new RecordedBlock(
                        0,
                        one.caseId(),
                        decision.block(),
                        clock.wall(),
                        clock.after(decision.duration()),
                        WantedBlocks.POLICY,
                        decision.reason(),
                        intent.known().blocks(),
                        decision.rung(),
                        0,
                        "");
        return new WantedBlocks.Asked(
                block,
                new WantedBlock.Cause(one.tunnel(), one.detection(), decision, intent.decidedAt()),
                intent.clearance().permitted(),
                intent.clearance().reason());
    }

    /** What the audit trail says of a decision. */
    private AuditEntry audited(Decision decision, WantedBlock begun) {
        String what = "block " + Sentences.block(decision.block());
        String outcome;
        if (begun == null) {
            outcome = "not done, as it can't be recorded: " + ledger.trouble();
        } else {
            what += " for " + Durations.inWords(decision.duration());
            outcome = begun.isInForce() ? "done" : "not in force: " + reasons(begun);
        }
        return new AuditEntry(clock.wall(), WantedBlocks.POLICY, what, decision.reason(), outcome);
    }

    /** Why no firewall holds it. */
    public static String reasons(WantedBlock block) {
        if (block.outcomes().isEmpty()) {
            return "no firewall responder is there";
        }
        List<String> reasons =
                block.outcomes().entrySet().stream()
                        .filter(each -> !each.getValue().reason().isEmpty())
                        .map(each -> each.getKey() + ": " + each.getValue().reason())
                        .toList();
        return String.join("; ", reasons);
    }

    /** A block of a tunnel stands, since now or an earlier run. */
    public void counted(WantedBlock block) {
        TunnelKey tunnel = block.cause().tunnel();
        if (tunnel != null) {
            blockedHosts.merge(host(tunnel), 1, Integer::sum);
        }
    }

    /** It has ended. */
    public void ended(WantedBlock block) {
        TunnelKey tunnel = block.cause().tunnel();
        if (tunnel != null) {
            blockedHosts.computeIfPresent(
                    host(tunnel), (host, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Hosts that are blocked now because of a tunnel. */
    public int blockedHosts() {
        return blockedHosts.size();
    }
}
