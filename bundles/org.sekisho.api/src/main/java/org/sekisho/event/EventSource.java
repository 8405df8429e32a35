// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Brings events that no captured frame tells: what a server answered when it was asked. Registered
 * as a service; the daemon's live analysis takes them up. They go the way of all events, through
 * the journal to the detectors, and nothing comes back from there.
 */
@ConsumerType
public interface EventSource {
    /** Where events go in. */
    @FunctionalInterface
    interface Intake {
        /**
         * Takes an event, from any thread and without waiting. Its {@link Event#origin} names a
         * flow and a frame that the analysis has seen.
         *
         * @return whether it will be judged; false if judging is behind or this analysis is over
         */
        boolean take(Event event);
    }

    /** An analysis is there; events may be handed over until {@link #end}. */
    void begin(Intake intake);

    /** The analysis is over. */
    void end();
}
