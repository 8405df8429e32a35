// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.capture.CaptureException;
import org.sekisho.detect.Detection;

/** A running or finished analysis. All methods may be called from any thread. */
@ProviderType
public interface Analysis {
    /**
     * Waits for the end.
     *
     * @return whether the analysis has ended
     */
    boolean await(Duration timeout) throws InterruptedException;

    /** Asks the analysis to end early; what was seen so far is judged. */
    void stop();

    /** Counters so far. */
    AnalysisSummary summary();

    /**
     * The cases so far; after the end, their final state in the order of {@code decidedAtFrame}.
     */
    List<Detection> detections();

    /** Why the input could not be read to its end; null if it could, or has not ended yet. */
    CaptureException damage();
}
