// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.journal.ByteReader.Damaged;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * Reads values back as what a constructor wants, so that nobody finds a text in a list of numbers
 * later, far from here.
 */
final class ValueDecoder {
    /** Reads what is known by reference only. */
    interface References {
        Object flow(int id) throws Damaged;

        Object constant(int id) throws Damaged;

        Object repeated(int id) throws Damaged;

        Object record(ByteReader from, int depth) throws Damaged;

        Object origin() throws Damaged;
    }

    private final References references;

    ValueDecoder(References references) {
        this.references = references;
    }

    /**
     * Reads one value.
     *
     * @param wanted its type; {@code Object} if anything will do
     */
    Object read(ByteReader from, Type wanted, int depth) throws Damaged {
        if (depth > Definitions.DEPTH) {
            throw new Damaged("nested too deep");
        }
        Object value = any(from, wanted, depth);
        Class<?> raw = raw(wanted);
        if (value == null ? raw.isPrimitive() : !raw.isPrimitive() && !raw.isInstance(value)) {
            throw new Damaged("another type than " + raw.getName());
        }
        return value;
    }

    private Object any(ByteReader from, Type wanted, int depth) throws Damaged {
        int tag = from.u8();
        if (tag < Tag.NULL) {
            return tag;
        }
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.FALSE -> false;
            case Tag.TRUE -> true;
            case Tag.INT -> (int) from.signed();
            case Tag.LONG -> from.signed();
            case Tag.SHORT -> (short) from.signed();
            case Tag.BYTE -> (byte) from.u8();
            case Tag.CHAR -> (char) from.number();
            case Tag.FLOAT -> Float.intBitsToFloat(from.i32());
            case Tag.DOUBLE -> Double.longBitsToDouble(from.i64());
            case Tag.LATIN1 -> from.latin1(from.count());
            case Tag.UTF16 -> utf16(from);
            case Tag.OCTETS -> Octets.of(from.bytes(from.count()));
            case Tag.BYTES -> from.bytes(from.count());
            case Tag.LIST -> list(from, argument(wanted, 0), depth);
            case Tag.SET -> set(from, argument(wanted, 0), depth);
            case Tag.MAP -> map(from, wanted, depth);
            case Tag.OPTIONAL -> Optional.ofNullable(read(from, argument(wanted, 0), depth + 1));
            case Tag.ENUM -> references.constant(from.index());
            case Tag.RECORD -> references.record(from, depth + 1);
            case Tag.IPV4 -> IpAddress.v4(from.i32());
            case Tag.IPV6 -> IpAddress.v6(from.i64(), from.i64());
            case Tag.MAC ->
                    new MacAddress(
                            (long) from.u8() << 40
                                    | (long) from.u8() << 32
                                    | from.i32() & 0xffff_ffffL);
            case Tag.FLOW -> references.flow(from.index());
            case Tag.ORIGIN -> references.origin();
            case Tag.REPEATED -> references.repeated(from.index());
            default -> throw new Damaged("no such kind of value: " + tag);
        };
    }

    private static String utf16(ByteReader from) throws Damaged {
        char[] characters = new char[from.count()];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) (from.u8() << 8 | from.u8());
        }
        return new String(characters);
    }

    private List<Object> list(ByteReader from, Type element, int depth) throws Damaged {
        int count = from.count();
        List<Object> list = new ArrayList<>(Math.min(count, 256));
        for (int i = 0; i < count; i++) {
            list.add(read(from, element, depth + 1));
        }
        return Collections.unmodifiableList(list);
    }

    private Set<Object> set(ByteReader from, Type element, int depth) throws Damaged {
        int count = from.count();
        Set<Object> set = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            set.add(read(from, element, depth + 1));
        }
        return Collections.unmodifiableSet(set);
    }

    private Map<Object, Object> map(ByteReader from, Type wanted, int depth) throws Damaged {
        int count = from.count();
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Object key = read(from, argument(wanted, 0), depth + 1);
            map.put(key, read(from, argument(wanted, 1), depth + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType generic
                && index < generic.getActualTypeArguments().length) {
            return generic.getActualTypeArguments()[index];
        }
        return Object.class;
    }

    /** The class to check against; a variable or wildcard is left to the constructor. */
    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : Object.class;
    }
}
