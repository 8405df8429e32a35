// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Detection;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;

/**
 * One JSON object a line: the detections of an input, then its summary. Names and order of the
 * fields are what scripts rely on: fields are added at the end, never renamed.
 */
final class JsonLines implements Report {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the fields of one object. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private final Writer out;

    JsonLines(Writer out) {
        this.out = out;
    }

    @Override
    public void write(Outcome outcome) throws IOException {
        for (Detection detection : outcome.detections()) {
            line(json -> detection(json, outcome.file(), detection));
        }
        line(json -> summary(json, outcome));
        out.flush();
    }

    /** Writes one object on a line of its own. */
    void line(Fields fields) throws IOException {
        StringWriter line = new StringWriter(1024);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        out.write(line.append('\n').toString());
    }

    /** The fields of a detection. */
    static void detection(JsonGenerator json, String file, Detection detection) throws IOException {
        for (Map.Entry<String, Object> field : DetectionRow.of(detection, file).entrySet()) {
            json.writeFieldName(field.getKey());
            value(json, field.getValue());
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.writeFieldName((String) field.getKey());
                value(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeObject(value);
        }
    }

    private static void summary(JsonGenerator json, Outcome outcome) throws IOException {
        AnalysisSummary summary = outcome.summary();
        json.writeStringField("type", "summary");
        json.writeStringField("file", Escaped.of(outcome.file()));
        json.writeNumberField("frames", summary.frames());
        json.writeNumberField("bytes", summary.bytes());
        json.writeNumberField("flows", summary.flows());
        json.writeNumberField("undecoded", summary.undecoded());
        json.writeNumberField("evicted", summary.evicted());
        json.writeNumberField("detections", outcome.detections().size());
        number(json, "seconds", outcome.seconds(), 3);
        json.writeStringField("error", Escaped.of(outcome.error()));
    }

    /** Rounded down, so that what is not certain never reads as 1. */
    static void number(JsonGenerator json, String name, double value, int digits)
            throws IOException {
        json.writeFieldName(name);
        json.writeNumber(DetectionRow.rounded(value, digits));
    }
}
