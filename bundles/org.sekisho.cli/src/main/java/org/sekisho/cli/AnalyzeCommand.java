// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;

/** {@code sekisho analyze}: captures go in, explained detections come out. */
@Component(service = ToIntFunction.class, property = "sekisho.command=analyze")
public final class AnalyzeCommand implements ToIntFunction<String[]> {
    private final Analyzer analyzer;
    private final CaptureFiles captures;
    private final Supplier<Explainer> explainer;
    private final Streams streams;

    /** For Declarative Services. */
    @Activate
    public AnalyzeCommand(
            BundleContext context, @Reference Analyzer analyzer, @Reference CaptureFiles captures) {
        this(analyzer, captures, () -> Explainer.of(context), Streams.ofProcess());
    }

    AnalyzeCommand(
            Analyzer analyzer,
            CaptureFiles captures,
            Supplier<Explainer> explainer,
            Streams streams) {
        this.analyzer = analyzer;
        this.captures = captures;
        this.explainer = explainer;
        this.streams = streams;
    }

    @Override
    public int applyAsInt(String[] arguments) {
        AnalyzeArguments told = new AnalyzeArguments();
        int understood = Arguments.read(told, arguments, streams);
        if (understood != Arguments.GO_ON) {
            return understood;
        }
        try (Writer out = results(told)) {
            return analyze(told, report(told.format(), out));
        } catch (IOException e) {
            String where = told.output() == null ? "standard output" : told.output().toString();
            streams.message("can't write results to " + where + ": " + reason(e));
            return ExitStatus.WRONG_USAGE;
        }
    }

    private Writer results(AnalyzeArguments told) throws IOException {
        return told.output() == null
                ? new BufferedWriter(
                        new OutputStreamWriter(
                                new CheckedOutput(streams.out()), StandardCharsets.UTF_8))
                : Files.newBufferedWriter(told.output(), StandardCharsets.UTF_8);
    }

    private Report report(Report.Format format, Writer out) throws IOException {
        return switch (format) {
            case TEXT -> new TextReport(out);
            case JSON -> new JsonLines(out);
            case HTML -> new HtmlReport(out, explainer.get());
        };
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "the folder does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private int analyze(AnalyzeArguments told, Report report) throws IOException {
        Replay replay = new Replay(analyzer, streams);
        boolean damaged = false;
        boolean detected = false;
        if (told.merge()) {
            CaptureSource source = captures.merged(told.files());
            Outcome outcome = replay.run(source, source.name(), source.name(), told.workers());
            report.write(outcome);
            damaged = tellDamage(outcome);
            detected = !outcome.detections().isEmpty();
        } else {
            for (String file : told.files()) {
                Outcome outcome = replay.run(captures.file(file), file, file, told.workers());
                report.write(outcome);
                if (told.excerpt() != null) {
                    new Excerpts(analyzer, captures, streams, told.excerpt()).write(outcome);
                }
                damaged |= tellDamage(outcome);
                detected |= !outcome.detections().isEmpty();
            }
        }
        report.end();
        if (detected && told.failOnDetection()) {
            return ExitStatus.DETECTED;
        }
        return damaged ? ExitStatus.DAMAGED_INPUT : ExitStatus.DONE;
    }

    private boolean tellDamage(Outcome outcome) {
        if (outcome.error() != null) {
            streams.message(outcome.error());
        }
        return outcome.error() != null;
    }
}
