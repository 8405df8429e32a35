// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.time.Duration;

/**
 * What happened before between the ends of a detection: what blocks grow by, and what the ladder
 * climbs on.
 *
 * @param blocks how many blocks of this client there were before, within {@link Policy#memory}; one
 *     that stands against this tunnel now is not counted
 * @param sinceRelease time since the last measure against this tunnel ended; null if there was
 *     none, or one stands. A decision with a {@link Decision#rung} and without a block, a mere
 *     notice, counts as a measure that ended as soon as it was taken
 * @param returned whether the tunnel was seen alive after that measure had ended; while one stands
 *     that covers one flow only, whether it was seen alive on another flow
 * @param rung step of the ladder of the last measure against this tunnel, as its {@link
 *     Decision#rung} said; 0 before the first
 * @param sharedServer whether other clients use the server's address for ordinary traffic, as far
 *     as it is known
 * @param over whether the flows that the evidence is about are over, so that there is nothing to
 *     cut: what a warm-up finds about the past
 */
public record Past(
        int blocks,
        Duration sinceRelease,
        boolean returned,
        int rung,
        boolean sharedServer,
        boolean over) {
    /** Nothing is known: a file, or the first time. */
    public static final Past NONE = new Past(0, null, false, 0, false, false);
}
