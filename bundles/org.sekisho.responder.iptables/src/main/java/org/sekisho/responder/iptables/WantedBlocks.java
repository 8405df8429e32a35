// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.decide.Block;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Entry;

/**
 * The blocks that are wanted, until when, and the elements of sets that they are. Times are those
 * of {@link System#nanoTime}, which no change of the clock moves.
 */
final class WantedBlocks {
    /** What stands in the way of a block for which there is no set left. */
    static final String TOO_MANY_SETS =
            "this kernel needs a set for each server whose traffic with some clients is blocked,"
                    + " and has no more of them; block servers or clients as a whole, or use the"
                    + " nftables responder";

    /** The kernel has 65,534 in all, and the rules of each are looked through in turn. */
    private static final int MOST_SETS = 20_000;

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final long MILLI = 1_000_000;

    private final Map<Block, Wanted> blocks = new LinkedHashMap<>();
    private final Map<BlockSet, Integer> uses = new HashMap<>();

    private record Wanted(List<Entry> entries, long until) {}

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    int size() {
        return blocks.size();
    }

    /**
     * From now on wanted for this time.
     *
     * @return whether there is a set left for it
     */
    boolean add(Block block, List<Entry> entries, Duration duration) {
        Duration shortened = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        long until = System.nanoTime() + shortened.toNanos();
        Wanted before = blocks.get(block);
        List<Entry> kept = before != null ? before.entries() : entries;
        if (before == null) {
            boolean more = entries.stream().anyMatch(entry -> !uses.containsKey(entry.set()));
            if (more && uses.size() >= MOST_SETS) {
                return false;
            }
            entries.forEach(entry -> uses.merge(entry.set(), 1, Integer::sum));
        }
        blocks.put(block, new Wanted(kept, until));
        return true;
    }

    /** Returns what it was in sets, or null if it was not wanted. */
    List<Entry> remove(Block block) {
        Wanted wanted = blocks.remove(block);
        if (wanted == null) {
            return null;
        }
        for (Entry entry : wanted.entries()) {
            uses.computeIfPresent(entry.set(), (set, count) -> count == 1 ? null : count - 1);
        }
        return wanted.entries();
    }

    void clear() {
        blocks.clear();
        uses.clear();
    }

    /** Forgets what is over. */
    void expire() {
        long now = System.nanoTime();
        List<Block> over = new ArrayList<>();
        blocks.forEach(
                (block, wanted) -> {
                    if (wanted.until() - now < MILLI) {
                        over.add(block);
                    }
                });
        over.forEach(this::remove);
    }

    /** All elements with the milliseconds that are left of each; what two blocks share, longest. */
    Map<Entry, Long> entries() {
        return entries(blocks.keySet());
    }

    /** The same for some blocks. */
    Map<Entry, Long> entries(Iterable<Block> some) {
        long now = System.nanoTime();
        Map<Entry, Long> entries = new LinkedHashMap<>();
        for (Block block : some) {
            Wanted wanted = blocks.get(block);
            if (wanted != null && wanted.until() - now >= MILLI) {
                long millis = (wanted.until() - now) / MILLI;
                wanted.entries().forEach(entry -> entries.merge(entry, millis, Math::max));
            }
        }
        return entries;
    }

    /** Elements of a block that is wanted no more; none that another one needs. */
    List<Entry> left(List<Entry> entries) {
        // only networks of all addresses share elements with others
        boolean halves = entries.size() > 1;
        return halves
                ? entries.stream().filter(entry -> !entries().containsKey(entry)).toList()
                : entries;
    }
}
