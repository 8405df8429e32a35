// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.List;
import java.util.stream.Stream;

/** Lists as configuration files write them: words separated by commas or blanks. */
public final class ListOption {
    private ListOption() {}

    /** The words, none for a list that is empty. */
    public static List<String> words(String list) {
        return Stream.of(list.strip().split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
    }
}
