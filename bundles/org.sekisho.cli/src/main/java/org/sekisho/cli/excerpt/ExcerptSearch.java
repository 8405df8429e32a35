// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli.excerpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;

/**
 * Cuts the smallest excerpt out of a capture that still shows a detection: of all frames between
 * its ends, and those that were evidence, as few as possible in a row. That it shows it is not
 * assumed but tried: each attempt is analysed like any capture.
 */
public final class ExcerptSearch {
    /** Analyses a capture file. */
    @FunctionalInterface
    public interface Trial {
        /** What is detected in it; empty if it can't be read. */
        List<Detection> detections(Path capture);
    }

    /**
     * An excerpt that was written.
     *
     * @param file where it is
     * @param frames how many frames it has
     * @param shows whether the detection is found in it with the same state; if not, it holds all
     *     frames between the ends up to the last evidence
     */
    public record Excerpt(Path file, int frames, boolean shows) {}

    private final Detection wanted;
    private final Trial trial;
    private final List<Frame> frames;

    private ExcerptSearch(Detection wanted, List<Frame> frames, Trial trial) {
        this.wanted = wanted;
        this.frames = frames;
        this.trial = trial;
    }

    /**
     * Searches, and writes what was found.
     *
     * @param source the capture that the detection was found in
     * @param folder where the excerpt goes; made if it is not there
     * @param name of the excerpt, without ending
     * @throws CaptureException if the capture can't be read up to the last evidence
     * @throws IOException if nothing can be written
     */
    public static Excerpt write(
            Detection detection, CaptureSource source, Path folder, String name, Trial trial)
            throws CaptureException, IOException {
        Files.createDirectories(folder);
        List<Frame> frames = Candidates.of(detection, source);
        Path attempt = Files.createTempFile(folder, name, ".attempt");
        try {
            ExcerptSearch search = new ExcerptSearch(detection, frames, trial);
            boolean shows = search.shows(attempt, 0, frames.size());
            List<Frame> kept = shows ? search.smallest(attempt) : frames;
            Path file = folder.resolve(name + ".pcap");
            PcapWriter.write(file, kept);
            return new Excerpt(file, kept.size(), shows);
        } finally {
            Files.deleteIfExists(attempt);
        }
    }

    /** First the earliest end, then the latest start with which it is still shown. */
    private List<Frame> smallest(Path attempt) throws IOException {
        try {
            int end = least(1, frames.size(), size -> showsUnchecked(attempt, 0, size));
            int cut = least(0, end - 1, left -> !showsUnchecked(attempt, left + 1, end));
            return frames.subList(cut, end);
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The least number in the range for which it holds, if from there on it holds for all. */
    private static int least(int from, int to, IntPredicate holds) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private boolean showsUnchecked(Path attempt, int from, int to) {
        try {
            return shows(attempt, from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean shows(Path attempt, int from, int to) throws IOException {
        PcapWriter.write(attempt, frames.subList(from, to));
        return trial.detections(attempt).stream().anyMatch(this::isTheSame);
    }

    private boolean isTheSame(Detection found) {
        return found.tunnel().equals(wanted.tunnel())
                && found.state().compareTo(wanted.state()) >= 0
                && found.method() == wanted.method()
                && isTheSame(found.client(), wanted.client())
                && isTheSame(found.server(), wanted.server());
    }

    private static boolean isTheSame(Party one, Party other) {
        if (one == null || other == null) {
            return one == other;
        }
        return Objects.equals(one.address(), other.address())
                && (one.address() != null || Objects.equals(one.mac(), other.mac()));
    }
}
