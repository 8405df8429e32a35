// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.time.Duration;

/**
 * What happened before between the ends of a detection: what blocks grow by, and what the ladder
 * climbs on.
 *
 * @param blocks how often this tunnel (or its client, as policy counts) was blocked before, within
 *     the time that policy remembers
 * @param sinceRelease time since the last of these blocks ended; null if none ended, or one stands
 * @param returned whether the tunnel was seen alive again after that block had ended
 * @param rung step of the ladder that was reached, 0 before the first
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
