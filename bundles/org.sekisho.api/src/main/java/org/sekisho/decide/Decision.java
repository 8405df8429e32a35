// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

/**
 * What policy makes of a detection.
 *
 * @param detection id of the case
 * @param verdict what is done
 * @param block the block that is wanted or, while watching, would be wanted; null if none could be
 * @param reason why, in one sentence for people
 */
public record Decision(long detection, Verdict verdict, Block block, String reason)
        implements java.io.Serializable {
    /** What is done about a detection. */
    public enum Verdict {
        /** Nothing. */
        IGNORE,
        /** It is shown and told, nothing is blocked. */
        WATCH,
        /** It is blocked. */
        BLOCK
    }
}
