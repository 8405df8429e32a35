// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.cases.Beginning;
import org.sekisho.enforcement.cases.CaseNotices;
import org.sekisho.enforcement.cases.Cases;
import org.sekisho.enforcement.cases.Mailbox;
import org.sekisho.enforcement.notice.Notices;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.enforcement.traffic.Pair;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.enforcement.wanted.Clearing;
import org.sekisho.enforcement.wanted.Firewalls;
import org.sekisho.enforcement.wanted.Fuse;
import org.sekisho.enforcement.wanted.Proofs;
import org.sekisho.enforcement.wanted.Restoration;
import org.sekisho.enforcement.wanted.Switches;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.record.Records;
import org.sekisho.respond.ConnectionCutter;
import org.sekisho.respond.Enforcer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The acting stage put together. Whoever calls from outside hands over and goes on; everything else
 * happens on the {@link ActingThread}, in {@link Rounds} and when something comes.
 */
public final class Stage {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");
    private static final long TICK_MILLIS = 250;

    private final Clock clock;
    final ActingThread thread = new ActingThread();
    final Mailbox mailbox = new Mailbox();
    final Traffic traffic = new Traffic(this::seenAgain);
    private final Firewalls firewalls = new Firewalls();
    private final Notices notices = new Notices();
    private final Ledger ledger;
    private final Switches switches;
    final Fuse fuse;
    private final WantedBlocks wanted;
    final Cases cases;
    final Beginning beginning;
    private final Offences offences;
    private final Proofs proofs;
    private final Rounds rounds;
    private final StageStatus status = new StageStatus(this);
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final Set<Pair> seen = ConcurrentHashMap.newKeySet();
    private volatile Options options;
    private volatile String refusal = "";
    private volatile Policy policy;

    /**
     * A stage that has begun.
     *
     * @param home the daemon's folder
     */
    Stage(Clock clock, Path home, Options options) {
        this.clock = clock;
        this.options = options;
        ledger = new Ledger(clock);
        switches = new Switches(home);
        fuse = new Fuse(clock, switches);
        offences = new Offences(clock);
        BlockEvents events = new BlockEvents(this);
        wanted = new WantedBlocks(clock, ledger, firewalls, events);
        proofs = new Proofs(clock, traffic, firewalls, events::proved);
        beginning =
                new Beginning(
                        clock,
                        ledger,
                        offences,
                        wanted,
                        switches,
                        fuse,
                        traffic,
                        () -> this.options.bounds(),
                        events::fuseOpened);
        cases =
                new Cases(
                        clock,
                        ledger,
                        offences,
                        traffic,
                        beginning,
                        new CaseNotices(clock, notices::tell));
        Memories memories = new Memories(ledger, offences, cases);
        Restoration restoration =
                new Restoration(clock, ledger, firewalls, wanted, memories::cause);
        rounds = new Rounds(this, memories, restoration, new Clearing(wanted));
        thread.repeat(TICK_MILLIS, rounds::tick);
    }

    /** The clocks. */
    public Clock clock() {
        return clock;
    }

    /** Every firewall that is there; for the acting thread. */
    public Firewalls firewalls() {
        return firewalls;
    }

    /** Tells people. */
    public Notices notices() {
        return notices;
    }

    /** The records of this moment. */
    public Ledger ledger() {
        return ledger;
    }

    /** What a person must turn back. */
    public Switches switches() {
        return switches;
    }

    /** What is wanted; for the acting thread. */
    public WantedBlocks wanted() {
        return wanted;
    }

    /** Figures for the status; from any thread. */
    public Map<String, Object> figures() {
        return status.figures();
    }

    /** What needs a person's attention; from any thread. */
    public List<String> troubles() {
        return status.troubles();
    }

    StageStatus status() {
        return status;
    }

    Offences offences() {
        return offences;
    }

    Proofs proofs() {
        return proofs;
    }

    Options options() {
        return options;
    }

    void options(Options changed) {
        options = changed;
        refusal = "";
    }

    /** The options stay as they are, because others were configured that can't be meant. */
    void refuse(String why) {
        LOG.error("{}", why);
        refusal = why;
    }

    /** Why options that are configured are not followed; empty if they are. */
    String refusal() {
        return refusal;
    }

    /** Takes a case's present state; called by the judging thread. */
    void detection(Detection detection) {
        mailbox.put(detection);
        wake();
    }

    void wake() {
        if (isDue.compareAndSet(false, true)) {
            thread.run(this::takeDetections);
        }
    }

    /** Both ends of an awaited pair were seen to send; called by the judging thread. */
    private void seenAgain(Pair pair) {
        if (seen.add(pair)) {
            thread.run(() -> takeSeen(pair));
        }
    }

    private void takeSeen(Pair pair) {
        seen.remove(pair);
        Policy present = policy;
        if (rounds.areBegun() && present != null) {
            cases.seenAgain(pair, present);
        }
    }

    private void takeDetections() {
        isDue.set(false);
        Policy present = policy;
        if (rounds.areBegun() && present != null) {
            cases.take(mailbox.take(), present);
        }
    }

    /** Policy has come; null if it has left. */
    void policy(Policy present) {
        policy = present;
        thread.run(rounds::begin);
    }

    /** Policy; null if it is not there. */
    public Policy policy() {
        return policy;
    }

    /** A store has come. */
    void records(Records store) {
        thread.run(() -> rounds.arrives(store));
    }

    /** A store leaves; returns when it is not called any more. */
    void recordsGone(Records store) {
        await(() -> rounds.leaves(store));
    }

    /** Closes the circuit breaker; what was held back is looked at again. */
    public void closeFuse(String who, String why) {
        rounds.closeFuse(who, why);
    }

    /** Asks policy again about every case in which something goes on. */
    public void reconsider() {
        rounds.reconsider();
    }

    /** A firewall has come. */
    void add(Enforcer enforcer) {
        thread.run(() -> rounds.arrives(enforcer));
    }

    /**
     * A firewall leaves; returns when it is not called any more.
     *
     * @param isEmptied whether it is to be emptied first
     */
    void remove(Enforcer enforcer, boolean isEmptied) {
        await(
                () -> {
                    if (isEmptied) {
                        Firewalls.clear(enforcer);
                    }
                    firewalls.remove(enforcer);
                    wanted.leave(enforcer);
                });
    }

    void add(ConnectionCutter cutter) {
        thread.run(() -> firewalls.add(cutter));
    }

    void remove(ConnectionCutter cutter) {
        await(() -> firewalls.remove(cutter));
    }

    private void await(ActingThread.Task work) {
        try {
            thread.call(
                    () -> {
                        work.run();
                        return true;
                    },
                    Duration.ofSeconds(5));
        } catch (TimeoutException busy) {
            LOG.warn("a responder leaves while the acting stage is busy ({})", busy.getMessage());
        } catch (ExecutionException fault) {
            LOG.error("a responder could not be let go in order", fault.getCause());
        }
    }

    /** Ends; blocks stay in the firewalls unless they are to be emptied. */
    void close(boolean isEmptied) {
        if (isEmptied) {
            thread.run(firewalls::clear);
        }
        thread.close();
        notices.close();
    }
}
