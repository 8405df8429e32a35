// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.journal.ByteReader.Damaged;

/**
 * A record class as it was when its records were stored, and how to make records of the class as it
 * is now: by its canonical constructor if it is the same, else by an explicit constructor that
 * takes the former components (architecture §10.14).
 */
final class StoredShape {
    /** More than any event has. */
    private static final int MOST_COMPONENTS = 250;

    private final String name;
    private final List<String> names;
    private final List<String> types;
    private boolean resolved;
    private MethodHandle maker;
    private Type[] wanted;

    private StoredShape(String name, List<String> names, List<String> types) {
        this.name = name;
        this.names = names;
        this.types = types;
    }

    /** Reads a definition behind its id. */
    static StoredShape read(ByteReader from) throws Damaged {
        String name = from.name();
        int count = from.count();
        if (count > MOST_COMPONENTS) {
            throw new Damaged("too many components");
        }
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(from.name());
            types.add(from.name());
        }
        return new StoredShape(name, names, types);
    }

    String name() {
        return name;
    }

    int components() {
        return names.size();
    }

    /** What the constructor takes at this place; null if no constructor is known. */
    Type wanted(int component) {
        return wanted == null ? null : wanted[component];
    }

    /** Whether records can be made; asks for the class at the first call. */
    boolean isUsable(EventClasses classes) {
        if (!resolved) {
            resolved = true;
            Class<?> type = classes.find(name);
            if (type != null && type.isRecord()) {
                resolve(type);
            }
        }
        return maker != null;
    }

    private void resolve(Class<?> type) {
        boolean same =
                RecordShape.names(type).equals(names) && RecordShape.types(type).equals(types);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            Type[] parameters = constructor.getGenericParameterTypes();
            boolean canonical =
                    same
                            && Arrays.equals(
                                    constructor.getParameterTypes(),
                                    Arrays.stream(type.getRecordComponents())
                                            .map(component -> component.getType())
                                            .toArray());
            boolean former =
                    !same
                            && Arrays.stream(parameters)
                                    .map(Type::getTypeName)
                                    .toList()
                                    .equals(types)
                            // the canonical one of today: same types, but they mean something else
                            && !RecordShape.types(type).equals(types);
            if (canonical || former) {
                use(constructor, parameters.length == names.size() ? parameters : null);
                return;
            }
        }
    }

    private void use(Constructor<?> constructor, Type[] parameters) {
        try {
            constructor.setAccessible(true);
            maker =
                    MethodHandles.lookup()
                            .unreflectConstructor(constructor)
                            .asSpreader(Object[].class, names.size());
            wanted = parameters == null ? constructor.getParameterTypes() : parameters;
        } catch (IllegalAccessException | RuntimeException e) {
            // a class that does not let itself be made: its records are left out
            maker = null;
        }
    }

    /** Makes a record; a constructor that refuses its components means that they are damaged. */
    Object make(Object[] components) throws Damaged {
        try {
            return maker.invoke(components);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable refused) {
            throw new Damaged(name + " can't be made: " + refused);
        }
    }
}
