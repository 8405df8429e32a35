// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds what somebody may have meant, by the number of letters to change (Levenshtein distance).
 */
final class Closest {
    private Closest() {}

    /** The nearest of the words, if it is near enough to be worth a question. */
    static Optional<String> to(String word, Collection<String> words) {
        return words.stream()
                .filter(other -> distance(word, other) <= Math.max(2, word.length() / 4))
                .min(Comparator.comparingInt(other -> distance(word, other)));
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
