// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

/**
 * One thing that was looked at in a jar.
 *
 * @param name what was looked at, in a word or two: {@code signature}
 * @param outcome how it came out
 * @param sentence for people: what was found; if refused, what to do
 */
public record Check(String name, Outcome outcome, String sentence) {
    /** How a check came out. */
    public enum Outcome {
        /** As it should be. */
        PASSED,
        /** A reason not to let the jar in. */
        REFUSED,
        /** Not as it should be, but switched off by the administrator. */
        SWITCHED_OFF
    }
}
