// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * Which share of the journal each type of event may take before its own events go first.
 *
 * @param percent by simple name of the type; {@code *} for all others
 */
record Quotas(Map<String, Integer> percent) {
    static final String OTHERS = "*";

    /**
     * Reads lines such as {@code ClientHello=30}.
     *
     * @throws IllegalArgumentException if one is wrong; the message names the key
     */
    static Quotas parse(String... lines) {
        Map<String, Integer> percent = new HashMap<>();
        percent.put(OTHERS, 100);
        for (String line : lines) {
            String[] parts = line.trim().split("\\s*=\\s*", -1);
            if (parts.length != 2
                    || !parts[0].matches("\\*|\\w+")
                    || !parts[1].matches("[1-9][0-9]?|100")) {
                throw new IllegalArgumentException(
                        "org.sekisho.journal: quotas=%s must be TYPE=PERCENT with a percentage from 1 to 100, such as ClientHello=30"
                                .formatted(line));
            }
            percent.put(parts[0], Integer.parseInt(parts[1]));
        }
        return new Quotas(Map.copyOf(percent));
    }

    /** Bytes that a type may take of so many. */
    long of(String type, long bytes) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return bytes / 100 * percent.getOrDefault(simple, percent.get(OTHERS));
    }
}
