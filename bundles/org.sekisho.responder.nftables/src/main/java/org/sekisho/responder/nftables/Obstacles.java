// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.responder.nftables.table.BlockSet;

/** Why a block can't be said in nftables. */
final class Obstacles {
    /** What stands in the way of a block of networks for which there is no layer left. */
    static final String OVERLAP =
            "it overlaps "
                    + BlockSet.MOST_LAYERS
                    + " other blocks of networks; remove some of those";

    private Obstacles() {}

    /** The reason, in a sentence for people; empty if there is none. */
    static String to(Block block, Duration duration) {
        if (duration.toMillis() < 1) {
            return "its time is over";
        }
        boolean single =
                block.scope() != Scope.FLOW
                        || block.client().isSingle() && block.server().isSingle();
        return single ? "" : "a flow has one address at each end; block the pair of networks";
    }
}
