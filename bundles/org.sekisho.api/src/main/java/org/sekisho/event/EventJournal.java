// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Recent events, bounded, from which a detector that arrives late is warmed up. Used by the judging
 * thread alone.
 */
@ProviderType
public interface EventJournal {
    /** Adds an event; the oldest go when the bound is reached. */
    void record(Event event);

    /** Shows what is kept to the consumer, oldest first. */
    void replay(Consumer<Event> consumer);

    /**
     * Packet time in nanoseconds of the oldest event kept, or {@link Long#MAX_VALUE} if none is.
     */
    long reachesBackTo();

    /** How many events were given up for the bound. */
    long forgotten();
}
