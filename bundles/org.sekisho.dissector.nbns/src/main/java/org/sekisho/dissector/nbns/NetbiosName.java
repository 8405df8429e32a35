// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.nbns;

import org.sekisho.packet.Payload;

/**
 * A NetBIOS name in its first-level encoding (RFC 1001 §14.1): 16 bytes, of which the last tells
 * the service, each as two letters A to P, in one label of 32; then a scope, which is passed over.
 */
final class NetbiosName {
    /** Bytes of the label with its length. */
    private static final int LABEL = 33;

    /** Most bytes of a name on the wire (RFC 1002 §4.1). */
    private static final int LONGEST = 255;

    private final char[] characters = new char[16];

    private int length;
    private int suffix;

    /**
     * Reads the name at {@code at}.
     *
     * @return index after the name, or -1 if it is malformed
     */
    int read(Payload message, int at) {
        if (message.length() - at < LABEL + 1 || message.u8(at) != LABEL - 1) {
            return -1;
        }
        for (int i = 0; i < characters.length; i++) {
            int high = message.u8(at + 1 + 2 * i) - 'A';
            int low = message.u8(at + 2 + 2 * i) - 'A';
            if ((high | low) >>> 4 != 0) {
                return -1;
            }
            characters[i] = (char) (high << 4 | low);
        }
        trim();
        return behindScope(message, at + LABEL, at);
    }

    /** Takes a name as status answers have it, 16 bytes in clear; they must be there. */
    void readClear(Payload message, int at) {
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) message.u8(at + i);
        }
        trim();
    }

    private void trim() {
        suffix = characters[15];
        length = 15;
        while (length > 0 && (characters[length - 1] == ' ' || characters[length - 1] == 0)) {
            length--;
        }
    }

    private static int behindScope(Payload message, int from, int start) {
        int at = from;
        while (at < message.length() && at - start < LONGEST) {
            int size = message.u8(at);
            if (size == 0) {
                return at + 1;
            }
            if (size >= 0x40) {
                return -1;
            }
            at += size + 1;
        }
        return -1;
    }

    /** The name last read, without its 16th byte and the padding before it. */
    String text() {
        return new String(characters, 0, length);
    }

    /** Its 16th byte. */
    int suffix() {
        return suffix;
    }
}
