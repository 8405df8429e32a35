// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.time.Duration;

/**
 * What policy makes of a detection.
 *
 * @param detection id of the case
 * @param verdict what is done
 * @param block the block that is wanted or, while watching, would be wanted; null if none could be
 * @param duration how long it is wanted; null if there is no block
 * @param reason why, in one sentence for people
 * @param rung step of the ladder of measures that it stands on, which {@link Past#rung} tells when
 *     policy is asked again; 0 if there is no ladder
 */
public record Decision(
        long detection, Verdict verdict, Block block, Duration duration, String reason, int rung)
        implements java.io.Serializable {
    /** Refuses a block without a time and a time without a block. */
    public Decision {
        if ((block == null) != (duration == null)) {
            throw new IllegalArgumentException("a block and its duration come together");
        }
        if (verdict == Verdict.BLOCK && block == null) {
            throw new IllegalArgumentException("what is to be blocked must be said");
        }
    }

    /** A decision that stands on no ladder. */
    public Decision(
            long detection, Verdict verdict, Block block, Duration duration, String reason) {
        this(detection, verdict, block, duration, reason, 0);
    }

    /** What is done about a detection. */
    public enum Verdict {
        /** Nothing, not even a notice. */
        IGNORE,
        /** It is shown and told, nothing is blocked. */
        WATCH,
        /** It is blocked. */
        BLOCK
    }
}
