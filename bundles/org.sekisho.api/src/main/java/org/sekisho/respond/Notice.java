// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/**
 * What a person or another system is told. Plain data. Text from the network in it is not escaped;
 * each notifier does that for its own medium.
 *
 * @param kind what it is about
 * @param caseId number of the case in the store, the same in all notices about it, over restarts; 0
 *     if it is about no case, or nothing is stored
 * @param time wall time in nanoseconds since 1970-01-01 UTC
 * @param detection the case as it stands; null if it is about no case
 * @param decision what was decided about it; null if it is about no case
 * @param text what happened, in one sentence for people
 */
public record Notice(
        Kind kind, long caseId, long time, Detection detection, Decision decision, String text)
        implements java.io.Serializable {
    /** What a notice is about. */
    public enum Kind {
        /** A case became a detection. */
        DETECTED,
        /** A case that was told of before has become surer, or has got another end or method. */
        CHANGED,
        /** A block is in force. */
        BLOCKED,
        /** A block ended or was lifted. */
        RELEASED,
        /** A block holds the tunnel up: something came, was stopped, and nothing gets through. */
        PROVED,
        /**
         * A block is in force and nothing came that it could have stopped, so nothing is proved.
         */
        QUIET,
        /** A block is in force and the tunnel is still flowing; the text says why. */
        STILL_FLOWING,
        /**
         * Something needs a person: a block failed, the circuit breaker opened, rules were taken
         * away.
         */
        TROUBLE,
        /** Somebody asked for a notice, to see whether it arrives. */
        TEST
    }
}
