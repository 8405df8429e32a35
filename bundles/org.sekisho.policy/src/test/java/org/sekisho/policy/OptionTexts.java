// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.util.SortedMap;
import org.sekisho.policy.rule.OptionValues;
import org.sekisho.policy.rule.Settings;

/** Configurations for tests: the defaults but for what is told. */
public final class OptionTexts {
    private OptionTexts() {}

    /** Defaults with these changed, as key, value, key, value. */
    public static SortedMap<String, String> with(String... changes) {
        SortedMap<String, String> values = OptionValues.defaults(PolicyConfiguration.class);
        for (int i = 0; i < changes.length; i += 2) {
            if (values.put(changes[i], changes[i + 1]) == null) {
                throw new IllegalArgumentException("there is no key " + changes[i]);
            }
        }
        return values;
    }

    /** The same, understood. */
    public static Settings settings(String... changes) {
        return Settings.parse(with(changes));
    }
}
