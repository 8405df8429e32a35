// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a record class consists of. */
final class RecordShape {
    // holds classes of the JDK only: a class that stays must not keep our class loader alive
    private static final ClassValue<List<MethodHandle>> ACCESSORS =
            new ClassValue<>() {
                @Override
                protected List<MethodHandle> computeValue(Class<?> type) {
                    return unreflect(type);
                }
            };

    private RecordShape() {}

    /** One accessor for each component, from Object to Object. */
    static List<MethodHandle> accessors(Class<?> record) {
        return ACCESSORS.get(record);
    }

    private static List<MethodHandle> unreflect(Class<?> type) {
        List<MethodHandle> handles = new ArrayList<>();
        try {
            for (RecordComponent component : type.getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                handles.add(
                        MethodHandles.lookup()
                                .unreflect(accessor)
                                .asType(MethodType.methodType(Object.class, Object.class)));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(type + " does not let its components be read", e);
        }
        return List.copyOf(handles);
    }

    /** The components' names, in order. */
    static List<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    /** The components' types with their arguments, as sources write them. */
    static List<String> types(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(component -> component.getGenericType().getTypeName())
                .toList();
    }
}
