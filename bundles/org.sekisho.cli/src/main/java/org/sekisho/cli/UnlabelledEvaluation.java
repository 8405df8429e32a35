// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.operate.Escaped;

/**
 * Captures without labels, all held to be negative: every detection is reported as soon as its
 * capture is read, sums follow. Nothing that is wrong with one capture keeps the others from being
 * read.
 */
final class UnlabelledEvaluation {
    private final CaptureFiles captures;
    private final Replay replay;
    private final Totals totals = new Totals();

    UnlabelledEvaluation(CaptureFiles captures, Replay replay) {
        this.captures = captures;
        this.replay = replay;
    }

    void run(List<Path> places, Report.Format format, Writer out) throws IOException {
        CaptureTree tree = new CaptureTree(places);
        List<Path> files = tree.captures();
        JsonLines json = new JsonLines(out);
        TextReport text = new TextReport(out);
        int number = 0;
        for (Path file : files) {
            String label = "%d of %d %s".formatted(++number, files.size(), file.getFileName());
            Outcome outcome = analyse(file.toString(), label);
            totals.add(outcome);
            if (format == Report.Format.JSON) {
                json.write(outcome);
            } else if (!outcome.detections().isEmpty()) {
                text.write(outcome);
            }
        }
        tree.closed().forEach(totals::closed);
        if (format == Report.Format.JSON) {
            json(json, tree);
        } else {
            text(out, tree.others());
        }
        out.flush();
    }

    private Outcome analyse(String file, String label) {
        try {
            return replay.run(captures.file(file), file, label, Replay.defaultWorkers());
        } catch (RuntimeException fault) {
            return Outcome.unreadable(file, file + ": the analysis failed: " + fault);
        }
    }

    private void json(JsonLines lines, CaptureTree tree) throws IOException {
        // captures have said it in their summaries
        for (var one : tree.closed().entrySet()) {
            lines.line(
                    json -> {
                        json.writeStringField("type", "unread");
                        json.writeStringField("file", Escaped.of(one.getKey()));
                        json.writeStringField("error", Escaped.of(one.getValue()));
                    });
        }
        lines.line(
                json -> {
                    json.writeStringField("type", "totals");
                    json.writeNumberField("files", totals.files());
                    json.writeNumberField("unread", totals.unread().size());
                    json.writeNumberField("frames", totals.frames());
                    json.writeNumberField("bytes", totals.bytes());
                    json.writeNumberField("flows", totals.flows());
                    json.writeNumberField("undecoded", totals.undecoded());
                    json.writeNumberField("evicted", totals.evicted());
                    json.writeObjectFieldStart("detections");
                    for (var one : totals.detections().entrySet()) {
                        json.writeNumberField(one.getKey().label(), one.getValue());
                    }
                    json.writeEndObject();
                    json.writeNumberField("falsePositives", totals.falsePositives());
                    json.writeNumberField("otherFiles", tree.others());
                });
    }

    private void text(Writer out, long others) throws IOException {
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "%s, %s, %s, %s",
                        Words.count(totals.files(), "capture"),
                        Words.count(totals.frames(), "frame"),
                        Words.count(totals.bytes(), "byte"),
                        Words.count(totals.flows(), "flow")));
        if (totals.undecoded() > 0) {
            line(out, String.format(Locale.ROOT, "frames not decoded: %,d", totals.undecoded()));
        }
        if (totals.evicted() > 0) {
            line(
                    out,
                    String.format(
                            Locale.ROOT, "given up at a memory bound: %,d", totals.evicted()));
        }
        if (others > 0) {
            line(out, String.format(Locale.ROOT, "passed over, no captures: %,d", others));
        }
        line(
                out,
                "detections: "
                        + totals.detections().entrySet().stream()
                                .map(e -> e.getValue() + " " + e.getKey().label())
                                .collect(Collectors.joining(", ")));
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "captures with a detection that is likely or more: %,d",
                        totals.falsePositives()));
        if (!totals.unread().isEmpty()) {
            line(
                    out,
                    String.format(
                            Locale.ROOT,
                            "not read, or not to the end: %,d",
                            totals.unread().size()));
            for (String reason : totals.unread().values()) {
                line(out, "  " + Escaped.of(reason));
            }
        }
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(text);
        out.write('\n');
    }
}
