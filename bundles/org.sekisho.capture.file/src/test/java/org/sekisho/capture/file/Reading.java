// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** Everything that came out of a source: frames, then how it ended. */
record Reading(List<Frame> frames, CaptureException failure, CaptureStatistics statistics) {
    static final UnpackBounds BOUNDS = new UnpackBounds(1L << 30, 1000, 1L << 20);

    static Reading of(byte[] capture) {
        return of(new ByteArrayInputStream(capture));
    }

    static Reading of(InputStream capture) {
        return of(new FileCaptures(capture, BOUNDS).file("-"));
    }

    static Reading of(Path... files) {
        List<String> paths = java.util.Arrays.stream(files).map(Path::toString).toList();
        return of(new FileCaptures(InputStream.nullInputStream(), BOUNDS).merged(paths));
    }

    /** Lets nothing but a CaptureException be a way to fail. */
    static Reading of(CaptureSource source) {
        List<Frame> frames = new ArrayList<>();
        CaptureException failure = null;
        CaptureStatistics statistics = null;
        try (source) {
            FrameQueue queue = source.open().get(0);
            try (queue) {
                readAll(queue, frames);
            } catch (CaptureException e) {
                failure = e;
            }
            statistics = queue.statistics();
        } catch (CaptureException e) {
            failure = e;
        }
        return new Reading(frames, failure, statistics);
    }

    static List<Frame> of(FrameQueue queue) throws CaptureException {
        List<Frame> frames = new ArrayList<>();
        readAll(queue, frames);
        return frames;
    }

    private static void readAll(FrameQueue queue, List<Frame> frames) throws CaptureException {
        FrameBatch batch = new FrameBatch();
        boolean more = true;
        while (more) {
            more = queue.poll(batch, 1_000_000_000L);
            for (int i = 0; i < batch.size(); i++) {
                frames.add(
                        new Frame(
                                batch.time(i),
                                batch.originalLength(i),
                                batch.linkType(i),
                                HexFormat.of()
                                        .formatHex(
                                                batch.array(),
                                                batch.offset(i),
                                                batch.offset(i) + batch.capturedLength(i))));
            }
        }
    }

    String message() {
        return failure == null ? null : failure.getMessage();
    }
}
