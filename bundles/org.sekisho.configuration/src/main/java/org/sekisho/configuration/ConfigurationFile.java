// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a configuration file says: lines {@code key=value} as {@link Properties} reads them, in
 * UTF-8.
 *
 * @param values by key
 * @param lines number of the line of each key, from 1
 * @param faults what is wrong with the file as a whole, one sentence each
 */
record ConfigurationFile(
        Map<String, String> values, Map<String, Integer> lines, List<String> faults) {

    /** Reads the content of a file. */
    static ConfigurationFile parse(byte[] content) {
        Map<String, String> values = new TreeMap<>();
        Map<String, Integer> lines = new HashMap<>();
        List<String> faults = new ArrayList<>();
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException fault) {
            faults.add("it is not UTF-8; save it as UTF-8");
            return new ConfigurationFile(values, lines, faults);
        }
        if (text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        // each logical line by itself, so that a key's line is known and a key given twice is seen
        String[] physical = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < physical.length; i++) {
            int first = i + 1;
            StringBuilder logical = new StringBuilder(physical[i]);
            while (isContinued(physical[i]) && i + 1 < physical.length) {
                logical.append('\n').append(physical[++i]);
            }
            take(logical.toString(), first, values, lines, faults);
        }
        return new ConfigurationFile(values, lines, faults);
    }

    private static void take(
            String logical,
            int line,
            Map<String, String> values,
            Map<String, Integer> lines,
            List<String> faults) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(logical));
        } catch (IOException | IllegalArgumentException fault) {
            faults.add("line " + line + " can't be read: " + fault.getMessage());
            return;
        }
        for (String key : properties.stringPropertyNames()) {
            Integer before = lines.putIfAbsent(key, line);
            if (before != null) {
                faults.add(
                        "key '"
                                + key
                                + "' is given twice, in lines "
                                + before
                                + " and "
                                + line
                                + "; remove one");
            }
            values.put(key, properties.getProperty(key).strip());
        }
    }

    private static boolean isContinued(String line) {
        String start = line.stripLeading();
        if (start.startsWith("#") || start.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < line.length()
                && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
