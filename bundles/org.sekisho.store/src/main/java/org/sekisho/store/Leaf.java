// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.time.Duration;
import java.util.HexFormat;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/** Values of the API that are kept as one piece of text. */
final class Leaf {
    /** Text from the network is cut here: nobody may make a record too large to be kept. */
    static final int LONGEST_TEXT = 4096;

    private Leaf() {}

    static boolean isLeaf(Class<?> type) {
        return type == String.class
                || type == IpAddress.class
                || type == IpPrefix.class
                || type == MacAddress.class
                || type == Octets.class
                || type == Duration.class
                || type.isEnum();
    }

    static String text(Object leaf) {
        if (leaf instanceof String text) {
            return storable(text);
        }
        return leaf instanceof Enum<?> constant ? constant.name() : leaf.toString();
    }

    static Object read(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type == IpAddress.class) {
            return found(IpAddress.parse(text), text);
        }
        if (type == IpPrefix.class) {
            return found(IpPrefix.parse(text), text);
        }
        if (type == MacAddress.class) {
            return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
        }
        if (type == Octets.class) {
            return Octets.of(HexFormat.of().parseHex(text));
        }
        if (type == Duration.class) {
            return Duration.parse(text);
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no " + type.getSimpleName());
    }

    private static Object found(Object value, String text) {
        if (value == null) {
            throw new IllegalArgumentException("'" + text + "' is no address");
        }
        return value;
    }

    /** The text, no longer than is kept, without halves of characters that UTF-8 can't express. */
    static String storable(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        if (cut.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return cut;
        }
        StringBuilder whole = new StringBuilder(cut.length());
        cut.codePoints()
                .forEach(
                        point ->
                                whole.appendCodePoint(
                                        Character.getType(point) == Character.SURROGATE
                                                ? 0xfffd
                                                : point));
        return whole.toString();
    }
}
