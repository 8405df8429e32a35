// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;

/**
 * {@code sekisho evaluate}: how much of what labelled captures show is found, and what is found
 * that is not there, in them or in captures without labels.
 */
@Component(service = ToIntFunction.class, property = "sekisho.command=evaluate")
public final class EvaluateCommand implements ToIntFunction<String[]> {
    private final Analyzer analyzer;
    private final CaptureFiles captures;
    private final Streams streams;
    private final Recorder recorder;
    private final Supplier<Rejudging.Correlators> correlators;

    /** For Declarative Services. */
    @Activate
    public EvaluateCommand(
            BundleContext context, @Reference Analyzer analyzer, @Reference CaptureFiles captures) {
        this(
                analyzer,
                captures,
                Streams.ofProcess(),
                new DetectorRecorder(context),
                () -> Rejudging.Correlators.of(context));
    }

    EvaluateCommand(
            Analyzer analyzer,
            CaptureFiles captures,
            Streams streams,
            Recorder recorder,
            Supplier<Rejudging.Correlators> correlators) {
        this.analyzer = analyzer;
        this.captures = captures;
        this.streams = streams;
        this.recorder = recorder;
        this.correlators = correlators;
    }

    @Override
    public int applyAsInt(String[] arguments) {
        EvaluateArguments told = new EvaluateArguments();
        int understood = Arguments.read(told, arguments, streams);
        if (understood != Arguments.GO_ON) {
            return understood;
        }
        try (Writer out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                new CheckedOutput(streams.out()), StandardCharsets.UTF_8))) {
            if (told.manifest() != null) {
                return labelled(told, out);
            }
            new UnlabelledEvaluation(captures, new Replay(analyzer, streams))
                    .run(told.places(), told.format(), out);
            return ExitStatus.DONE;
        } catch (IOException e) {
            streams.message("can't write results: " + e.getMessage());
            return ExitStatus.WRONG_USAGE;
        }
    }

    private int labelled(EvaluateArguments told, Writer out) throws IOException {
        List<ManifestEntry> entries;
        try {
            entries = Manifest.read(told.manifest());
        } catch (NoSuchFileException e) {
            streams.message("there is no manifest " + told.manifest());
            return ExitStatus.WRONG_USAGE;
        } catch (IOException e) {
            streams.message("can't read the manifest: " + e.getMessage());
            return ExitStatus.WRONG_USAGE;
        }
        List<Sample> samples = samples(told, entries);
        Evaluation evaluation =
                new Evaluation(
                        samples.stream().map(s -> Judged.of(s.entry(), s.outcome())).toList());
        Calibration calibration =
                told.calibration()
                        ? Calibration.of(samples, new Rejudging(correlators.get()))
                        : null;
        write(evaluation, calibration, told.format(), out);
        return ExitStatus.DONE;
    }

    private List<Sample> samples(EvaluateArguments told, List<ManifestEntry> entries) {
        Path folder = told.manifest().toAbsolutePath().getParent();
        Replay replay = new Replay(analyzer, streams);
        List<Sample> samples = new ArrayList<>(entries.size());
        for (ManifestEntry entry : entries) {
            String label =
                    "%d of %d %s".formatted(samples.size() + 1, entries.size(), entry.file());
            String path = folder.resolve(entry.file()).toString();
            Supplier<Outcome> analysis =
                    () -> replay.run(captures.file(path), path, label, Replay.defaultWorkers());
            Sample sample;
            if (told.calibration()) {
                Recorder.Recorded recorded = recorder.record(analysis);
                sample = new Sample(entry, recorded.outcome(), recorded.recording());
            } else {
                sample = new Sample(entry, analysis.get(), null);
            }
            if (sample.outcome().error() != null) {
                streams.message(sample.outcome().error());
            }
            samples.add(sample);
        }
        return samples;
    }

    /**
     * @param calibration null if it was not asked for
     */
    private static void write(
            Evaluation evaluation, Calibration calibration, Report.Format format, Writer out)
            throws IOException {
        if (format == Report.Format.JSON) {
            new EvaluationJson(out).write(evaluation);
            if (calibration != null) {
                new CalibrationJson(out).write(calibration);
            }
            return;
        }
        List<String> lines = new ArrayList<>(EvaluationText.lines(evaluation));
        if (calibration != null) {
            lines.add("");
            lines.addAll(CalibrationText.lines(calibration));
        }
        for (String line : lines) {
            out.write(line);
            out.write('\n');
        }
    }
}
