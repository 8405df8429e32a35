// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.time.Duration;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;

/** Runs analyses one after the other and waits for each, showing how far it is. */
final class Replay {
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final Analyzer analyzer;
    private final Streams streams;

    Replay(Analyzer analyzer, Streams streams) {
        this.analyzer = analyzer;
        this.streams = streams;
    }

    /** The number of workers where nobody asks for one; more than four wait for one reader. */
    static int defaultWorkers() {
        return Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Reads a source to its end, or to where it is damaged.
     *
     * @param file name for the outcome
     * @param label name for the progress bar
     */
    Outcome run(CaptureSource source, String file, String label, int workers) {
        long start = System.nanoTime();
        Progress progress = new Progress(streams, label);
        try {
            Analysis analysis =
                    analyzer.start(source, AnalysisOptions.forFiles(workers), detection -> {});
            await(analysis, progress);
            CaptureException damage = analysis.damage();
            return new Outcome(
                    file,
                    analysis.detections(),
                    analysis.summary(),
                    damage == null ? null : inWords(file, damage),
                    true,
                    (System.nanoTime() - start) / 1e9);
        } catch (CaptureException e) {
            return Outcome.unreadable(file, inWords(file, e));
        } finally {
            progress.clear();
        }
    }

    private static void await(Analysis analysis, Progress progress) {
        boolean interrupted = false;
        boolean ended = false;
        // at once: of many small captures none takes as long as the bar needs to be drawn anew
        progress.show(analysis.summary());
        while (!ended) {
            try {
                ended = analysis.await(REDRAW);
                if (!ended) {
                    progress.show(analysis.summary());
                }
            } catch (InterruptedException e) {
                // what was seen so far is still worth telling
                interrupted = true;
                analysis.stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The message is the source's; file and offset are named even if it forgot them. */
    private static String inWords(String file, CaptureException damage) {
        String message = String.valueOf(damage.getMessage());
        StringBuilder text = new StringBuilder();
        if (!message.contains(file)) {
            text.append(file).append(": ");
        }
        text.append(message);
        if (damage.offset() >= 0 && !message.contains(Long.toString(damage.offset()))) {
            text.append(" (at byte ").append(damage.offset()).append(')');
        }
        return text.toString();
    }
}
