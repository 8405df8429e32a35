// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.packet.Payload;

/** The five bytes before each record: type, version, length (RFC 8446 §5.1, RFC 5246 §6.2.1). */
final class RecordHeader {
    static final int SIZE = 5;
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** 2^14 bytes and 2048 that compression and encryption may add (RFC 5246 §6.2.3). */
    static final int MAX_LENGTH = 16384 + 2048;

    /** RFC 6520; the last type that was ever given out. */
    private static final int HEARTBEAT = 24;

    private RecordHeader() {}

    /**
     * Whether a record of SSL 3.0 to TLS 1.3 can begin so; false if fewer than 5 bytes are there.
     */
    static boolean isAt(Payload bytes, int at) {
        if (at > bytes.length() - SIZE) {
            return false;
        }
        int type = bytes.u8(at);
        return type >= CHANGE_CIPHER_SPEC
                && type <= HEARTBEAT
                && isVersion(bytes.u16(at + 1))
                && length(bytes, at) <= MAX_LENGTH;
    }

    /**
     * First index at which a record begins that is followed by another one or by the end: in bytes
     * that start inside a record that is too much for chance.
     *
     * @return -1 if there is none
     */
    static int indexIn(Payload bytes) {
        for (int at = 0; at <= bytes.length() - SIZE; at++) {
            if (isAt(bytes, at)) {
                int next = at + SIZE + length(bytes, at);
                if (next == bytes.length() || isAt(bytes, next)) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** 0x0300 (SSL 3.0) to 0x0304 (TLS 1.3). */
    static boolean isVersion(int version) {
        return version >= 0x0300 && version <= 0x0304;
    }

    static int type(Payload bytes, int at) {
        return bytes.u8(at);
    }

    static int length(Payload bytes, int at) {
        return bytes.u16(at + 3);
    }
}
