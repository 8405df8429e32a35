// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.packet.Payload;

/**
 * The fixed shape of VPN over DNS (wire facts §6.4): a label of eight lower-case hexadecimal
 * digits, QTYPE 48, and bytes that are neither EDNS options (RFC 6891 §6.1.2) nor a key (RFC 4034
 * §2).
 */
final class DnsTunnelShape {
    /** Bytes of a query before the carried ones. */
    static final int QUERY_HEAD = 37;

    /** Bytes of an answer before the carried ones. */
    static final int ANSWER_HEAD = 42;

    private static final int LABEL = 13;
    private static final int LABEL_LENGTH = 8;
    private static final int AFTER_LABEL = LABEL + LABEL_LENGTH;

    private static final int LEAST_LIFETIME = 43_200;
    private static final int MOST_LIFETIME = 86_399;

    // Flags and counts; one question, one additional record; length of the label.
    private static final byte[] QUERY_START = {1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 8};

    // End of name, QTYPE 48, IN; OPT of size 4096 with DO.
    private static final byte[] QUERY_MIDDLE = {
        0, 0, 48, 0, 1, 0, 0, 41, 16, 0, 0, 0, (byte) 0x80, 0
    };

    private static final byte[] ANSWER_START = {
        (byte) 0x81, (byte) 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 8
    };

    // End of name, QTYPE 48, IN; pointer to the question, TYPE 48, IN.
    private static final byte[] ANSWER_MIDDLE = {0, 0, 48, 0, 1, (byte) 0xc0, 12, 0, 48, 0, 1};

    // DNSKEY flags 256, protocol 3, algorithm 8.
    private static final byte[] KEY_START = {1, 0, 3, 8};

    private DnsTunnelShape() {}

    /** Whether a message is a query of this shape; {@code cut} bytes of it were not captured. */
    static boolean query(Payload message, int cut) {
        return message.length() >= QUERY_HEAD
                && message.matches(2, QUERY_START)
                && label(message)
                && message.matches(AFTER_LABEL, QUERY_MIDDLE)
                && message.u16(QUERY_HEAD - 2) == message.length() + cut - QUERY_HEAD;
    }

    /** Whether a message is an answer of this shape; {@code cut} bytes of it were not captured. */
    static boolean answer(Payload message, int cut) {
        if (message.length() < ANSWER_HEAD
                || !message.matches(2, ANSWER_START)
                || !label(message)
                || !message.matches(AFTER_LABEL, ANSWER_MIDDLE)
                || !message.matches(ANSWER_HEAD - KEY_START.length, KEY_START)) {
            return false;
        }
        int lifetimeAt = AFTER_LABEL + ANSWER_MIDDLE.length;
        long lifetime = message.u32(lifetimeAt);
        int size = message.u16(lifetimeAt + 4);
        return lifetime >= LEAST_LIFETIME
                && lifetime <= MOST_LIFETIME
                && size == message.length() + cut - ANSWER_HEAD + KEY_START.length;
    }

    private static boolean label(Payload message) {
        for (int i = LABEL; i < AFTER_LABEL; i++) {
            int c = message.u8(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
