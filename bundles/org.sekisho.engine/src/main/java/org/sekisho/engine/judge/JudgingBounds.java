// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

/**
 * What a detector may use up before it is taken out. Generous: detectors give a piece of evidence
 * or two for one event in a hundred.
 *
 * @param stallNanos longest time in a detector's code for one event, in nanoseconds; not watched in
 *     analyses of files, which can wait
 * @param evidencePerEvent most pieces of evidence for one event
 * @param evidencePerSecond most pieces of evidence within a second of judging, if they are also
 *     more than {@link #EVIDENCE_EACH} for each event: else whoever sends enough forged packets
 *     could have a detector taken out that does what it is for
 * @param slowNanos longest mean time for an event, in nanoseconds, of a detector that takes most of
 *     the time while judging is behind
 */
public record JudgingBounds(
        long stallNanos, int evidencePerEvent, int evidencePerSecond, long slowNanos) {
    /** Mean of pieces of evidence for each event that is not yet a flood. */
    static final int EVIDENCE_EACH = 16;

    /** The bounds that hold where nothing is configured. */
    public static final JudgingBounds USUAL =
            new JudgingBounds(1_000_000_000L, 1024, 10_000, 1_000_000L);
}
