// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must be known of a record class to read and write its values; found out once for each. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES =
            new ClassValue<>() {
                @Override
                protected RecordShape computeValue(Class<?> type) {
                    return new RecordShape(type);
                }
            };

    private final String[] names;
    private final Method[] accessors;
    private final Type[] types;
    private final Object[] absent;
    private final Map<String, Integer> places = new HashMap<>();
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        names = new String[components.length];
        accessors = new Method[components.length];
        types = new Type[components.length];
        absent = new Object[components.length];
        Class<?>[] simple = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            names[i] = components[i].getName();
            accessors[i] = components[i].getAccessor();
            types[i] = components[i].getGenericType();
            simple[i] = components[i].getType();
            absent[i] = absent(simple[i]);
            places.put(names[i], i);
        }
        try {
            constructor = type.getConstructor(simple);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " can't be made", e);
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static Object absent(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == double.class) {
            return 0.0;
        }
        return type == List.class ? List.of() : null;
    }

    /** How many components there are. */
    int size() {
        return names.length;
    }

    String name(int place) {
        return names[place];
    }

    Type type(int place) {
        return types[place];
    }

    /** Where the component of this name is, or null. */
    Integer place(String name) {
        return places.get(name);
    }

    Object part(Record record, int place) {
        try {
            return accessors[place].invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no way to read " + names[place], e);
        }
    }

    /** A value for each component of a record of which nothing is known. */
    Object[] blank() {
        return absent.clone();
    }

    Object make(Object[] parts) {
        try {
            return constructor.newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "it is no " + constructor.getDeclaringClass().getSimpleName(), e);
        }
    }
}
