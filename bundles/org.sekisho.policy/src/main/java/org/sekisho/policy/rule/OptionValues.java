// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The options of a component as texts by key, as a configuration file writes them: what a person
 * may change one by one to see what would come of it, and what is compared to tell whether anything
 * changed.
 */
public final class OptionValues {
    private OptionValues() {}

    /** Every key with what it is unless it is configured. */
    public static SortedMap<String, String> defaults(Class<? extends Annotation> options) {
        return each(options, Method::getDefaultValue);
    }

    /** Every key with what was configured, or its default. */
    public static <T extends Annotation> SortedMap<String, String> of(
            Class<T> options, T configuration) {
        return each(
                options,
                option -> {
                    try {
                        return option.invoke(configuration);
                    } catch (ReflectiveOperationException fault) {
                        throw new IllegalStateException("option " + option.getName(), fault);
                    }
                });
    }

    private static SortedMap<String, String> each(
            Class<? extends Annotation> options, Function<Method, Object> value) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Method option : options.getDeclaredMethods()) {
            // the rule of Declarative Services for the names of options
            String key = option.getName().replace('_', '.');
            values.put(key, text(value.apply(option)));
        }
        return values;
    }

    private static String text(Object value) {
        // a number written with and without a fraction is the same
        boolean whole = value instanceof Double number && number == Math.rint(number);
        return whole ? String.valueOf(((Double) value).longValue()) : String.valueOf(value).strip();
    }
}
