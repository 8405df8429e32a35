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
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;

/**
 * {@code sekisho evaluate}: how much of what labelled captures show is found, and what is not
 * there.
 */
@Component(service = ToIntFunction.class, property = "sekisho.command=evaluate")
public final class EvaluateCommand implements ToIntFunction<String[]> {
    private final Analyzer analyzer;
    private final CaptureFiles captures;
    private final Streams streams;

    /** For Declarative Services. */
    @Activate
    public EvaluateCommand(@Reference Analyzer analyzer, @Reference CaptureFiles captures) {
        this(analyzer, captures, Streams.ofProcess());
    }

    EvaluateCommand(Analyzer analyzer, CaptureFiles captures, Streams streams) {
        this.analyzer = analyzer;
        this.captures = captures;
        this.streams = streams;
    }

    @Override
    public int applyAsInt(String[] arguments) {
        EvaluateArguments told = new EvaluateArguments();
        int understood = Arguments.read(told, arguments, streams);
        if (understood != Arguments.GO_ON) {
            return understood;
        }
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
        Evaluation evaluation = evaluate(entries, told.manifest().toAbsolutePath().getParent());
        try (Writer out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                new CheckedOutput(streams.out()), StandardCharsets.UTF_8))) {
            write(evaluation, told.format(), out);
        } catch (IOException e) {
            streams.message("can't write results: " + e.getMessage());
            return ExitStatus.WRONG_USAGE;
        }
        return ExitStatus.DONE;
    }

    private Evaluation evaluate(List<ManifestEntry> entries, Path folder) {
        Replay replay = new Replay(analyzer, streams);
        List<Judged> judged = new ArrayList<>(entries.size());
        for (ManifestEntry entry : entries) {
            String label = "%d of %d %s".formatted(judged.size() + 1, entries.size(), entry.file());
            String path = folder.resolve(entry.file()).toString();
            Outcome outcome = replay.run(captures.file(path), path, label, Replay.defaultWorkers());
            if (outcome.error() != null) {
                streams.message(outcome.error());
            }
            judged.add(Judged.of(entry, outcome));
        }
        return new Evaluation(judged);
    }

    private static void write(Evaluation evaluation, Report.Format format, Writer out)
            throws IOException {
        if (format == Report.Format.JSON) {
            new EvaluationJson(out).write(evaluation);
            return;
        }
        for (String line : EvaluationText.lines(evaluation)) {
            out.write(line);
            out.write('\n');
        }
    }
}
