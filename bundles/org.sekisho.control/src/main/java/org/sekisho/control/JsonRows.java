// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of operations as JSON, one object a line, and calls from JSON. */
final class JsonRows {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MOST_WORDS = 256;

    private JsonRows() {}

    /** The row on one line. */
    static String line(Map<String, Object> row) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            write(json, row);
        }
        return line.toString();
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
        } else {
            json.writeObject(value);
        }
    }

    /**
     * The words of a call.
     *
     * @throws IOException if it is no array of texts
     */
    static List<String> words(String line) throws IOException {
        List<String> words = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(line)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a call is a JSON array of words");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING || words.size() == MOST_WORDS) {
                    throw new IOException("a call is a JSON array of up to 256 words");
                }
                words.add(json.getText());
            }
        }
        return words;
    }
}
