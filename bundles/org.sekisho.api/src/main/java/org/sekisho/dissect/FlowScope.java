// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;

/**
 * What a dissector is told about the flow it is looking at, and how it answers; valid during a
 * call.
 */
@ProviderType
public interface FlowScope {
    /**
     * The flow. The first call for a flow allocates, so ask only when there is something to say.
     */
    Flow flow();

    /** Where and when the current call stands; a new value on each call. */
    Origin origin();

    /** Number of the current frame, counted from 1. */
    long frame();

    /** Packet time of the current frame in nanoseconds since 1970-01-01 UTC. */
    long time();

    /** Port of the client; 0 where there are none. */
    int clientPort();

    /** Port of the server; 0 where there are none. */
    int serverPort();

    /** Whether the flow began before the capture did. */
    boolean midStream();

    /** The dissector's state of this flow. */
    StateSlot state();

    /** Hands an event on, towards the detectors. */
    void emit(Event event);

    /**
     * The protocol says that the ends are the other way round than the engine took them to be,
     * which is possible only while {@link Flow#roles()} is less than {@link
     * org.sekisho.event.Roles#PROTOCOL} (else this does nothing). From the next call on directions
     * are turned, and {@link #flow()} is a new value with the same id.
     */
    void swapRoles();

    /** The dissector wants nothing more of this flow. */
    void done();
}
