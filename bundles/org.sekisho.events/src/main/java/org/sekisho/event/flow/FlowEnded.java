// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A flow that was announced by {@link FlowStarted}, or of which another event was published, is
 * over.
 *
 * @param origin where and when
 * @param reason why
 * @param firstTime packet time of its first frame in nanoseconds since 1970-01-01 UTC, to the
 *     millisecond
 * @param packetsToServer packets from the client
 * @param packetsToClient packets from the server
 * @param bytesToServer IP bytes from the client
 * @param bytesToClient IP bytes from the server
 */
public record FlowEnded(
        Origin origin,
        Reason reason,
        long firstTime,
        long packetsToServer,
        long packetsToClient,
        long bytesToServer,
        long bytesToClient)
        implements Event {
    /** Why a flow is over. */
    public enum Reason {
        /** Both ends sent FIN. */
        CLOSED,
        /** An end sent RST. */
        RESET,
        /** Nothing was seen for the idle time-out of its transport. */
        IDLE,
        /** Memory was needed for other flows. */
        EVICTED,
        /** The capture ended. */
        CAPTURE_ENDED
    }
}
