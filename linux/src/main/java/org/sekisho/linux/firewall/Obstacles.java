// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.firewall;

import java.time.Duration;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;

/** Why a block can't be said in a firewall of Linux. */
public final class Obstacles {
    private Obstacles() {}

    /** The reason, in a sentence for people; empty if there is none. */
    public static String to(Block block, Duration duration) {
        if (duration.toMillis() < 1) {
            return "its time is over";
        }
        boolean single =
                block.scope() != Scope.FLOW
                        || block.client().isSingle() && block.server().isSingle();
        return single ? "" : "a flow has one address at each end; block the pair of networks";
    }
}
