// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;

/** {@code sekisho explain}: all about one detection of a capture. */
@Component(service = ToIntFunction.class, property = "sekisho.command=explain")
public final class ExplainCommand implements ToIntFunction<String[]> {
    private final Analyzer analyzer;
    private final CaptureFiles captures;
    private final Supplier<Explainer> explainer;
    private final Streams streams;

    /** For Declarative Services. */
    @Activate
    public ExplainCommand(
            BundleContext context, @Reference Analyzer analyzer, @Reference CaptureFiles captures) {
        this(analyzer, captures, () -> Explainer.of(context), Streams.ofProcess());
    }

    ExplainCommand(
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
        ExplainArguments told = new ExplainArguments();
        int understood = Arguments.read(told, arguments, streams);
        if (understood != Arguments.GO_ON) {
            return understood;
        }
        Outcome outcome =
                new Replay(analyzer, streams)
                        .run(
                                captures.file(told.file()),
                                told.file(),
                                told.file(),
                                Replay.defaultWorkers());
        if (outcome.error() != null) {
            streams.message(outcome.error());
        }
        if (!outcome.opened()) {
            return ExitStatus.DAMAGED_INPUT;
        }
        int found = outcome.detections().size();
        if (told.detection() > found) {
            streams.message(
                    "there is no detection %d in %s, which has %s"
                            .formatted(
                                    told.detection(),
                                    told.file(),
                                    found == 0 ? "none" : Words.count(found, "detection")));
            return ExitStatus.WRONG_USAGE;
        }
        try (Writer out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                new CheckedOutput(streams.out()), StandardCharsets.UTF_8))) {
            write(explainer.get().explain(outcome, told.detection()), told.format(), out);
            out.flush();
            if (told.excerpt() != null) {
                new Excerpts(analyzer, captures, streams, told.excerpt())
                        .write(outcome, told.detection());
            }
        } catch (IOException e) {
            streams.message("can't write results: " + e.getMessage());
            return ExitStatus.WRONG_USAGE;
        }
        return outcome.error() == null ? ExitStatus.DONE : ExitStatus.DAMAGED_INPUT;
    }

    private static void write(Explanation explanation, Report.Format format, Writer out)
            throws IOException {
        if (format == Report.Format.JSON) {
            new ExplanationJson(out).write(explanation);
            return;
        }
        for (String line : ExplanationText.lines(explanation)) {
            out.write(line);
            out.write('\n');
        }
    }
}
