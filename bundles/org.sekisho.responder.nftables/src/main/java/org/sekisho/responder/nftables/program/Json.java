// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.program;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, numbers and truth values. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** The value that the text is. */
    public static Object read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("the JSON ends early");
        }
        switch (token) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getNumberValue().longValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                return parser.getDoubleValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return parser.getText();
            }
        }
    }

    /** The map under this key; empty if there is none. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> found
                ? (Map<String, Object>) found
                : Map.of();
    }

    /** The list under this key; empty if there is none. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) instanceof List<?> found
                ? (List<Object>) found
                : List.of();
    }

    /** The text under this key; empty if there is none. */
    public static String text(Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) != null ? map.get(key).toString() : "";
    }

    /** The number under this key, or another value. */
    public static long number(Object in, String key, long otherwise) {
        return in instanceof Map<?, ?> map && map.get(key) instanceof Number number
                ? number.longValue()
                : otherwise;
    }
}
