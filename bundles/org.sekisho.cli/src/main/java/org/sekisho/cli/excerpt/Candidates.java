// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli.excerpt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;

/** The frames of a capture that may be needed to show a detection. */
final class Candidates {
    /** More than any session needs until it is decided. */
    private static final long MOST_BYTES = 256L << 20;

    private static final long WAIT_NANOS = 100_000_000L;

    private final Ends ends;
    private final Set<Long> evidence;
    private final long last;
    private final List<Frame> frames = new ArrayList<>();
    private long bytes;
    private long number;

    private Candidates(Detection detection) {
        ends = new Ends(detection);
        evidence = detection.evidence().stream().map(Evidence::frame).collect(Collectors.toSet());
        last = evidence.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * Reads a capture up to the last frame that was evidence.
     *
     * @throws CaptureException if it can't be read that far
     */
    static List<Frame> of(Detection detection, CaptureSource source) throws CaptureException {
        Candidates candidates = new Candidates(detection);
        try (source) {
            FrameBatch batch = new FrameBatch();
            try (FrameQueue queue = source.open().get(0)) {
                boolean more = true;
                while (more && candidates.number < candidates.last) {
                    more = queue.poll(batch, WAIT_NANOS);
                    candidates.take(batch);
                }
            }
        }
        return candidates.frames;
    }

    private void take(FrameBatch batch) {
        for (int i = 0; i < batch.size() && number < last; i++) {
            number++;
            int offset = batch.offset(i);
            int length = batch.capturedLength(i);
            boolean wanted =
                    evidence.contains(number)
                            || bytes < MOST_BYTES && ends.in(batch.array(), offset, length);
            boolean fits = frames.isEmpty() || frames.get(0).linkType() == batch.linkType(i);
            if (wanted && fits) {
                bytes += length;
                frames.add(
                        new Frame(
                                number,
                                batch.time(i),
                                batch.linkType(i),
                                batch.originalLength(i),
                                Arrays.copyOfRange(batch.array(), offset, offset + length)));
            }
        }
    }
}
