// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import java.nio.charset.StandardCharsets;
import org.sekisho.packet.Payload;

/**
 * Reads domain names with compression (RFC 1035 §3.1, §4.1.4). A pointer must lead backwards, to
 * before the piece of name that it ends, so that no name can be a loop.
 */
final class DnsNames {
    /** Most bytes of a name on the wire (RFC 1035 §2.3.4). */
    private static final int LONGEST_NAME = 255;

    /**
     * Most pointers followed in one name: a name has no more than 127 labels, real ones need few.
     */
    private static final int MOST_POINTERS = 32;

    /** Length of the message header, which no name may point into. */
    private static final int HEADER = 12;

    /** Every byte of a name takes at most four characters. */
    private final byte[] text = new byte[4 * LONGEST_NAME];

    private int length;

    /**
     * Reads the name at {@code at}; {@link #text} gives it.
     *
     * @return index after the name, or -1 if it is malformed
     */
    int read(Payload message, int at) {
        length = 0;
        int end = -1;
        int wire = 1;
        int pointers = 0;
        int before = at;
        int here = at;
        while (here < message.length()) {
            int size = message.u8(here);
            if (size == 0) {
                return end < 0 ? here + 1 : end;
            }
            if (size < 0x40) {
                wire += size + 1;
                if (wire > LONGEST_NAME || size >= message.length() - here) {
                    return -1;
                }
                append(message, here + 1, size);
                here += size + 1;
            } else {
                int target = target(message, here, before);
                if (target < 0 || ++pointers > MOST_POINTERS) {
                    return -1;
                }
                end = end < 0 ? here + 2 : end;
                before = target;
                here = target;
            }
        }
        return -1;
    }

    /** Index after the name at {@code at}, which is not read; -1 if it is malformed. */
    static int skip(Payload message, int at) {
        int here = at;
        while (here < message.length() && here - at < LONGEST_NAME) {
            int size = message.u8(here);
            if (size == 0) {
                return here + 1;
            }
            if (size >= 0x40) {
                return target(message, here, at) < 0 ? -1 : here + 2;
            }
            here += size + 1;
        }
        return -1;
    }

    private static int target(Payload message, int pointer, int before) {
        if (message.u8(pointer) < 0xc0 || pointer + 1 >= message.length()) {
            return -1;
        }
        int target = message.u16(pointer) & 0x3fff;
        return target >= HEADER && target < before ? target : -1;
    }

    private void append(Payload message, int from, int size) {
        if (length > 0) {
            text[length++] = '.';
        }
        for (int i = from; i < from + size; i++) {
            int c = message.u8(i);
            if (c >= 'A' && c <= 'Z') {
                text[length++] = (byte) (c + ('a' - 'A'));
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
                text[length++] = (byte) c;
            } else {
                text[length++] = '\\';
                text[length++] = (byte) ('0' + c / 100);
                text[length++] = (byte) ('0' + c / 10 % 10);
                text[length++] = (byte) ('0' + c % 10);
            }
        }
    }

    /** The name last read, as {@link org.sekisho.event.dns.DnsQuestion} documents it. */
    String text() {
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }
}
