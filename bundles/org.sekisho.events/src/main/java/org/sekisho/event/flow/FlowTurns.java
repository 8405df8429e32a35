// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * The turns of a flow so far, at most 32: runs of payload in one direction. Published when 8, 16
 * and 32 turns are complete, and when a flow with fewer ends.
 *
 * @param origin where and when
 * @param turns from the first on; each event repeats the earlier ones
 */
public record FlowTurns(Origin origin, java.util.List<Turn> turns) implements Event {
    /** Copies the list. */
    public FlowTurns {
        turns = java.util.List.copyOf(turns);
    }
}
