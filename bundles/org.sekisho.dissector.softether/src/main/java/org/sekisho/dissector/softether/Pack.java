// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * SoftEther's serialised list of named values (wire facts §3.1): {@code u32 count}, and for each
 * element {@code u32 length of name + 1}, name, {@code u32 type}, {@code u32 number of values},
 * values. Types are 0 int (u32), 1 data and 2 string (u32 length, bytes), 3 UTF-8 string whose
 * length counts a terminator, 4 int64.
 */
final class Pack {
    private static final int MOST_ELEMENTS = 64;
    private static final int MOST_VALUES = 64;
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_VALUE = 256;

    /** Values that open something to whoever reads them. */
    private static final Set<String> SECRETS = Set.of("session_key", "token", "machine_key", "key");

    private final Payload bytes;
    private final int end;
    private final Map<String, String> fields = new TreeMap<>();
    private int at;

    private Pack(Payload bytes, int from, int size) {
        this.bytes = bytes;
        at = from;
        end = from + size;
    }

    /** Whether bytes may be a Pack: so cheap that it can be asked of any datagram. */
    static boolean plausible(Payload bytes, int from, int size) {
        if (size < 4 + 4 + 1 + 8 + 4 || from + size > bytes.length()) {
            return false;
        }
        long count = bytes.u32(from);
        long name = bytes.u32(from + 4);
        return count >= 1
                && count <= MOST_ELEMENTS
                && name >= 2
                && name <= LONGEST_NAME + 1
                && letter(bytes.u8(from + 8));
    }

    /**
     * Reads a Pack that fills exactly these bytes.
     *
     * @return its fields by name, the first value of each as text (data in hexadecimal, secrets
     *     hidden); null if the bytes are no Pack
     */
    static Map<String, String> read(Payload bytes, int from, int size) {
        if (!plausible(bytes, from, size)) {
            return null;
        }
        Pack pack = new Pack(bytes, from, size);
        return pack.elements() && pack.at == pack.end ? pack.fields : null;
    }

    private boolean elements() {
        int count = number();
        for (int i = 0; i < count; i++) {
            if (!element()) {
                return false;
            }
        }
        return true;
    }

    private boolean element() {
        int length = number() - 1;
        if (length < 1 || length > LONGEST_NAME || length > end - at) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!letter(bytes.u8(at + i))) {
                return false;
            }
        }
        String name = bytes.text(at, length);
        at += length;
        int type = number();
        int values = number();
        if (type < 0 || type > 4 || values < 0 || values > MOST_VALUES) {
            return false;
        }
        for (int i = 0; i < values; i++) {
            String value = value(type);
            if (value == null) {
                return false;
            }
            fields.putIfAbsent(name, SECRETS.contains(name) ? "(hidden)" : value);
        }
        return true;
    }

    /** The next u32; -1 if there is none, or if it is too large for anything here. */
    private int number() {
        if (end - at < 4) {
            at = end;
            return -1;
        }
        int number = bytes.i32(at);
        at += 4;
        return number;
    }

    private String value(int type) {
        if (type == 0 || type == 4) {
            int size = type == 0 ? 4 : 8;
            if (end - at < size) {
                return null;
            }
            String text =
                    type == 0 ? Long.toString(bytes.u32(at)) : Long.toUnsignedString(bytes.i64(at));
            at += size;
            return text;
        }
        int length = number();
        if (length < 0 || length > end - at) {
            return null;
        }
        String text = type == 1 ? hex(length) : text(type == 3 ? length - 1 : length);
        at += length;
        return text;
    }

    private String hex(int length) {
        return Octets.of(
                        bytes.array(),
                        bytes.arrayOffset() + at,
                        Math.min(length, LONGEST_VALUE / 2))
                .toString();
    }

    private String text(int length) {
        int shown = Math.min(Math.max(0, length), LONGEST_VALUE);
        StringBuilder text = new StringBuilder(shown);
        for (int i = 0; i < shown; i++) {
            int octet = bytes.u8(at + i);
            text.append(octet >= ' ' && octet <= '~' ? (char) octet : '?');
        }
        return text.toString();
    }

    private static boolean letter(int octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '_'
                || octet == '.'
                || octet == '@';
    }
}
