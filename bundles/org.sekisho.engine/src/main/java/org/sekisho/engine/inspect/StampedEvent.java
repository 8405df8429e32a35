// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.event.Event;

/**
 * An event with its place in the order of judging, which does not depend on the number of workers:
 * frame, then phase, then the flow's id for what ends with time, then the order of emission.
 *
 * @param frame frame the event belongs to, or before which it stands
 * @param phase {@link #EXPIRY}, {@link #TICK} or {@link #FRAME}
 * @param flow id of the flow that expires, 0 in other phases
 * @param ordinal order of emission within the same frame, phase and flow
 * @param event the event
 */
public record StampedEvent(long frame, int phase, long flow, int ordinal, Event event)
        implements Comparable<StampedEvent> {
    /** Phase: flows that end because time has passed, before the frame. */
    public static final int EXPIRY = 0;

    /** Phase: a second has passed, before the frame. */
    public static final int TICK = 1;

    /** Phase: what the frame itself says. */
    public static final int FRAME = 2;

    @Override
    public int compareTo(StampedEvent other) {
        int order = Long.compare(frame, other.frame);
        if (order == 0) {
            order = Integer.compare(phase, other.phase);
        }
        if (order == 0) {
            order = Long.compare(flow, other.flow);
        }
        return order == 0 ? Integer.compare(ordinal, other.ordinal) : order;
    }
}
