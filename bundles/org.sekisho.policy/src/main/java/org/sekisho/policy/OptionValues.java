// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.lang.reflect.Method;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The options as texts by key, as a configuration file writes them: what a person may change one by
 * one to see what would come of it, and what is compared to tell whether anything changed.
 */
final class OptionValues {
    private OptionValues() {}

    /** Every key with what it is unless it is configured. */
    static SortedMap<String, String> defaults() {
        return each(Method::getDefaultValue);
    }

    /** Every key with what was configured, or its default. */
    static SortedMap<String, String> of(PolicyConfiguration configuration) {
        return each(
                option -> {
                    try {
                        return option.invoke(configuration);
                    } catch (ReflectiveOperationException fault) {
                        throw new IllegalStateException("option " + option.getName(), fault);
                    }
                });
    }

    private static SortedMap<String, String> each(Function<Method, Object> value) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Method option : PolicyConfiguration.class.getDeclaredMethods()) {
            // the rule of Declarative Services for the names of options
            String key = option.getName().replace('_', '.');
            values.put(key, String.valueOf(value.apply(option)).strip());
        }
        return values;
    }
}
