// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/** Writes values that need no class but those of the JDK and of the API; see {@link Tag}. */
final class ValueEncoder {
    private ValueEncoder() {}

    /**
     * Writes a value that consists of nothing but itself.
     *
     * @param repeated from a value and its length to the number of its definition, or 0
     * @return false if it is of another kind
     */
    static boolean writeSimple(
            Object value, ByteWriter to, ToIntBiFunction<Object, Integer> repeated) {
        if (value == null) {
            to.u8(Tag.NULL);
        } else if (value instanceof Integer number) {
            integer(number, to);
        } else if (value instanceof Boolean truth) {
            to.u8(truth ? Tag.TRUE : Tag.FALSE);
        } else if (value instanceof Number || value instanceof Character) {
            number(value, to);
        } else if (value instanceof String text) {
            int id = repeated.applyAsInt(text, text.length());
            if (!isDefined(id, to)) {
                text(text, to);
            }
        } else if (value instanceof Octets octets) {
            int id = repeated.applyAsInt(octets, octets.length());
            if (!isDefined(id, to)) {
                bytes(Tag.OCTETS, octets.toBytes(), to);
            }
        } else if (value instanceof byte[] bytes) {
            bytes(Tag.BYTES, bytes, to);
        } else if (value instanceof IpAddress address) {
            to.u8(address.v6() ? Tag.IPV6 : Tag.IPV4);
            byte[] bytes = address.toBytes();
            to.bytes(bytes, 0, bytes.length);
        } else if (value instanceof MacAddress mac) {
            to.u8(Tag.MAC);
            to.u8((int) (mac.bits() >>> 40));
            to.u8((int) (mac.bits() >>> 32));
            to.i32((int) mac.bits());
        } else {
            return false;
        }
        return true;
    }

    private static boolean isDefined(int id, ByteWriter to) {
        if (id == 0) {
            return false;
        }
        to.u8(Tag.REPEATED);
        to.number(id);
        return true;
    }

    private static void integer(int number, ByteWriter to) {
        if (number >= 0 && number < Tag.NULL) {
            to.u8(number);
        } else {
            to.u8(Tag.INT);
            to.signed(number);
        }
    }

    private static void number(Object value, ByteWriter to) {
        if (value instanceof Long number) {
            to.u8(Tag.LONG);
            to.signed(number);
        } else if (value instanceof Short number) {
            to.u8(Tag.SHORT);
            to.signed(number);
        } else if (value instanceof Byte number) {
            to.u8(Tag.BYTE);
            to.u8(number);
        } else if (value instanceof Character character) {
            to.u8(Tag.CHAR);
            to.number(character);
        } else if (value instanceof Float number) {
            to.u8(Tag.FLOAT);
            to.i32(Float.floatToRawIntBits(number));
        } else if (value instanceof Double number) {
            to.u8(Tag.DOUBLE);
            to.i64(Double.doubleToRawLongBits(number));
        } else {
            throw new IllegalArgumentException("no place for " + value.getClass().getName());
        }
    }

    private static void text(String text, ByteWriter to) {
        boolean latin1 = text.chars().allMatch(character -> character < 256);
        to.u8(latin1 ? Tag.LATIN1 : Tag.UTF16);
        to.number(text.length());
        if (latin1) {
            to.bytes(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
        } else {
            text.chars()
                    .forEach(
                            character -> {
                                to.u8(character >>> 8);
                                to.u8(character);
                            });
        }
    }

    private static void bytes(int tag, byte[] bytes, ByteWriter to) {
        to.u8(tag);
        to.number(bytes.length);
        to.bytes(bytes, 0, bytes.length);
    }

    /**
     * Writes a value that holds others.
     *
     * @param element writes one of them
     */
    static void writeContainer(Object value, ByteWriter to, Consumer<Object> element) {
        if (value instanceof Map<?, ?> map) {
            to.u8(Tag.MAP);
            to.number(map.size());
            map.forEach(
                    (key, mapped) -> {
                        element.accept(key);
                        element.accept(mapped);
                    });
        } else if (value instanceof List<?> || value instanceof Set<?>) {
            Collection<?> collection = (Collection<?>) value;
            to.u8(value instanceof List<?> ? Tag.LIST : Tag.SET);
            to.number(collection.size());
            collection.forEach(element);
        } else if (value instanceof Optional<?> optional) {
            to.u8(Tag.OPTIONAL);
            element.accept(optional.orElse(null));
        } else {
            throw new IllegalArgumentException("no place for " + value.getClass().getName());
        }
    }
}
