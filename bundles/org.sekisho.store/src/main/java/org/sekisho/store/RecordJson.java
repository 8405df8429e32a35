// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Technique;

/**
 * Records of the API as JSON objects, one key for each component. Which classes are made is said by
 * the type that is asked for, never by the text. A component that the text lacks, because it was
 * written before there was one, is null, zero, false or empty; a key that the type lacks is passed
 * over.
 */
final class RecordJson {
    private static final JsonFactory JSON = new JsonFactory();

    private RecordJson() {}

    static byte[] write(Record value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writeValue(json, value);
        } catch (IOException e) {
            // nothing is written to but memory
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(json, element);
            }
            json.writeEndArray();
        } else if (Leaf.isLeaf(value.getClass())) {
            json.writeString(Leaf.text(value));
        } else if (value instanceof Record nested) {
            json.writeStartObject();
            RecordShape shape = RecordShape.of(nested.getClass());
            for (int i = 0; i < shape.size(); i++) {
                Object part = shape.part(nested, i);
                if (part != null) {
                    json.writeFieldName(shape.name(i));
                    writeValue(json, part);
                }
            }
            json.writeEndObject();
        } else {
            throw new IllegalArgumentException("no way to write a " + value.getClass());
        }
    }

    /**
     * Reads a record.
     *
     * @param known techniques that were read already, so that equal ones are kept once: they are
     *     most of the text of a case
     * @throws IOException if the text is no JSON
     * @throws RuntimeException if it is not about such a record
     */
    static <R extends Record> R read(byte[] text, Class<R> type, Map<Object, Object> known)
            throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            return type.cast(readValue(json, type, known));
        }
    }

    /** Reads a value whose first token is the current one. */
    private static Object readValue(JsonParser json, Type type, Map<Object, Object> known)
            throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            List<Object> elements = new ArrayList<>();
            expect(json, JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                elements.add(readValue(json, list.getActualTypeArguments()[0], known));
            }
            return elements;
        }
        Class<?> simple = (Class<?>) type;
        if (simple == boolean.class) {
            return json.getBooleanValue();
        }
        if (simple == long.class) {
            return json.getLongValue();
        }
        if (simple == int.class) {
            return json.getIntValue();
        }
        if (simple == double.class) {
            // what is no number in JSON was written as text
            return Double.parseDouble(json.getText());
        }
        if (Leaf.isLeaf(simple)) {
            return Leaf.read(simple, json.getText());
        }
        Object value = readRecord(json, simple, known);
        return value instanceof Technique ? known.computeIfAbsent(value, own -> own) : value;
    }

    private static Object readRecord(JsonParser json, Class<?> type, Map<Object, Object> known)
            throws IOException {
        expect(json, JsonToken.START_OBJECT);
        RecordShape shape = RecordShape.of(type);
        Object[] parts = shape.blank();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Integer place = shape.place(json.currentName());
            json.nextToken();
            if (place == null) {
                json.skipChildren();
            } else {
                parts[place] = readValue(json, shape.type(place), known);
            }
        }
        return shape.make(parts);
    }

    private static void expect(JsonParser json, JsonToken token) {
        if (json.currentToken() != token) {
            throw new IllegalArgumentException(
                    "there is " + json.currentToken() + " in place of " + token);
        }
    }
}
