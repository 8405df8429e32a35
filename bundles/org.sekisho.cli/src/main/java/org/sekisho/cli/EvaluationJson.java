// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.operate.Escaped;
import org.sekisho.packet.IpAddress;

/** An evaluation as one JSON object a line: each file, each group's recall, and the totals. */
final class EvaluationJson {
    private final JsonLines lines;

    EvaluationJson(Writer out) {
        lines = new JsonLines(out);
    }

    void write(Evaluation evaluation) throws IOException {
        for (Judged file : evaluation.files()) {
            lines.line(json -> file(json, file));
        }
        shares("scenario", evaluation.byScenario());
        shares("version", evaluation.byVersion());
        lines.line(
                json -> {
                    json.writeStringField("type", "totals");
                    share(json, "positives", evaluation.all());
                    share(json, "established", evaluation.established());
                    share(json, "negatives", evaluation.negatives());
                    json.writeNumberField("falsePositives", evaluation.falsePositives().size());
                });
    }

    private static void file(JsonGenerator json, Judged file) throws IOException {
        ManifestEntry entry = file.entry();
        json.writeStringField("type", "evaluation");
        json.writeStringField("file", Escaped.of(entry.file()));
        json.writeStringField("label", entry.positive() ? "positive" : "negative");
        json.writeStringField("scenario", Escaped.of(entry.scenario()));
        json.writeStringField("version", Escaped.of(entry.version()));
        json.writeBooleanField("right", file.right());
        json.writeStringField("problem", Escaped.of(file.problem()));
        json.writeObjectFieldStart("expected");
        json.writeArrayFieldStart("methods");
        for (Method method : entry.rightMethods()) {
            json.writeString(method.label());
        }
        json.writeEndArray();
        address(json, "client", entry.client());
        address(json, "server", entry.server());
        json.writeEndObject();
        json.writeFieldName("found");
        found(json, file.best());
        json.writeNumberField("furtherDetections", file.further());
        json.writeStringField("error", Escaped.of(file.outcome().error()));
    }

    private static void found(JsonGenerator json, Detection best) throws IOException {
        if (best == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("state", best.state().label());
        JsonLines.number(json, "confidence", best.confidence(), 6);
        json.writeStringField("method", best.method().label());
        address(json, "client", address(best.client()));
        address(json, "server", address(best.server()));
        json.writeNumberField("decidedAtFrame", best.decidedAtFrame());
        json.writeEndObject();
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    private static void address(JsonGenerator json, String name, IpAddress address)
            throws IOException {
        json.writeStringField(name, address == null ? null : address.toString());
    }

    private void shares(String by, Map<String, Evaluation.Share> shares) throws IOException {
        for (Map.Entry<String, Evaluation.Share> one : shares.entrySet()) {
            lines.line(
                    json -> {
                        json.writeStringField("type", "recall");
                        json.writeStringField(by, Escaped.of(one.getKey()));
                        json.writeNumberField("right", one.getValue().right());
                        json.writeNumberField("of", one.getValue().of());
                    });
        }
    }

    static void share(JsonGenerator json, String name, Evaluation.Share share) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("right", share.right());
        json.writeNumberField("of", share.of());
        json.writeEndObject();
    }
}
