// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

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
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.Records;
import org.sekisho.respond.Enforcer;
import org.sekisho.respond.Enforcer.Outcome;

/**
 * The blocks that are wanted at this moment, until when, and that the firewalls hold them. A block
 * is recorded before a firewall is asked for it. Several blocks may want the same traffic stopped;
 * the longest counts. Used by the acting thread.
 */
public final class WantedBlocks {
    /** Origin of blocks that policy wants. */
    public static final String POLICY = "policy";

    /** Origin of blocks that were found in a firewall and nowhere else. */
    public static final String FOUND = "firewall";

    /** How the origin of a block ends that a person insisted on against the protect list. */
    public static final String INSISTING = " insisting";

    /** Ends of blocks that are kept until they can be recorded. */
    private static final int MOST_UNRECORDED = 10_000;

    private final Clock clock;
    private final Ledger ledger;
    private final Firewalls firewalls;
    private final Listener listener;
    private final Map<Long, WantedBlock> byId = new LinkedHashMap<>();
    private final Map<Block, WantedBlock> byBlock = new HashMap<>();
    private final Map<Block, Set<WantedBlock>> byPart = new HashMap<>();
    private final Map<Block, String> endedUnrecorded =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Block, String> eldest) {
                    return size() > MOST_UNRECORDED;
                }
            };
    private long unrecorded;

    /** Is told what becomes of blocks. */
    public interface Listener {
        /** A firewall has acknowledged it, for the first time in this run. */
        void inForce(WantedBlock block);

        /** No firewall holds it. */
        void notInForce(WantedBlock block);

        /** It is wanted no more. */
        void ended(WantedBlock block, String reason);
    }

    /** Wants nothing yet. */
    public WantedBlocks(Clock clock, Ledger ledger, Firewalls firewalls, Listener listener) {
        this.clock = clock;
        this.ledger = ledger;
        this.firewalls = firewalls;
        this.listener = listener;
    }

    /** All of them, the oldest first. */
    public Collection<WantedBlock> all() {
        return List.copyOf(byId.values());
    }

    /** All of them while their numbers are changed. */
    Collection<WantedBlock> byWhatTheyBlock() {
        return List.copyOf(byBlock.values());
    }

    /** How many there are. */
    public int size() {
        return byId.size();
    }

    /** The block of this number, or null. */
    public WantedBlock get(long id) {
        return byId.get(id);
    }

    /** The one that wants exactly this, or null. */
    public WantedBlock get(Block block) {
        return byBlock.get(block);
    }

    /** Time that is left of a block. */
    public Duration remaining(WantedBlock block) {
        return Duration.ofNanos(Math.max(0, clock.remaining(block.recorded().until())));
    }

    /**
     * Wants a block, records that, and puts it in force. One that stands already is wanted until
     * the later of both moments.
     *
     * @param asked its id is ignored
     * @param permitted the parts of it that may be blocked
     * @param narrowed what was taken out and why
     * @param byPerson whether it is put in force even if it can't be recorded
     * @return the block as it is wanted now
     * @throws RecordException if it could not be recorded and nothing was done
     */
    public WantedBlock begin(
            RecordedBlock asked,
            WantedBlock.Cause cause,
            List<Block> permitted,
            String narrowed,
            boolean byPerson)
            throws RecordException {
        WantedBlock standing = byBlock.get(asked.block());
        if (standing != null) {
            prolong(standing, asked.until(), asked.rung());
            return standing;
        }
        WantedBlock block =
                kept(recorded(asked, byPerson), new Asked(asked, cause, permitted, narrowed));
        put(List.of(block));
        return block;
    }

    /**
     * A block that is to be wanted.
     *
     * @param block its id is ignored
     * @param permitted the parts of it that may be blocked
     * @param narrowed what was taken out and why
     */
    public record Asked(
            RecordedBlock block, WantedBlock.Cause cause, List<Block> permitted, String narrowed) {}

    /**
     * Wants blocks of which none stands yet, records all in one step, and then puts all in force in
     * one: each step waits for the disk or the kernel, and thousands may come at once.
     *
     * @return the blocks in the same order; null for what could not be recorded and is not done
     */
    public List<WantedBlock> begin(List<Asked> asked) {
        List<RecordedBlock> recorded = ledger.recordEach(asked.stream().map(Asked::block).toList());
        List<WantedBlock> begun = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            begun.add(recorded.get(i) == null ? null : kept(recorded.get(i), asked.get(i)));
        }
        put(begun.stream().filter(Objects::nonNull).toList());
        return begun;
    }

    private WantedBlock kept(RecordedBlock recorded, Asked asked) {
        WantedBlock block = new WantedBlock(recorded, asked.cause());
        block.permit(asked.permitted(), asked.narrowed());
        keep(block);
        return block;
    }

    private RecordedBlock recorded(RecordedBlock asked, boolean byPerson) throws RecordException {
        try {
            return ledger.record(asked);
        } catch (RecordException failed) {
            if (!byPerson) {
                throw failed;
            }
            return WantedBlock.numbered(asked, --unrecorded, asked.until());
        }
    }

    private void prolong(WantedBlock block, Deadline until, int rung) {
        if (clock.remaining(until) > clock.remaining(block.recorded().until())) {
            block.recorded(WantedBlock.numbered(block.recorded(), block.id(), until));
            ledger.prolong(block.id(), until, Math.max(rung, block.recorded().rung()));
            put(List.of(block));
        }
    }

    /** Takes a block in; the firewalls are not asked. */
    void keep(WantedBlock block) {
        byId.put(block.id(), block);
        byBlock.put(block.recorded().block(), block);
        index(block, block.permitted());
    }

    /** Takes a block in that stands in a firewall already and can't be recorded now. */
    void keepUnrecorded(RecordedBlock found) {
        WantedBlock block =
                new WantedBlock(
                        WantedBlock.numbered(found, --unrecorded, found.until()),
                        WantedBlock.Cause.NONE);
        block.restored();
        keep(block);
    }

    private void index(WantedBlock block, Collection<Block> parts) {
        for (Block part : parts) {
            byPart.computeIfAbsent(part, any -> new LinkedHashSet<>(1)).add(block);
        }
    }

    /** Whether somebody wants this part of a block. */
    boolean wants(Block part) {
        return byPart.containsKey(part);
    }

    /** The block is recorded so, after the records were replaced; the longer time counts. */
    void recorded(WantedBlock block, RecordedBlock as) {
        Deadline until = block.recorded().until();
        boolean longer = clock.remaining(as.until()) > clock.remaining(until);
        block.recorded(WantedBlock.numbered(as, as.id(), longer ? as.until() : until));
    }

    /** Blocks have other numbers than before. */
    void renumbered() {
        byId.clear();
        byBlock.values().stream()
                .sorted(Comparator.comparingLong(WantedBlock::id))
                .forEach(block -> byId.put(block.id(), block));
    }

    /** Asks every firewall for these blocks. */
    public void put(Collection<WantedBlock> blocks) {
        Map<Block, Duration> parts = new LinkedHashMap<>();
        for (WantedBlock block : blocks) {
            parts.putAll(left(block.permitted()));
        }
        Map<String, Map<Block, Outcome>> outcomes = firewalls.put(parts);
        for (WantedBlock block : blocks) {
            outcomes.forEach((name, each) -> block.outcome(name, worst(block, each)));
        }
        tell(blocks);
    }

    private void tell(Collection<WantedBlock> blocks) {
        List<WantedBlock> first = new ArrayList<>();
        List<Block> toCut = new ArrayList<>();
        for (WantedBlock block : blocks) {
            if (block.isInForce() && block.acknowledge()) {
                first.add(block);
                if (block.recorded().block().action() != Action.LIMIT) {
                    toCut.addAll(block.permitted());
                }
            }
        }
        if (!toCut.isEmpty()) {
            firewalls.cut(toCut);
        }
        first.forEach(listener::inForce);
        blocks.stream().filter(block -> !block.isInForce()).forEach(listener::notInForce);
    }

    private static Outcome worst(WantedBlock block, Map<Block, Outcome> outcomes) {
        Outcome worst = Outcome.IN_FORCE;
        for (Block part : block.permitted()) {
            Outcome each = outcomes.get(part);
            if (each != null && each.status().compareTo(worst.status()) > 0) {
                worst = each;
            }
        }
        return worst;
    }

    /** What is left of the time of each part, by whoever wants it longest. */
    private Map<Block, Duration> left(Collection<Block> parts) {
        Map<Block, Duration> left = new LinkedHashMap<>();
        for (Block part : parts) {
            long longest = 0;
            for (WantedBlock block : byPart.getOrDefault(part, Set.of())) {
                longest = Math.max(longest, clock.remaining(block.recorded().until()));
            }
            if (longest > 0) {
                left.put(part, Duration.ofNanos(longest));
            }
        }
        return left;
    }

    /** Everything that a firewall should hold, and how long. */
    public Map<Block, Duration> everything() {
        return left(byPart.keySet());
    }

    /** Brings a firewall that has arrived to what is wanted. */
    public void converge(Enforcer enforcer) {
        Map<Block, Outcome> outcomes = firewalls.converge(enforcer, everything());
        String name = Firewalls.name(enforcer);
        byId.values().forEach(block -> block.outcome(name, worst(block, outcomes)));
        tell(all());
    }

    /** A firewall has left; what it holds ends by itself. */
    public void leave(Enforcer enforcer) {
        String name = Firewalls.name(enforcer);
        byId.values().forEach(block -> block.forget(name));
    }

    /** Asks again for what a firewall could not be brought to. */
    public void retry() {
        List<WantedBlock> failed = byId.values().stream().filter(WantedBlock::hasFailed).toList();
        if (!failed.isEmpty()) {
            put(failed);
        }
    }

    /** Ends what has no time left. */
    public void expire() {
        List<WantedBlock> over = new ArrayList<>();
        for (WantedBlock block : byId.values()) {
            if (clock.remaining(block.recorded().until()) <= 0) {
                over.add(block);
            }
        }
        lift(over, "expired");
    }

    /**
     * These are wanted no more.
     *
     * @param reason {@code expired}, or why, in one sentence
     */
    public void lift(Collection<WantedBlock> blocks, String reason) {
        if (blocks.isEmpty()) {
            return;
        }
        Set<Block> parts = new LinkedHashSet<>();
        for (WantedBlock block : blocks) {
            byId.remove(block.id());
            byBlock.remove(block.recorded().block(), block);
            unindex(block, block.permitted());
            parts.addAll(block.permitted());
        }
        // the firewall first: so it never holds what is not recorded as wanted
        release(parts);
        end(blocks, reason);
    }

    private void end(Collection<WantedBlock> blocks, String reason) {
        long now = clock.wall();
        boolean written =
                ledger.end(
                        blocks.stream()
                                .map(block -> new Records.Ending(block.id(), now, reason))
                                .toList());
        for (WantedBlock block : blocks) {
            if (!written) {
                endedUnrecorded.put(block.recorded().block(), reason);
            }
            listener.ended(block, reason);
        }
    }

    /** Why a block ended of which that could not be recorded; null if none did. Asked once. */
    String endedUnrecorded(Block block) {
        return endedUnrecorded.remove(block);
    }

    private void unindex(WantedBlock block, Collection<Block> parts) {
        for (Block part : parts) {
            Set<WantedBlock> wanting = byPart.get(part);
            if (wanting != null && wanting.remove(block) && wanting.isEmpty()) {
                byPart.remove(part);
            }
        }
    }

    /** Takes out of the firewalls what nobody wants any more, and shortens the rest. */
    private void release(Collection<Block> parts) {
        Map<Block, Duration> shorter = left(parts);
        List<Block> gone = new ArrayList<>(parts);
        gone.removeAll(shorter.keySet());
        firewalls.take(gone);
        firewalls.put(shorter);
    }

    /** Other parts of a block are permitted now. */
    void permit(WantedBlock block, List<Block> parts, String reason) {
        Set<Block> before = new HashSet<>(block.permitted());
        Set<Block> now = new LinkedHashSet<>(parts);
        Set<Block> gone = new LinkedHashSet<>(before);
        gone.removeAll(now);
        unindex(block, gone);
        now.removeAll(before);
        block.permit(parts, reason);
        index(block, now);
        release(gone);
        if (!now.isEmpty()) {
            put(List.of(block));
        }
    }

    /** All of it is given up without a word to the firewalls, which have been emptied already. */
    public void forgetAll(String reason) {
        List<WantedBlock> blocks = List.copyOf(byId.values());
        byId.clear();
        byBlock.clear();
        byPart.clear();
        if (!blocks.isEmpty()) {
            end(blocks, reason);
        }
    }
}
