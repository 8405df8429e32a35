// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
                    numbers(json, "undecodedBy", totals.undecodedBy());
                    json.writeNumberField("evicted", totals.evicted());
                    json.writeObjectFieldStart("detections");
                    for (var one : totals.detections().entrySet()) {
                        json.writeNumberField(one.getKey().label(), one.getValue());
                    }
                    json.writeEndObject();
                    numbers(json, "techniques", totals.techniques());
                    json.writeNumberField("falsePositives", totals.falsePositives().size());
                    json.writeNumberField("otherFiles", tree.others());
                });
    }

    private static void numbers(JsonGenerator json, String name, Map<String, Long> numbers)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> one : numbers.entrySet()) {
            json.writeNumberField(Escaped.of(one.getKey()), one.getValue());
        }
        json.writeEndObject();
    }

    /** Sums come last: of thousands of captures, those not read fill more than a screen. */
    private void text(Writer out, long others) throws IOException {
        if (!totals.unread().isEmpty()) {
            counted(out, "not read, or not to the end", totals.unread().size());
            for (String reason : totals.unread().values()) {
                line(out, "  " + Escaped.of(reason));
            }
        }
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "%s, %s, %s, %s",
                        Words.count(totals.files(), "capture"),
                        Words.count(totals.frames(), "frame"),
                        Words.count(totals.bytes(), "byte"),
                        Words.count(totals.flows(), "flow")));
        counted(out, "captures not read, or not to the end", totals.unread().size());
        counted(out, "files passed over, no captures", others);
        counted(out, "given up at a memory bound", totals.evicted());
        counted(out, "frames not decoded", totals.undecoded());
        counted(out, totals.undecodedBy());
        line(
                out,
                "detections: "
                        + totals.detections().entrySet().stream()
                                .map(e -> e.getValue() + " " + e.getKey().label())
                                .collect(Collectors.joining(", ")));
        counted(out, totals.techniques());
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "captures with a detection that is likely or more: %,d",
                        totals.falsePositives().size()));
        for (Totals.FalsePositive one : totals.falsePositives()) {
            line(out, "  " + Escaped.of(one.file()) + ": " + Escaped.of(one.found()));
        }
    }

    private static void counted(Writer out, String what, long number) throws IOException {
        if (number > 0) {
            line(out, String.format(Locale.ROOT, "%s: %,d", what, number));
        }
    }

    /** The largest numbers first. */
    private static void counted(Writer out, Map<String, Long> numbers) throws IOException {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(numbers.entrySet());
        sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
        for (Map.Entry<String, Long> one : sorted) {
            line(
                    out,
                    String.format(
                            Locale.ROOT, "  %,d %s", one.getValue(), Escaped.of(one.getKey())));
        }
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(text);
        out.write('\n');
    }
}
