// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.decide.Decision;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Notice;

/** A notice as one JSON object. Text from the network is printable and cut. */
final class NoticeJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Longest text, in characters. */
    private static final int LONGEST = 1024;

    private NoticeJson() {}

    static byte[] of(Notice notice, String id, String sensor) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "notice");
        row.put("id", id);
        row.put("sensor", sensor);
        row.put("kind", notice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        row.put("case", notice.caseId() == 0 ? null : notice.caseId());
        row.put("time", DetectionRow.time(notice.time()));
        row.put("text", notice.text());
        row.put(
                "detection",
                notice.detection() == null ? null : DetectionRow.of(notice.detection(), null));
        row.put("decision", decision(notice.decision()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            write(json, row);
        } catch (IOException fault) {
            throw new UncheckedIOException("memory can't be written", fault);
        }
        return bytes.toByteArray();
    }

    private static Map<String, Object> decision(Decision decision) {
        if (decision == null) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("verdict", decision.verdict().name().toLowerCase(Locale.ROOT));
        row.put("block", decision.block() == null ? null : decision.block().toString());
        row.put(
                "durationSeconds",
                decision.duration() == null ? null : decision.duration().toSeconds());
        row.put("reason", decision.reason());
        return row;
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.writeFieldName((String) field.getKey());
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof String text) {
            json.writeString(Escaped.of(text, LONGEST));
        } else {
            json.writeObject(value);
        }
    }
}
