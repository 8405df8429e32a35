// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Policy;

/**
 * Applies the allow list and the protect list to blocks that stand already, over and over: both
 * change as addresses, hours and people's minds do. A round takes as many looks as its time allows,
 * so that a great many blocks don't keep new ones waiting. Used by the acting thread.
 */
public final class Clearing {
    /** Time for one look; with thousands of blocks a round still takes less than a second. */
    private static final long LOOK_NANOS = 50_000_000L;

    private final WantedBlocks wanted;
    private Iterator<WantedBlock> round = List.<WantedBlock>of().iterator();

    /** Clears what is wanted. */
    public Clearing(WantedBlocks wanted) {
        this.wanted = wanted;
    }

    /** Looks at the next blocks. */
    public void look(Policy policy) {
        long until = System.nanoTime() + LOOK_NANOS;
        if (!round.hasNext()) {
            round = wanted.all().iterator();
        }
        Collection<WantedBlock> lifted = new ArrayList<>();
        String reason = "";
        while (round.hasNext() && System.nanoTime() < until) {
            WantedBlock block = round.next();
            if (wanted.get(block.id()) != block) {
                continue;
            }
            Clearance clearance = block.clearance(policy);
            if (clearance.permitted().equals(block.permitted())) {
                continue;
            }
            if (!clearance.permitted().isEmpty()) {
                wanted.permit(block, clearance.permitted(), clearance.reason());
            } else if (lifted.isEmpty() || clearance.reason().equals(reason)) {
                lifted.add(block);
                reason = clearance.reason();
            }
            // another reason waits for the next round, which comes in half a second
        }
        wanted.lift(lifted, reason);
    }
}
