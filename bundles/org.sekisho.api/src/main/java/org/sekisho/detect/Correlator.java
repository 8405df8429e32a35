// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.event.Flow;

/**
 * Collects evidence into cases. A prototype-scoped service; each analysis has an instance of its
 * own, used by the judging thread alone.
 */
@ConsumerType
public interface Correlator extends EvidenceListener {
    /** Names who is told of detections; called once, before any evidence. */
    void begin(DetectionListener listener);

    /** Which techniques are being looked for, so that a case can tell what was not found. */
    void lookingFor(java.util.Collection<Technique> techniques);

    /** Packet time has come this far, in nanoseconds since 1970-01-01 UTC. */
    void advance(long time);

    /**
     * A flow that has been going on for a while still carries payload. Told at most once in about
     * four seconds of packet time for each flow, and of every flow.
     *
     * @param flow the flow on the wire
     * @param time packet time in nanoseconds
     * @param packetsToServer packets from its client so far
     * @param packetsToClient packets from its server so far
     */
    default void goesOn(Flow flow, long time, long packetsToServer, long packetsToClient) {}

    /**
     * Every case that is at least {@link State#SUSPECTED}, in the order of {@code decidedAtFrame}.
     */
    List<Detection> detections();

    /** Evidence and cases given up at a memory bound. */
    long evicted();
}
