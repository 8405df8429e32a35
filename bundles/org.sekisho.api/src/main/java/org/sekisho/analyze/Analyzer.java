// SPDX-License-Identifier: Apache-2.0
package org.sekisho.analyze;

import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.detect.DetectionListener;

/** The engine's service: runs analyses with whatever dissectors and detectors are present. */
@ProviderType
public interface Analyzer {
    /**
     * Starts an analysis. It takes over the source and closes it at the end.
     *
     * @param source where frames come from
     * @param options bounds and threads
     * @param listener told of detections as they change, by the judging thread
     * @throws CaptureException if the source can't be opened; it has been closed then
     */
    Analysis start(CaptureSource source, AnalysisOptions options, DetectionListener listener)
            throws CaptureException;
}
