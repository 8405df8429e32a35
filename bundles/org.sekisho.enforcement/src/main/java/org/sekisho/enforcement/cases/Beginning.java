// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
import org.sekisho.record.RecordException;
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

    /** The decision, or if it can't be carried out, that it is only watched, and why. */
    Decision checked(KnownCase one, Decision decision, Offences.Known known, Policy policy) {
        if (decision.verdict() != Verdict.BLOCK || wanted.get(decision.block()) != null) {
            return decision;
        }
        String obstacle = obstacle(one, decision, known, policy);
        return obstacle == null
                ? decision
                : new Decision(
                        decision.detection(),
                        Verdict.WATCH,
                        decision.block(),
                        decision.duration(),
                        "Not blocked: " + obstacle + ".",
                        decision.rung());
    }

    private String obstacle(KnownCase one, Decision decision, Offences.Known known, Policy policy) {
        if (switches.off() != null) {
            return "the firewall was switched off " + switches.off() + " (sekisho firewall on)";
        }
        if (known.pardonedFor() != null) {
            return "a person has lifted its block; it holds for another "
                    + Durations.inWords(known.pardonedFor());
        }
        Clearance clearance = policy.clearance(decision.block(), one.detection());
        if (clearance.permitted().isEmpty()) {
            return clearance.reason();
        }
        Object host = host(one.tunnel());
        int hosts = blockedHosts.size() + (blockedHosts.containsKey(host) ? 0 : 1);
        return fuse.refuses(bounds.get(), hosts, traffic.insideHosts(), fuseOpened);
    }

    private static Object host(TunnelKey tunnel) {
        return tunnel.client() != null ? tunnel.client() : tunnel;
    }

    /** Begins what was decided, unless it stands already. */
    void begin(
            KnownCase one, Decision decision, Offences.Known known, Policy policy, long decidedAt) {
        if (wanted.get(decision.block()) != null) {
            return;
        }
        Clearance clearance = policy.clearance(decision.block(), one.detection());
        RecordedBlock asked =
                new RecordedBlock(
                        0,
                        one.caseId(),
                        decision.block(),
                        clock.wall(),
                        clock.after(decision.duration()),
                        WantedBlocks.POLICY,
                        decision.reason(),
                        known.blocks(),
                        decision.rung(),
                        0,
                        "");
        String what = "block " + Sentences.block(decision.block());
        try {
            WantedBlock begun =
                    wanted.begin(
                            asked,
                            new WantedBlock.Cause(
                                    one.tunnel(), one.detection(), decision, decidedAt),
                            clearance.permitted(),
                            clearance.reason(),
                            false);
            fuse.count();
            offences.begun(one.tunnel(), begun.recorded());
            counted(begun);
            ledger.audit(
                    WantedBlocks.POLICY,
                    what + " for " + Durations.inWords(decision.duration()),
                    decision.reason(),
                    begun.isInForce() ? "done" : "not in force: " + reasons(begun));
        } catch (RecordException failed) {
            ledger.audit(
                    WantedBlocks.POLICY,
                    what,
                    decision.reason(),
                    "not done, as it can't be recorded: " + failed.getMessage());
        }
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
