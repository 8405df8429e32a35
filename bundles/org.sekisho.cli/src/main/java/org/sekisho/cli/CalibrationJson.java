// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import org.sekisho.detect.Technique;
import org.sekisho.operate.Escaped;

/** A calibration as one JSON object a line: each bin, each form of a technique, each half. */
final class CalibrationJson {
    private final JsonLines lines;

    CalibrationJson(Writer out) {
        lines = new JsonLines(out);
    }

    void write(Calibration calibration) throws IOException {
        for (Calibration.Bin bin : calibration.bins()) {
            lines.line(
                    json -> {
                        json.writeStringField("type", "reliability");
                        JsonLines.number(json, "from", bin.from(), 6);
                        JsonLines.number(json, "to", bin.to(), 6);
                        json.writeNumberField("right", bin.right());
                        json.writeNumberField("of", bin.of());
                    });
        }
        for (Map.Entry<Technique, Counts> one : calibration.techniques().entrySet()) {
            lines.line(json -> technique(json, calibration, one.getKey(), one.getValue()));
        }
        for (Halves.Half half : calibration.halves()) {
            lines.line(json -> half(json, half));
        }
        lines.line(
                json -> {
                    json.writeStringField("type", "calibration");
                    json.writeArrayFieldStart("judgedAgainUnlike");
                    for (String file : calibration.unlike()) {
                        json.writeString(Escaped.of(file));
                    }
                    json.writeEndArray();
                    json.writeNumberField("evicted", calibration.left());
                });
    }

    private static void technique(
            JsonGenerator json, Calibration calibration, Technique technique, Counts counts)
            throws IOException {
        json.writeStringField("type", "technique");
        json.writeStringField("technique", Escaped.of(technique.id()));
        if (technique.definitive()) {
            json.writeNullField("weight");
        } else {
            JsonLines.number(json, "weight", technique.weight(), 4);
        }
        json.writeStringField("basis", Escaped.of(technique.basis()));
        count(json, "with", counts.hitsWith(), counts.with());
        count(json, "without", counts.hitsWithout(), counts.without());
        JsonLines.number(json, "countsHold", counts.weight(), 4);
        figures(json, "alone", calibration.alone().get(technique.id()));
        figures(json, "leftOut", calibration.without().get(technique.id()));
    }

    private static void count(JsonGenerator json, String name, long hits, long of)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("hits", hits);
        json.writeNumberField("of", of);
        json.writeEndObject();
    }

    private static void figures(JsonGenerator json, String name, Evaluation evaluation)
            throws IOException {
        json.writeObjectFieldStart(name);
        EvaluationJson.share(json, "positives", evaluation.all());
        EvaluationJson.share(json, "established", evaluation.established());
        json.writeNumberField("falsePositives", evaluation.falsePositives().size());
        json.writeEndObject();
    }

    private static void half(JsonGenerator json, Halves.Half half) throws IOException {
        json.writeStringField("type", "half");
        json.writeNumberField("seed", half.seed());
        json.writeNumberField("learntFrom", half.learnt());
        figures(json, "unseen", half.unseen());
        figures(json, "weightsInUse", half.inUse());
        json.writeArrayFieldStart("lost");
        for (String file : half.lost()) {
            json.writeString(Escaped.of(file));
        }
        json.writeEndArray();
    }
}
