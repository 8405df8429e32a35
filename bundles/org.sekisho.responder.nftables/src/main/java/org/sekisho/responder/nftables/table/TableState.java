// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.Map;
import java.util.Set;

/**
 * A table as it was read.
 *
 * @param present whether there is one
 * @param flaw how it differs from what it should be, for people; null if it does not. One with a
 *     flaw has to be made anew
 * @param sets sets of ours that are in it
 * @param blocks elements of these sets; empty if they were not asked for
 */
public record TableState(
        boolean present, String flaw, Set<BlockSet> sets, Map<Element, Standing> blocks) {
    /** No table. */
    public static final TableState ABSENT = new TableState(false, null, Set.of(), Map.of());

    /**
     * An element as it stands.
     *
     * @param remainingMillis until it ends
     * @param packets packets it has stopped; -1 if not counted
     * @param bytes bytes it has stopped; -1 if not counted
     */
    public record Standing(long remainingMillis, long packets, long bytes) {}
}
