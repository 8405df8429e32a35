// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.record.TunnelKey;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.enforcement.traffic.Pair;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/**
 * Every case that is known, and what is done about it. Policy is asked when a case changes, when a
 * tunnel comes back after its block, and now and then, because policy itself may have changed.
 * Bounded; the case that was told of longest ago goes. Used by the acting thread.
 */
public final class Cases {
    private static final int MOST = 16_384;

    private final Clock clock;
    private final Ledger ledger;
    private final Offences offences;
    private final Traffic traffic;
    private final Histories histories;
    private final Beginning beginning;
    private final CaseNotices notices;
    private final LinkedHashMap<TunnelKey, KnownCase> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Clients of tunnels, by server. */
    private final Map<Object, Set<Object>> byServer = new HashMap<>();

    /** Of what is over for now; it counts when they are seen again. */
    private final Set<KnownCase> awaited = new LinkedHashSet<>();

    private boolean awaitedChanged;

    /**
     * No case is known yet.
     *
     * @param beginning puts decisions in force
     * @param notices tells people of detections
     */
    public Cases(
            Clock clock,
            Ledger ledger,
            Offences offences,
            Traffic traffic,
            Beginning beginning,
            CaseNotices notices) {
        this.clock = clock;
        this.ledger = ledger;
        this.offences = offences;
        this.traffic = traffic;
        this.histories = new Histories(offences, traffic);
        this.beginning = beginning;
        this.notices = notices;
    }

    /** How many are known. */
    public int size() {
        return known.size();
    }

    /** New states of cases: what is to be blocked comes first. */
    public void take(Collection<Detection> detections, Policy policy) {
        record Due(KnownCase one, Histories.History history, Decision decision) {}
        List<Due> due = new ArrayList<>();
        for (Detection detection : detections) {
            KnownCase one = known(detection);
            Histories.History history = history(one, policy);
            due.add(new Due(one, history, policy.decide(detection, history.past())));
        }
        due.sort(Comparator.comparing(each -> each.decision().verdict() != Verdict.BLOCK));
        for (Due each : due) {
            act(each.one(), each.history(), each.decision(), policy, true);
        }
        tellWhoIsAwaited();
    }

    private KnownCase known(Detection detection) {
        TunnelKey key = TunnelKey.of(detection);
        KnownCase one = known.get(key);
        if (one == null) {
            one = new KnownCase(key, detection);
            known.put(key, one);
            if (key.server() != null) {
                byServer.computeIfAbsent(key.server(), any -> new HashSet<>(2)).add(key.client());
            }
            if (known.size() > MOST) {
                forget(known.remove(known.keySet().iterator().next()));
            }
        }
        one.detection(detection);
        return one;
    }

    private void forget(KnownCase eldest) {
        awaitedChanged |= awaited.remove(eldest);
        Set<Object> clients = byServer.get(eldest.tunnel().server());
        if (clients != null) {
            clients.remove(eldest.tunnel().client());
            if (clients.isEmpty()) {
                byServer.remove(eldest.tunnel().server());
            }
        }
    }

    /** A case of an earlier run, to be recognised if it is seen again. */
    public void remember(RecordedCase recorded) {
        if (known.containsKey(TunnelKey.of(recorded.detection()))) {
            return;
        }
        KnownCase one = known(recorded.detection());
        one.caseId(recorded.id());
        one.decision(recorded.decision());
        await(one);
    }

    private void await(KnownCase one) {
        awaitedChanged |= awaited.add(one);
    }

    private Histories.History history(KnownCase one, Policy policy) {
        // what clients send to a server to which they have a tunnel is not ordinary traffic
        Set<Object> clients = byServer.getOrDefault(one.tunnel().server(), Set.of());
        return histories.of(one, policy, clients);
    }

    /** Asks policy again about all cases in which something is going on. */
    public void reconsider(Policy policy) {
        for (KnownCase one : List.copyOf(known.values())) {
            if (traffic.isAlive(one.detection())) {
                reconsider(one, policy);
            }
        }
        tellWhoIsAwaited();
    }

    /** Both ends of this pair were seen to send, and somebody waits for that. */
    public void seenAgain(Pair pair, Policy policy) {
        for (KnownCase one : List.copyOf(awaited)) {
            if (Pair.of(one.detection()).contains(pair)) {
                reconsider(one, policy);
            }
        }
        tellWhoIsAwaited();
    }

    private void reconsider(KnownCase one, Policy policy) {
        Histories.History history = history(one, policy);
        Decision decision = policy.decide(one.detection(), history.past());
        act(one, history, decision, policy, false);
    }

    /** A block of this tunnel has ended. */
    public void released(TunnelKey tunnel) {
        KnownCase one = known.get(tunnel);
        if (one != null) {
            await(one);
        }
    }

    private void act(
            KnownCase one,
            Histories.History history,
            Decision decided,
            Policy policy,
            boolean isNews) {
        long decidedAt = isNews ? one.detection().lastSeen() : clock.wall();
        Decision decision = beginning.checked(one, decided, history.known(), policy);
        boolean changed = !isSame(one.decision(), decision);
        Records.Recorded recorded = null;
        if (isNews || changed) {
            recorded = ledger.record(one.detection(), decision);
            if (recorded != null) {
                one.caseId(recorded.now().id());
            }
        }
        if (isNews) {
            notices.tell(one, decision, recorded);
        }
        one.decision(decision);
        if (decision.verdict() == Verdict.BLOCK) {
            beginning.begin(one, decision, history.known(), policy, decidedAt);
            awaitedChanged |= awaited.remove(one);
        } else if (history.past().over() || history.known().released() != 0) {
            await(one);
        } else if (decision.rung() > 0 && decision.block() == null && changed) {
            // a mere notice, after which it counts whether the tunnel goes on
            offences.told(one.tunnel(), decision.rung(), clock.after(Duration.ZERO));
        }
    }

    private static boolean isSame(Decision one, Decision other) {
        return one != null
                && one.verdict() == other.verdict()
                && Objects.equals(one.block(), other.block())
                && one.rung() == other.rung();
    }

    /**
     * Has the traffic look out for what is over for now. Whoever awaits somebody outside of a round
     * of decisions leaves it to this, because the set of all is made anew.
     */
    public void tellWhoIsAwaited() {
        if (awaitedChanged) {
            awaitedChanged = false;
            Set<Pair> pairs = new HashSet<>();
            awaited.forEach(one -> pairs.addAll(Pair.of(one.detection())));
            traffic.await(pairs);
        }
    }
}
