// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * The options that a component knows, as its metatype describes them; judges what a file says about
 * them.
 */
final class Options {
    private final TreeMap<String, AttributeDefinition> known = new TreeMap<>();

    Options(Collection<AttributeDefinition> definitions) {
        definitions.forEach(definition -> known.put(definition.getID(), definition));
    }

    /** What is wrong, for people, one sentence for each key; empty if nothing is. */
    List<String> faults(Properties properties) {
        List<String> faults = new ArrayList<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            AttributeDefinition definition = known.get(key);
            String value = properties.getProperty(key);
            if (definition == null) {
                faults.add(
                        "key '"
                                + key
                                + "' is unknown; known are "
                                + String.join(", ", known.keySet()));
                continue;
            }
            String fault = definition.validate(value);
            if (fault != null && !fault.isEmpty() && !isAllowedEmpty(definition, value)) {
                faults.add(
                        "key '"
                                + key
                                + "' can't be '"
                                + value
                                + "': "
                                + definition.getDescription());
            }
        }
        return faults;
    }

    // a text may be empty; the specification's validate() calls an empty value a missing one
    private static boolean isAllowedEmpty(AttributeDefinition definition, String value) {
        return value.isEmpty() && definition.getType() == AttributeDefinition.STRING;
    }
}
