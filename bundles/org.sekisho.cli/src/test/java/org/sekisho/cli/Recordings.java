// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;

/**
 * Stands in for reader and engine: by name, what an analysis of a file gives. The commands are
 * shown with the real ones by the tests of the distribution.
 */
final class Recordings implements CaptureFiles, Analyzer {
    private record Recording(List<Detection> detections, CaptureException damage) {}

    private final Map<String, Recording> recordings = new LinkedHashMap<>();
    final List<AnalysisOptions> options = new ArrayList<>();

    Recordings with(String name, Detection... detections) {
        recordings.put(name, new Recording(List.of(detections), null));
        return this;
    }

    Recordings without(String name) {
        recordings.remove(name);
        return this;
    }

    /** An analysis of it ends with an exception that nobody expects. */
    Recordings failing(String name) {
        recordings.put(name, new Recording(null, null));
        return this;
    }

    Recordings damaged(String name, String message, long offset, Detection... detections) {
        CaptureException damage = new CaptureException(message, offset, null);
        recordings.put(name, new Recording(List.of(detections), damage));
        return this;
    }

    @Override
    public CaptureSource file(String path) {
        return source(path);
    }

    @Override
    public CaptureSource merged(List<String> paths) {
        return source(String.join("+", paths));
    }

    private static CaptureSource source(String name) {
        return new CaptureSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<FrameQueue> open() {
                throw new UnsupportedOperationException("nothing is read here");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Analysis start(CaptureSource source, AnalysisOptions with, DetectionListener listener)
            throws CaptureException {
        options.add(with);
        Recording recording = recordings.get(source.name());
        if (recording == null) {
            throw new CaptureException("there is no such file; check the path", null);
        }
        if (recording.detections() == null) {
            throw new IllegalStateException("on purpose");
        }
        return new Analysis() {
            private int asked;

            @Override
            public boolean await(Duration timeout) {
                return asked++ > 0;
            }

            @Override
            public void stop() {}

            @Override
            public AnalysisSummary summary() {
                return new AnalysisSummary(
                        190, 31042, 17, 2, Map.of("cut", 2L), 0, Map.of(), Map.of(), 0, 50, 100, 0);
            }

            @Override
            public List<Detection> detections() {
                return recording.detections();
            }

            @Override
            public CaptureException damage() {
                return recording.damage();
            }
        };
    }
}
