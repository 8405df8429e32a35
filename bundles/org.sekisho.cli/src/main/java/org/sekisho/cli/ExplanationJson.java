// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;

/** An explanation as one JSON object: the fields of the detection, then what explains it. */
final class ExplanationJson {
    private final JsonLines lines;

    ExplanationJson(Writer out) {
        lines = new JsonLines(out);
    }

    void write(Explanation explanation) throws IOException {
        lines.line(json -> explanation(json, explanation));
    }

    private static void explanation(JsonGenerator json, Explanation explanation)
            throws IOException {
        json.writeStringField("type", "explanation");
        json.writeStringField("file", Escaped.of(explanation.outcome().file()));
        json.writeNumberField("number", explanation.number());
        json.writeStringField("onCall", explanation.onCall());
        json.writeObjectFieldStart("user");
        for (Map.Entry<String, String> one : explanation.user().entrySet()) {
            json.writeStringField(one.getKey(), one.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("detection");
        JsonLines.detection(json, explanation.outcome().file(), explanation.detection());
        json.writeEndObject();
        JsonLines.number(json, "priorLogOdds", explanation.priorLogOdds(), 4);
        json.writeArrayFieldStart("steps");
        for (Explanation.Step step : explanation.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notSeen");
        for (Map.Entry<String, String> one : explanation.notSeen().entrySet()) {
            json.writeStartObject();
            json.writeStringField("technique", Escaped.of(one.getKey()));
            json.writeStringField("title", Escaped.of(one.getValue()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("loss");
        for (Map.Entry<String, Long> one : explanation.loss().entrySet()) {
            json.writeNumberField(Escaped.of(one.getKey()), one.getValue());
        }
        json.writeEndObject();
        json.writeStringField("error", Escaped.of(explanation.outcome().error()));
    }

    private static void step(JsonGenerator json, Explanation.Step step) throws IOException {
        Evidence evidence = step.evidence();
        json.writeStartObject();
        json.writeNumberField("frame", evidence.frame());
        json.writeStringField("time", DetectionRow.time(evidence.time()));
        json.writeStringField("technique", Escaped.of(evidence.technique().id()));
        json.writeStringField("title", Escaped.of(evidence.technique().title()));
        json.writeStringField("family", Escaped.of(evidence.technique().family()));
        if (evidence.technique().definitive()) {
            json.writeNullField("weight");
        } else {
            JsonLines.number(json, "weight", evidence.technique().weight(), 4);
        }
        json.writeStringField("basis", Escaped.of(evidence.technique().basis()));
        json.writeBooleanField("against", step.against());
        json.writeBooleanField("twoWay", evidence.twoWay());
        json.writeStringField("detail", Escaped.of(evidence.detail()));
        json.writeStringField("matched", evidence.matched().toString());
        json.writeStringField("matchedText", HexDump.text(evidence.matched()));
        json.writeStringField("stateThen", step.state() == null ? null : step.state().label());
        if (step.state() == null) {
            json.writeNullField("confidenceThen");
        } else {
            JsonLines.number(json, "confidenceThen", step.confidence(), 6);
        }
        json.writeEndObject();
    }
}
