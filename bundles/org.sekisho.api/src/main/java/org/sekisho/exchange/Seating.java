// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

/**
 * A dissector or detector that takes part.
 *
 * @param bundle id of its bundle
 * @param symbolicName of its bundle
 * @param version of its bundle
 * @param kind {@code stream dissector}, {@code datagram dissector}, {@code link dissector} or
 *     {@code detector}
 * @param name protocol or detector name
 * @param role of a detector; dissectors are active
 * @param state what it does now
 * @param reason why it was taken out, in one sentence; empty if it was not
 * @param failures exceptions it threw
 * @param events events shown to a detector, or emitted by a dissector
 * @param evidence evidence given by a detector
 * @param nanos time spent in a detector's code, in nanoseconds; 0 for dissectors
 */
public record Seating(
        long bundle,
        String symbolicName,
        String version,
        String kind,
        String name,
        Role role,
        State state,
        String reason,
        long failures,
        long events,
        long evidence,
        long nanos) {
    /** What a participant does now. */
    public enum State {
        /** A detector is being shown the journal. */
        WARMING_UP,
        /** At work. */
        SITTING,
        /** Not asked any more; see the reason. */
        TAKEN_OUT
    }
}
