// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.exchange.Comparison;

/** An analysis that wants to know who takes part. */
public interface Analysing {
    /** The dissectors to use from now on. */
    void want(DissectorSnapshot snapshot);

    /** The detectors to use from now on. */
    void want(DetectorSnapshot snapshot);

    /** How the shadow detector of this bundle compares, or null if there is none. */
    default Comparison compare(long bundle) {
        return null;
    }

    /**
     * Waits until no code of anybody who left runs.
     *
     * @param timeoutNanos how long, in nanoseconds
     * @return false if it does not come to that in time
     */
    boolean awaitQuiescence(long timeoutNanos) throws InterruptedException;
}
