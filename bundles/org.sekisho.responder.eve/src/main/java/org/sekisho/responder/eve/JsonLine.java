// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.sekisho.operate.Escaped;

/** A row as one line of JSON. Texts are printable and cut. */
final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Longest text, in characters. */
    private static final int LONGEST = 1024;

    private JsonLine() {}

    static byte[] of(Map<String, Object> row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            write(json, row);
            json.writeRaw('\n');
        } catch (IOException fault) {
            throw new UncheckedIOException("memory can't be written", fault);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.writeFieldName(Escaped.of((String) field.getKey(), LONGEST));
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
