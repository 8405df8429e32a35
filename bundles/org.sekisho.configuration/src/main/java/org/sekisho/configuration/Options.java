// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * The options that a component knows, as its metatype describes them; judges what a file says about
 * them.
 */
final class Options {
    private final TreeMap<String, AttributeDefinition> known = new TreeMap<>();
    private final Set<String> required = new HashSet<>();

    /**
     * Options of one component.
     *
     * @param required those that must be given, unless they have a default
     * @param optional the others
     */
    Options(Collection<AttributeDefinition> required, Collection<AttributeDefinition> optional) {
        required.forEach(definition -> known.put(definition.getID(), definition));
        required.forEach(definition -> this.required.add(definition.getID()));
        optional.forEach(definition -> known.put(definition.getID(), definition));
    }

    /** What is wrong, for people, one sentence for each key; empty if nothing is. */
    List<String> faults(ConfigurationFile file) {
        List<String> faults = new ArrayList<>(file.faults());
        for (Map.Entry<String, String> entry : file.values().entrySet()) {
            String key = entry.getKey();
            String where = "line " + file.lines().get(key) + ": key '" + key + "' ";
            AttributeDefinition definition = known.get(key);
            if (definition == null) {
                faults.add(
                        where
                                + "is unknown; "
                                + Closest.to(key, known.keySet())
                                        .map(meant -> "did you mean '" + meant + "'? ")
                                        .orElse("")
                                + "known are "
                                + String.join(", ", known.keySet()));
                continue;
            }
            String value = entry.getValue();
            String fault = definition.validate(value);
            if (isWrongBoolean(definition, value)
                    || fault != null && !fault.isEmpty() && !isAllowedEmpty(definition, value)) {
                faults.add(
                        where
                                + "can't be "
                                + (isSecret(definition) ? "what it is" : "'" + value + "'")
                                + ": "
                                + definition.getDescription());
            }
        }
        for (AttributeDefinition definition : known.values()) {
            String[] defaults = definition.getDefaultValue();
            if ((defaults == null || defaults.length == 0)
                    && required.contains(definition.getID())
                    && !file.values().containsKey(definition.getID())) {
                faults.add(
                        "key '"
                                + definition.getID()
                                + "' is missing: "
                                + definition.getDescription());
            }
        }
        return faults;
    }

    // the specification takes any word for a boolean, as false
    private static boolean isWrongBoolean(AttributeDefinition definition, String value) {
        return definition.getType() == AttributeDefinition.BOOLEAN
                && !value.equals("true")
                && !value.equals("false");
    }

    // a text may be empty; the specification's validate() calls an empty value a missing one
    private static boolean isAllowedEmpty(AttributeDefinition definition, String value) {
        return value.isEmpty()
                && (definition.getType() == AttributeDefinition.STRING || isSecret(definition));
    }

    private static boolean isSecret(AttributeDefinition definition) {
        return definition.getType() == AttributeDefinition.PASSWORD;
    }
}
