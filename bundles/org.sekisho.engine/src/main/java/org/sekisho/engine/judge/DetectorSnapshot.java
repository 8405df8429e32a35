// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.List;
import org.sekisho.detect.Detector;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.Seat;

/**
 * The detectors that take part at one moment.
 *
 * @param version rises with every change
 * @param detectors in the order in which they are asked
 */
public record DetectorSnapshot(long version, List<Seat<Detector>> detectors) {
    /** Sorts and copies the list. */
    public DetectorSnapshot {
        detectors = detectors.stream().sorted(DissectorSnapshot.ORDER).toList();
    }

    /** The newer one: what an analysis that is over has closed can't be opened again. */
    static DetectorSnapshot newer(DetectorSnapshot one, DetectorSnapshot other) {
        return other.version() > one.version() ? other : one;
    }

    /** Nobody, and nobody after it. */
    static DetectorSnapshot closed() {
        return new DetectorSnapshot(Long.MAX_VALUE, List.of());
    }
}
