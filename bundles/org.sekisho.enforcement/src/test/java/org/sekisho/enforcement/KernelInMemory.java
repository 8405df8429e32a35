// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer;

/**
 * A firewall as a kernel would have it: counts down itself, and stays when whoever filled it goes.
 */
public final class KernelInMemory implements Enforcer {
    private final SetClock clock;
    private final String name;
    private final Map<Block, Long> until = new HashMap<>();
    private final Map<Block, Long> packets = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Set<Block> refused = new HashSet<>();
    private volatile String failure;

    public KernelInMemory(SetClock clock, String name) {
        this.clock = clock;
        this.name = name;
    }

    @Override
    public String firewall() {
        return name;
    }

    @Override
    public synchronized Map<Block, Outcome> converge(Map<Block, Duration> wanted) {
        for (Block gone : new ArrayList<>(until.keySet())) {
            if (!wanted.containsKey(gone)) {
                calls.add("delete " + gone);
                until.remove(gone);
            }
        }
        return add(wanted);
    }

    @Override
    public synchronized Map<Block, Outcome> add(Map<Block, Duration> blocks) {
        Map<Block, Outcome> outcomes = new HashMap<>();
        blocks.forEach(
                (block, left) -> {
                    if (failure != null) {
                        outcomes.put(block, new Outcome(Status.FAILED, failure));
                    } else if (refused.contains(block)) {
                        outcomes.put(block, new Outcome(Status.REFUSED, "it has no such set"));
                    } else {
                        if (!until.containsKey(block)) {
                            calls.add("add " + block);
                        }
                        until.put(block, clock.uptime() + left.toNanos());
                        outcomes.put(block, Outcome.IN_FORCE);
                    }
                });
        return outcomes;
    }

    @Override
    public synchronized Map<Block, Outcome> remove(Collection<Block> blocks) {
        Map<Block, Outcome> outcomes = new HashMap<>();
        for (Block block : blocks) {
            calls.add("delete " + block);
            until.remove(block);
            outcomes.put(block, Outcome.IN_FORCE);
        }
        return outcomes;
    }

    @Override
    public synchronized Map<Block, Standing> standing() throws IOException {
        Map<Block, Standing> standing = new HashMap<>();
        until.forEach(
                (block, end) -> {
                    long left = end - clock.uptime();
                    if (left > 0) {
                        standing.put(
                                block,
                                new Standing(
                                        Duration.ofNanos(left),
                                        packets.getOrDefault(block, 0L),
                                        0));
                    }
                });
        return standing;
    }

    @Override
    public synchronized void clear() {
        calls.add("clear");
        until.clear();
    }

    /** What it holds at this moment. */
    public synchronized Set<Block> holds() {
        Set<Block> holds = new HashSet<>();
        until.forEach(
                (block, end) -> {
                    if (end > clock.uptime()) {
                        holds.add(block);
                    }
                });
        return holds;
    }

    /** How long it still holds a block. */
    public synchronized Duration left(Block block) {
        return Duration.ofNanos(until.getOrDefault(block, clock.uptime()) - clock.uptime());
    }

    /** What it was asked for, as far as it changed something. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** From now on everything fails so; null: nothing does. */
    public void fail(String reason) {
        failure = reason;
    }

    /** It can't express this. */
    public synchronized void refuse(Block block) {
        refused.add(block);
    }

    /** Packets have met a block. */
    public synchronized void count(Block block, long number) {
        packets.merge(block, number, Long::sum);
    }

    /** Somebody else puts something in. */
    public synchronized void put(Block block, Duration left) {
        until.put(block, clock.uptime() + left.toNanos());
    }
}
