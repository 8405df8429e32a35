// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.util.List;
import org.sekisho.decide.Policy;
import org.sekisho.enforcement.wanted.Clearing;
import org.sekisho.enforcement.wanted.Firewalls;
import org.sekisho.enforcement.wanted.Restoration;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.record.RecordException;
import org.sekisho.record.Records;
import org.sekisho.respond.Enforcer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the acting stage does first, when a store or a firewall comes, and again and again. Used by
 * the acting thread.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");
    private static final long SECOND = 1_000_000_000L;

    /** The allow list and whether blocks are in force at all; people are promised one second. */
    private static final long CLEARING_NANOS = SECOND / 2;

    /** What failed is tried again, and what may have changed unseen is looked at again. */
    private static final long SWEEP_NANOS = 5 * SECOND;

    /** How long a store and a policy that are still starting are waited for. */
    private static final long PATIENCE_NANOS = 3 * SECOND;

    private final Stage stage;
    private final Memories memories;
    private final Restoration restoration;
    private final Clearing clearing;
    private final long made = System.nanoTime();
    private boolean isBegun;
    private boolean isRecalled;
    private boolean enforced;
    private long lastClearing = made;
    private long lastSweep = made;

    Rounds(Stage stage, Memories memories, Restoration restoration, Clearing clearing) {
        this.stage = stage;
        this.memories = memories;
        this.restoration = restoration;
        this.clearing = clearing;
    }

    /** Whether what was wanted before is known, so that something may be done. */
    boolean areBegun() {
        return isBegun;
    }

    /** Begins to act, once what was wanted before is known, or nobody comes who knows it. */
    void begin() {
        boolean late = System.nanoTime() - made >= PATIENCE_NANOS;
        if (isBegun || !late && (!stage.ledger().isStored() || stage.policy() == null)) {
            return;
        }
        reconcile();
        isBegun = true;
        stage.firewalls().present().forEach(this::join);
        stage.wake();
    }

    /** A store has come. */
    void arrives(Records store) {
        stage.ledger().use(store);
        if (!isBegun) {
            begin();
        } else if (!reconcile().isEmpty()) {
            stage.firewalls().present().forEach(stage.wanted()::converge);
        }
    }

    /** A store leaves; what is wanted is recorded in memory from now on. */
    void leaves(Records store) {
        if (stage.ledger().leave(store) && isBegun) {
            reconcile();
        }
    }

    private List<WantedBlock> reconcile() {
        if (!isRecalled && stage.ledger().isStored()) {
            isRecalled = true;
            memories.recall();
        }
        String off = stage.switches().off() == null ? null : "the firewall was switched off";
        try {
            List<WantedBlock> taken = restoration.reconcile(stage.policy(), off);
            taken.forEach(stage.beginning::counted);
            if (!taken.isEmpty()) {
                LOG.info("{} blocks of an earlier run are wanted again", taken.size());
            }
            return taken;
        } catch (RecordException failed) {
            LOG.error("what was wanted before can't be read: {}", failed.getMessage());
            return List.of();
        }
    }

    /** A firewall has come. */
    void arrives(Enforcer enforcer) {
        stage.firewalls().add(enforcer);
        if (isBegun) {
            join(enforcer);
        }
    }

    private void join(Enforcer enforcer) {
        if (stage.switches().off() != null) {
            Firewalls.clear(enforcer);
            return;
        }
        int found = restoration.readBack(enforcer);
        if (found > 0) {
            stage.ledger()
                    .audit(
                            WantedBlocks.FOUND,
                            "take over " + found + " blocks",
                            "they stand in " + Firewalls.name(enforcer) + " and not in the records",
                            "done");
        }
        stage.wanted().converge(enforcer);
    }

    /** Time has passed. */
    void tick() {
        if (!isBegun) {
            begin();
        }
        if (!isBegun) {
            return;
        }
        stage.wanted().expire();
        stage.cases.tellWhoIsAwaited();
        stage.proofs().look();
        long now = System.nanoTime();
        Policy policy = stage.policy();
        if (now - lastClearing >= CLEARING_NANOS) {
            lastClearing = now;
            if (policy != null) {
                clear(policy);
            }
            stage.status().look();
        }
        if (now - lastSweep >= SWEEP_NANOS) {
            lastSweep = now;
            sweep();
        }
        if (policy != null) {
            stage.cases.goOn(policy);
        }
        if (stage.mailbox.size() > 0) {
            stage.wake();
        }
    }

    private void clear(Policy policy) {
        boolean before = enforced;
        enforced = policy.enforces();
        if (!enforced) {
            stage.wanted().lift(policys(), "policy only watches now");
        } else if (!before) {
            stage.cases.reconsider(policy);
        }
        clearing.look(policy);
    }

    private List<WantedBlock> policys() {
        return stage.wanted().all().stream()
                .filter(block -> block.recorded().origin().equals(WantedBlocks.POLICY))
                .toList();
    }

    private void sweep() {
        stage.wanted().retry();
        if (stage.ledger().hasMissed() && !reconcile().isEmpty()) {
            stage.firewalls().present().forEach(stage.wanted()::converge);
        }
        if (stage.fuse.isTimeToClose(stage.options().bounds())) {
            closeFuse(WantedBlocks.POLICY, "breaker.closes has passed");
        }
        stage.cases.beginRound();
    }

    /** Closes the circuit breaker; what was held back is looked at again. */
    void closeFuse(String who, String why) {
        stage.fuse.close();
        stage.ledger().audit(who, "blocks resume", why, "done");
        reconsider();
    }

    /** Asks policy again about every case in which something goes on. */
    void reconsider() {
        Policy policy = stage.policy();
        if (isBegun && policy != null) {
            stage.cases.reconsider(policy);
        }
    }
}
