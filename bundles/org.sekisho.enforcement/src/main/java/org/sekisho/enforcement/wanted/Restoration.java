// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Policy;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.packet.IpPrefix;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.Records;
import org.sekisho.respond.Enforcer;
import org.sekisho.respond.Enforcer.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was wanted before is wanted again: blocks of the records whose time is not over, and blocks
 * that stand in a firewall and of which the records know nothing, because they were lost. Used by
 * the acting thread.
 */
public final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");

    /** Blocks of the past that are looked through for what stands in a firewall. */
    private static final int MOST_PAST = 200_000;

    private final Clock clock;
    private final Ledger ledger;
    private final Firewalls firewalls;
    private final WantedBlocks wanted;
    private final Function<RecordedBlock, WantedBlock.Cause> causes;

    /**
     * Restores nothing by itself.
     *
     * @param causes why a block of an earlier run was wanted, as far as that is recorded
     */
    public Restoration(
            Clock clock,
            Ledger ledger,
            Firewalls firewalls,
            WantedBlocks wanted,
            Function<RecordedBlock, WantedBlock.Cause> causes) {
        this.clock = clock;
        this.ledger = ledger;
        this.firewalls = firewalls;
        this.wanted = wanted;
        this.causes = causes;
    }

    /**
     * Compares what is wanted with what is recorded as wanted, and makes them one.
     *
     * @param policy says what of each may still be blocked; null if it is not there
     * @param off why nothing may be wanted; null if it may
     * @return the blocks that were taken over from the records
     * @throws RecordException if they can't be read
     */
    public List<WantedBlock> reconcile(Policy policy, String off) throws RecordException {
        Set<Block> stored = new HashSet<>();
        List<Records.Ending> endings = new ArrayList<>();
        long now = clock.wall();
        List<WantedBlock> taken = new ArrayList<>();
        for (RecordedBlock block : ledger.standing()) {
            WantedBlock known = wanted.get(block.block());
            String ended = known == null ? wanted.endedUnrecorded(block.block()) : null;
            if (known != null && stored.add(block.block())) {
                wanted.recorded(known, block);
            } else if (known != null) {
                wanted.recorded(known, WantedBlock.numbered(block, known.id(), block.until()));
                ledger.prolong(known.id(), known.recorded().until(), known.recorded().rung());
                endings.add(new Records.Ending(block.id(), now, "recorded twice"));
            } else if (ended != null) {
                endings.add(new Records.Ending(block.id(), now, ended));
            } else if (off != null) {
                endings.add(new Records.Ending(block.id(), now, off));
            } else if (clock.remaining(block.until()) <= 0) {
                long over = Math.min(now, block.until().wall());
                endings.add(new Records.Ending(block.id(), over, "expired"));
            } else {
                stored.add(block.block());
                taken.add(restored(block, policy));
            }
        }
        // in one step: thousands may have expired while nobody ran, and each waits for the disk
        if (!endings.isEmpty()) {
            ledger.end(endings);
        }
        recordAll(
                wanted.byWhatTheyBlock().stream()
                        .filter(block -> !stored.contains(block.recorded().block()))
                        .toList());
        wanted.renumbered();
        return taken;
    }

    /** In one step: thousands may be wanted, and each step waits for the disk. */
    private void recordAll(List<WantedBlock> missing) throws RecordException {
        List<RecordedBlock> recorded =
                ledger.record(missing.stream().map(WantedBlock::recorded).toList());
        for (int i = 0; i < missing.size(); i++) {
            wanted.recorded(missing.get(i), recorded.get(i));
        }
    }

    private WantedBlock restored(RecordedBlock block, Policy policy) {
        WantedBlock restored = new WantedBlock(block, causes.apply(block));
        restored.restored();
        if (policy != null) {
            Clearance clearance = restored.clearance(policy);
            restored.permit(clearance.permitted(), clearance.reason());
        }
        wanted.keep(restored);
        return restored;
    }

    /**
     * Takes over what stands in a firewall that has arrived and what the records know nothing of.
     * What they know to have ended is not taken over; converging takes it out.
     *
     * @return how many blocks were taken over
     */
    public int readBack(Enforcer enforcer) {
        Map<Block, Standing> standing;
        try {
            standing = firewalls.standing(enforcer);
        } catch (IOException unreadable) {
            LOG.error(
                    "what stands in {} can't be read back: {}",
                    Firewalls.name(enforcer),
                    unreadable.getMessage());
            return 0;
        }
        Map<Block, Standing> unknown = new HashMap<>(standing);
        unknown.keySet().removeIf(wanted::wants);
        if (unknown.isEmpty()) {
            return 0;
        }
        List<RecordedBlock> past = ledger.blocks(Long.MIN_VALUE, MOST_PAST);
        Set<Block> exact = new HashSet<>();
        past.forEach(block -> exact.add(block.block()));
        List<Block> networks = exact.stream().filter(Restoration::isNetwork).toList();
        unknown.keySet()
                .removeIf(
                        block ->
                                exact.contains(block)
                                        || networks.stream().anyMatch(of -> isPart(block, of)));
        adopt(unknown, Firewalls.name(enforcer));
        return unknown.size();
    }

    private void adopt(Map<Block, Standing> unknown, String firewall) {
        List<RecordedBlock> found = new ArrayList<>();
        unknown.forEach(
                (block, how) -> {
                    if (!how.remaining().isNegative() && !how.remaining().isZero()) {
                        found.add(found(block, how.remaining(), firewall));
                    }
                });
        try {
            for (RecordedBlock recorded : ledger.record(found)) {
                WantedBlock adopted = new WantedBlock(recorded, WantedBlock.Cause.NONE);
                adopted.restored();
                wanted.keep(adopted);
            }
        } catch (RecordException failed) {
            LOG.error(
                    "{} blocks stay in the {} firewall but can't be recorded",
                    found.size(),
                    firewall,
                    failed);
            found.forEach(wanted::keepUnrecorded);
        }
    }

    private RecordedBlock found(Block block, Duration remaining, String firewall) {
        return new RecordedBlock(
                0,
                0,
                block,
                clock.wall(),
                clock.after(remaining),
                WantedBlocks.FOUND,
                "found in the " + firewall + " firewall and not in the records",
                0,
                0,
                0,
                "");
    }

    private static boolean isNetwork(Block block) {
        return isNetwork(block.client()) || isNetwork(block.server());
    }

    private static boolean isNetwork(IpPrefix prefix) {
        return prefix != null && !prefix.isSingle();
    }

    /** Whether the one is what was left of the other. */
    private static boolean isPart(Block part, Block of) {
        return part.scope() == of.scope()
                && part.action() == of.action()
                && part.transport() == of.transport()
                && part.clientPort() == of.clientPort()
                && part.serverPort() == of.serverPort()
                && isPart(part.client(), of.client())
                && isPart(part.server(), of.server());
    }

    private static boolean isPart(IpPrefix part, IpPrefix of) {
        return of == null ? part == null : part != null && of.contains(part);
    }
}
