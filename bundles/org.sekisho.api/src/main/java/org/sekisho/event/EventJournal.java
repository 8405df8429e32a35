// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Recent events, bounded, from which a detector that arrives late is warmed up. Recording is the
 * judging thread's alone; readers may read on other threads meanwhile.
 */
@ProviderType
public interface EventJournal {
    /** Adds an event; the oldest and least useful go when the bound is reached. */
    void record(Event event);

    /** Starts reading at the oldest event kept. */
    Reader reader();

    /**
     * Packet time in nanoseconds from which on no event was given up, or {@link Long#MAX_VALUE} if
     * there is none. Some older events may still be kept.
     */
    long reachesBackTo();

    /** How many events were given up for the bound. */
    long forgotten();

    /**
     * The greatest frame number recorded, also before a restart; 0 if nothing was. An analysis that
     * goes on with this journal counts its frames from the next one, so that frame numbers and flow
     * ids stay unique.
     */
    long lastFrame();

    /**
     * Whether what was recorded would still be shown if the process were killed now: the number of
     * the frame up to which it would, or {@link Long#MAX_VALUE} if nothing waits to be stored. That
     * is also the answer of a journal that stores nothing, for there is nothing to wait for.
     */
    default long safeUpTo() {
        return Long.MAX_VALUE;
    }

    /** Reads from the oldest event to the newest, one thread at a time. */
    interface Reader extends AutoCloseable {
        /**
         * The next event, oldest first; null if there is none at this moment. Further events may
         * follow later. An event that is forgotten before it was read is left out.
         */
        Event next();

        @Override
        void close();
    }
}
