// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.Map;
import java.util.TreeMap;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;

/**
 * What turns the two locks before a block: evidence in which both ends took part, of detectors that
 * may convict. A mark that one sender can make up is no key, however certain it looks, or whoever
 * sends it would turn the second lock for somebody else.
 *
 * @param definitive whether one of the techniques is enough by itself
 * @param families weight of the heaviest technique of each independent family, natural logarithm of
 *     a likelihood ratio
 */
record Keys(boolean definitive, Map<String, Double> families) {
    /** Odds of 9 to 1, where a detection becomes {@code likely}. */
    private static final double LIKELY = Math.log(9);

    static Keys of(Detection detection) {
        boolean tunnel = !Treatments.isSoftwareAlone(detection.method());
        boolean definitive = false;
        Map<String, Double> families = new TreeMap<>();
        for (Evidence evidence : detection.evidence()) {
            if (!evidence.twoWay()
                    || evidence.advisory()
                    || tunnel && !speaksForTunnel(evidence.finding())) {
                continue;
            }
            definitive |= evidence.technique().definitive();
            if (!evidence.technique().definitive() && evidence.technique().weight() > 0) {
                families.merge(
                        evidence.technique().family(), evidence.technique().weight(), Math::max);
            }
        }
        return new Keys(definitive, families);
    }

    private static boolean speaksForTunnel(Finding finding) {
        return finding == Finding.TUNNEL || finding == Finding.LAN;
    }

    /** Whether one definitive technique or two independent families are there. */
    boolean turnBoth() {
        return definitive || families.size() >= 2;
    }

    /**
     * Whether they make the finding likely by themselves. Stricter than the correlator, which also
     * counts the lighter techniques of a family.
     *
     * @param prior probability before any evidence
     */
    boolean areLikely(double prior) {
        double sum = families.values().stream().mapToDouble(Double::doubleValue).sum();
        return definitive || Math.log(prior / (1 - prior)) + sum >= LIKELY;
    }
}
