// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

/**
 * An event as it lies in a segment.
 *
 * @param from where its record begins
 * @param to where its record ends
 * @param cost bytes of the record and of what is defined for it first
 * @param type name of its class, {@code ?} if its shape is lost
 * @param sequence its number
 * @param frame its frame
 * @param time its packet time in nanoseconds
 * @param flow id of its outermost flow, or {@link #NO_FLOW}
 * @param ended whether it says that this flow is over
 */
record StoredEvent(
        int from,
        int to,
        int cost,
        String type,
        long sequence,
        long frame,
        long time,
        long flow,
        boolean ended) {
    /** Of an event that belongs to no flow. */
    static final long NO_FLOW = -1;
}
