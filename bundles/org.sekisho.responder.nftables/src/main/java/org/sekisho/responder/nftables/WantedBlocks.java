// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.sekisho.decide.Block;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Element;

/**
 * The blocks that are wanted, until when, and in which set each of them is. Times are those of
 * {@link System#nanoTime}, which no change of the clock moves.
 */
final class WantedBlocks {
    /** What stands in the way of a block of networks for which there is no layer left. */
    static final String OVERLAP =
            "it overlaps "
                    + BlockSet.MOST_LAYERS
                    + " other blocks of networks; remove some of those";

    /** Longer than any firewall is left alone; the kernel's own bound is far beyond. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final long MILLI = 1_000_000;

    private final Map<Block, Wanted> blocks = new LinkedHashMap<>();

    /** Of the sets of networks: what is in each layer. */
    private final Map<BlockSet, OverlapIndex> layers = new HashMap<>();

    private record Wanted(Element element, long until) {}

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    int size() {
        return blocks.size();
    }

    boolean contains(Block block) {
        return blocks.containsKey(block);
    }

    /** Its element, or null if it is not wanted. */
    Element element(Block block) {
        Wanted wanted = blocks.get(block);
        return wanted == null ? null : wanted.element();
    }

    /** Milliseconds that are left of it; at least one, for it is wanted. */
    long millisLeft(Block block) {
        return Math.max(1, (blocks.get(block).until() - System.nanoTime()) / MILLI);
    }

    /**
     * Makes room for a block.
     *
     * @param present where it stands already; null if it does not
     * @return null if there is none
     */
    Element add(Block block, Duration duration, BlockSet present) {
        long until = System.nanoTime() + shortened(duration).toNanos();
        Wanted before = blocks.get(block);
        Element element = before != null ? before.element() : place(block, present);
        if (element != null) {
            blocks.put(block, new Wanted(element, until));
        }
        return element;
    }

    private static Duration shortened(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    private Element place(Block block, BlockSet present) {
        BlockSet set = present != null ? present : BlockSet.of(block);
        if (!set.hasNetworks()) {
            return new Element(block, set);
        }
        int first = present != null ? present.layer() : 1;
        int last = present != null ? present.layer() : BlockSet.MOST_LAYERS;
        for (int layer = first; layer <= last; layer++) {
            BlockSet candidate = set.withLayer(layer);
            OverlapIndex index = layers.computeIfAbsent(candidate, any -> new OverlapIndex());
            if (present != null || !index.overlaps(block)) {
                index.add(block);
                return new Element(block, candidate);
            }
        }
        return null;
    }

    Element remove(Block block) {
        Wanted wanted = blocks.remove(block);
        if (wanted == null) {
            return null;
        }
        OverlapIndex index = layers.get(wanted.element().set());
        if (index != null) {
            index.remove(block);
        }
        return wanted.element();
    }

    void clear() {
        blocks.clear();
        layers.clear();
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

    /** Hands on each element with the milliseconds that are left of it. */
    void forEach(BiConsumer<Element, Long> each) {
        long now = System.nanoTime();
        blocks.values()
                .forEach(wanted -> each.accept(wanted.element(), (wanted.until() - now) / MILLI));
    }
}
