// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.enforcement.traffic.Watch;
import org.sekisho.respond.Enforcer.Standing;

/** Looks for every block whether it helps. Used by the acting thread. */
public final class Proofs {
    /** More are not looked at: what stops ten thousand tunnels stops the next one too. */
    private static final int MOST = 10_000;

    /**
     * Reading a firewall with so many blocks is not done each second, nor for blocks that nothing
     * has met for long.
     */
    private static final int MANY = 5_000;

    private static final long READ_NANOS = 1_000_000_000L;
    private static final long READ_SELDOM_NANOS = 10_000_000_000L;

    private final Clock clock;
    private final Traffic traffic;
    private final Firewalls firewalls;
    private final Consumer<WantedBlock> found;
    private final Map<WantedBlock, Proof> proofs = new LinkedHashMap<>();
    private long lastRead;

    /**
     * Looks at nothing yet.
     *
     * @param found told when something else is found about a block than before
     */
    public Proofs(Clock clock, Traffic traffic, Firewalls firewalls, Consumer<WantedBlock> found) {
        this.clock = clock;
        this.traffic = traffic;
        this.firewalls = firewalls;
        this.found = found;
        lastRead = clock.uptime();
    }

    /** A firewall has just acknowledged a block. */
    public void begin(WantedBlock block) {
        if (proofs.size() >= MOST || block.recorded().block().action() == Action.LIMIT) {
            // what is limited still flows
            return;
        }
        long acknowledged = clock.wall();
        Proof proof =
                new Proof(
                        new Watch(block.recorded().block(), acknowledged + Proof.SETTLE_NANOS),
                        block.cause().decidedAt(),
                        acknowledged,
                        clock.uptime(),
                        block.isRestored());
        block.proof(proof);
        proofs.put(block, proof);
        traffic.begin(proof.watch());
    }

    /** A block has ended. */
    public void end(WantedBlock block) {
        Proof proof = proofs.remove(block);
        if (proof != null) {
            traffic.end(proof.watch());
        }
    }

    /** Looks at all of them. */
    public void look() {
        if (proofs.isEmpty()) {
            return;
        }
        long uptime = clock.uptime();
        boolean often =
                proofs.size() <= MANY && proofs.values().stream().anyMatch(Proof::needsCount);
        if (uptime - lastRead >= (often ? READ_NANOS : READ_SELDOM_NANOS)
                && proofs.values().stream().anyMatch(Proof::isOpen)) {
            lastRead = uptime;
            count(firewalls.standing());
        }
        proofs.forEach(
                (block, proof) -> {
                    if (proof.look(uptime)) {
                        found.accept(block);
                    }
                });
    }

    private void count(Map<String, Map<Block, Standing>> all) {
        Map<Block, Long> stopped = new HashMap<>();
        all.values()
                .forEach(
                        standing ->
                                standing.forEach(
                                        (block, how) ->
                                                stopped.merge(block, how.packets(), Math::max)));
        proofs.forEach(
                (block, proof) -> {
                    long sum = -1;
                    for (Block part : block.permitted()) {
                        long packets = stopped.getOrDefault(part, -1L);
                        sum = packets < 0 ? sum : Math.max(0, sum) + packets;
                    }
                    proof.counted(sum);
                });
    }
}
