// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.List;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.State;

/**
 * All there is to say about one detection, from which every format is written.
 *
 * @param outcome what came out of the capture
 * @param number of the detection in the capture, from 1
 * @param detection itself
 * @param steps its evidence in the order of frames, each with what was known after it
 * @param notSeen techniques that were looked for and not found, by id, with their titles
 * @param loss what of the capture was not there to be judged, in words with numbers; empty if
 *     nothing is missing
 * @param onCall one line
 * @param user a paragraph by language
 */
record Explanation(
        Outcome outcome,
        int number,
        Detection detection,
        List<Step> steps,
        Map<String, String> notSeen,
        Map<String, Long> loss,
        String onCall,
        Map<String, String> user) {
    /**
     * One piece of evidence, and how sure it and those before it make us.
     *
     * @param evidence what was seen
     * @param state null while nothing was even suspected
     * @param confidence probability; 0 while nothing was suspected
     */
    record Step(Evidence evidence, State state, double confidence) {
        /** Whether it makes a tunnel less likely. */
        boolean against() {
            return !evidence.technique().definitive() && evidence.technique().weight() < 0;
        }
    }

    /** Against one, as a number of {@code 1 : N}. */
    long priorOddsAgainst() {
        return Math.round(1 / detection.prior()) - 1;
    }

    /** Natural logarithm of the odds before any evidence. */
    double priorLogOdds() {
        return Math.log(detection.prior() / (1 - detection.prior()));
    }
}
