// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.Arrays;
import org.sekisho.journal.ByteReader.Damaged;

/** A constant of an enumeration, known by name. */
final class StoredConstant {
    private final String type;
    private final String name;
    private Object value;

    StoredConstant(String type, String name) {
        this.type = type;
        this.name = name;
    }

    Object value(EventClasses classes) throws Damaged {
        if (value == null) {
            Class<?> found = classes.find(type);
            if (found == null || !found.isEnum()) {
                throw new Damaged("nobody knows " + type);
            }
            value =
                    Arrays.stream(found.getEnumConstants())
                            .filter(constant -> ((Enum<?>) constant).name().equals(name))
                            .findAny()
                            .orElseThrow(() -> new Damaged(type + " has no " + name));
        }
        return value;
    }
}
