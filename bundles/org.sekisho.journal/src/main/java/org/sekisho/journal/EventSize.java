// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * Estimates how much memory an event holds, from the lengths of its texts, excerpts and lists.
 * Events are small but for those that hold what a sender chose, a certificate chain or a list of
 * header fields: these are what must not add up.
 */
final class EventSize {
    /** A record with its header and references; also a list element. */
    private static final int OBJECT = 48;

    /** An origin with a flow of its own, which it shares with the flow's other events. */
    private static final int ORIGIN = 64;

    /** Deeper than any event; a foreign event that nests further is counted that far. */
    private static final int MAX_DEPTH = 6;

    // no strong hold on a foreign bundle's classes
    private final ClassValue<List<Method>> components =
            new ClassValue<>() {
                @Override
                protected List<Method> computeValue(Class<?> type) {
                    return accessors(type);
                }
            };

    long of(Object event) {
        return of(event, 0);
    }

    private long of(Object value, int depth) {
        if (value == null
                || value instanceof Number
                || value instanceof Enum
                || depth > MAX_DEPTH) {
            return 0;
        }
        if (value instanceof Origin) {
            return ORIGIN;
        }
        if (value instanceof CharSequence text) {
            return OBJECT + 2L * text.length();
        }
        if (value instanceof Octets octets) {
            return OBJECT + octets.length();
        }
        long bytes = OBJECT;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                bytes += OBJECT + of(entry.getKey(), depth + 1) + of(entry.getValue(), depth + 1);
            }
        } else if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                bytes += 16 + of(element, depth + 1);
            }
        } else {
            for (Method accessor : components.get(value.getClass())) {
                bytes += of(component(accessor, value), depth + 1);
            }
        }
        return bytes;
    }

    private static Object component(Method accessor, Object value) {
        try {
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            // an event that can't be looked into counts as an empty one
            return null;
        }
    }

    private static List<Method> accessors(Class<?> type) {
        List<Method> accessors = new ArrayList<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (!component.getType().isPrimitive()) {
                    accessors.add(component.getAccessor());
                }
            }
        }
        return List.copyOf(accessors);
    }
}
