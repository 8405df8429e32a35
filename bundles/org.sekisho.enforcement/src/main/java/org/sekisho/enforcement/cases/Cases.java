// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
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

    /**
     * Cases that are dealt with in one step: what is recorded of them waits once for the disk, and
     * the first of very many does not wait for the last.
     */
    private static final int AT_ONCE = 256;

    /**
     * Cases about which policy is asked again in one step of a round. It takes tens of microseconds
     * each, several times a second: some percent of a processor, however many are known.
     */
    static final int AGAIN_AT_ONCE = 100;

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

    /** About which policy is still to be asked in this round. */
    private final Deque<KnownCase> round = new ArrayDeque<>();

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
        Map<TunnelKey, KnownCase> changed = new LinkedHashMap<>();
        for (Detection detection : detections) {
            KnownCase one = known(detection);
            changed.put(one.tunnel(), one);
        }
        act(changed.values(), policy, true);
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
        eldest.forget();
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

    /** Asks policy again about all cases in which something is going on, now. */
    public void reconsider(Policy policy) {
        round.clear();
        act(alive(known.values()), policy, false);
    }

    /**
     * Begins a round in which policy is asked again about the same cases, some at a time; nothing
     * if the last one still goes on.
     */
    public void beginRound() {
        if (round.isEmpty()) {
            round.addAll(alive(known.values()));
        }
    }

    /** Goes on with the round. */
    public void goOn(Policy policy) {
        List<KnownCase> next = new ArrayList<>(AGAIN_AT_ONCE);
        while (next.size() < AGAIN_AT_ONCE && !round.isEmpty()) {
            KnownCase one = round.remove();
            if (!one.isForgotten()) {
                next.add(one);
            }
        }
        if (!next.isEmpty()) {
            act(alive(next), policy, false);
        }
    }

    private List<KnownCase> alive(Collection<KnownCase> cases) {
        return cases.stream().filter(one -> traffic.isAlive(one.detection())).toList();
    }

    /** Both ends of this pair were seen to send, and somebody waits for that. */
    public void seenAgain(Pair pair, Policy policy) {
        List<KnownCase> back =
                awaited.stream().filter(one -> Pair.of(one.detection()).contains(pair)).toList();
        act(back, policy, false);
    }

    /** A block of this tunnel has ended. */
    public void released(TunnelKey tunnel) {
        KnownCase one = known.get(tunnel);
        if (one != null) {
            await(one);
        }
    }

    private void act(Collection<KnownCase> cases, Policy policy, boolean isNews) {
        List<Due> due = new ArrayList<>(cases.size());
        for (KnownCase one : cases) {
            Histories.History history = history(one, policy);
            due.add(new Due(one, history, policy.decide(one.detection(), history.past())));
        }
        due.sort(Comparator.comparing(each -> each.decided().verdict() != Verdict.BLOCK));
        for (int from = 0; from < due.size(); from += AT_ONCE) {
            act(due.subList(from, Math.min(due.size(), from + AT_ONCE)), policy, isNews);
        }
        tellWhoIsAwaited();
    }

    private void act(List<Due> due, Policy policy, boolean isNews) {
        Beginning.Intended intended = new Beginning.Intended();
        List<Decision> decisions = new ArrayList<>(due.size());
        for (Due each : due) {
            long decidedAt = isNews ? each.one().detection().lastSeen() : clock.wall();
            decisions.add(beginning.checked(each, policy, decidedAt, intended));
        }
        record(due, decisions, isNews);
        beginning.begin(intended);
        for (int i = 0; i < due.size(); i++) {
            follow(due.get(i), decisions.get(i));
        }
    }

    /** Records what is new in one step, and tells people. */
    private void record(List<Due> due, List<Decision> decisions, boolean isNews) {
        List<KnownCase> news = new ArrayList<>();
        List<RecordedCase> toRecord = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            KnownCase one = due.get(i).one();
            if (isNews || !isSame(one.decision(), decisions.get(i))) {
                news.add(one);
                toRecord.add(new RecordedCase(0, one.detection(), decisions.get(i)));
            }
        }
        List<Records.Recorded> recorded = ledger.recordCases(toRecord);
        for (int i = 0; i < news.size(); i++) {
            KnownCase one = news.get(i);
            if (recorded.get(i) != null) {
                one.caseId(recorded.get(i).now().id());
            }
            if (isNews) {
                notices.tell(one, toRecord.get(i).decision(), recorded.get(i));
            }
        }
    }

    private void follow(Due due, Decision decision) {
        KnownCase one = due.one();
        boolean changed = !isSame(one.decision(), decision);
        one.decision(decision);
        if (decision.verdict() == Verdict.BLOCK) {
            awaitedChanged |= awaited.remove(one);
        } else if (due.history().past().over() || due.history().known().released() != 0) {
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
