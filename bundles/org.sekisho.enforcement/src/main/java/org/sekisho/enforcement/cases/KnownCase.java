// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.TunnelKey;

/** A case as it was last told of, and what was decided. Used by the acting thread. */
final class KnownCase {
    private final TunnelKey tunnel;
    private Detection detection;
    private Decision decision;
    private Detection told;
    private long caseId;
    private boolean isForgotten;

    KnownCase(TunnelKey tunnel, Detection detection) {
        this.tunnel = tunnel;
        this.detection = detection;
    }

    TunnelKey tunnel() {
        return tunnel;
    }

    Detection detection() {
        return detection;
    }

    void detection(Detection now) {
        detection = now;
    }

    /** What was last decided; null before anything was. */
    Decision decision() {
        return decision;
    }

    void decision(Decision now) {
        decision = now;
    }

    /** The state that people were last told of in this run; null if of none. */
    Detection told() {
        return told;
    }

    void told(Detection state) {
        told = state;
    }

    /** Number in the records; 0 if it is not recorded. */
    long caseId() {
        return caseId;
    }

    void caseId(long id) {
        caseId = id;
    }

    /** Whether there were too many cases, and this one had to go. */
    boolean isForgotten() {
        return isForgotten;
    }

    void forget() {
        isForgotten = true;
    }
}
