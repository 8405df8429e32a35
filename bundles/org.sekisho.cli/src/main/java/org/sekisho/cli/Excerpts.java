// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.cli.excerpt.ExcerptSearch;
import org.sekisho.detect.Detection;

/** What {@code --excerpt DIR} does: the smallest capture that shows each detection. */
final class Excerpts {
    private final CaptureFiles captures;
    private final Replay quiet;
    private final Streams streams;
    private final Path folder;

    Excerpts(Analyzer analyzer, CaptureFiles captures, Streams streams, Path folder) {
        this.captures = captures;
        this.streams = streams;
        this.folder = folder;
        quiet = new Replay(analyzer, new Streams(streams.out(), streams.err(), false));
    }

    /** Writes the excerpt of every detection of an outcome; says so on standard error. */
    void write(Outcome outcome) throws IOException {
        for (int number = 1; number <= outcome.detections().size(); number++) {
            write(outcome, number);
        }
    }

    /**
     * Writes the excerpt of one.
     *
     * @param number from 1
     */
    void write(Outcome outcome, int number) throws IOException {
        Detection detection = outcome.detections().get(number - 1);
        try {
            ExcerptSearch.Excerpt excerpt =
                    ExcerptSearch.write(
                            detection,
                            captures.file(outcome.file()),
                            folder,
                            name(outcome.file()) + "-" + number,
                            this::detections);
            streams.message(
                    "detection %d of %s is shown by %s%s"
                            .formatted(
                                    number,
                                    outcome.file(),
                                    Words.count(excerpt.frames(), "frame"),
                                    (excerpt.shows()
                                                    ? ""
                                                    : ", though not as surely as by all of it,")
                                            + " in "
                                            + excerpt.file()));
        } catch (CaptureException e) {
            streams.message("no excerpt of " + outcome.file() + ": " + e.getMessage());
        }
    }

    private List<Detection> detections(Path capture) {
        String file = capture.toString();
        return quiet.run(captures.file(file), file, file, 1).detections();
    }

    /** The file's own name without its ending, of characters that every file system takes. */
    private static String name(String file) {
        String name = Path.of(file).getFileName().toString();
        int dot = name.indexOf('.', 1);
        return (dot < 0 ? name : name.substring(0, dot)).replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
