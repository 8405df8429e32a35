// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.detect.Detection;

/**
 * The analysis of everything the daemon's sources deliver: one service while the daemon runs. It
 * polls every {@link org.sekisho.capture.CaptureSource} that is registered as a service, as long as
 * it is registered. All methods may be called from any thread.
 */
@ProviderType
public interface LiveAnalysis {
    /** Counters since the start, over all sources. */
    AnalysisSummary summary();

    /** The cases so far, in the order of {@code decidedAtFrame}. */
    List<Detection> detections();

    /** The sources, open or not, in the order of their names. */
    List<SourceStatus> sources();

    /**
     * Whether every source that is registered now was tried at least once, so that each is open or
     * its trouble is known.
     */
    boolean sourcesTried();
}
