// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.zip.CRC32C;

/**
 * How records lie in a segment: a mark, the length of what follows in three bytes, a CRC-32C of
 * length and payload, the payload. The checksum starts from the salt of the part, so that a record
 * is never read with the definitions of another part.
 */
final class Frames {
    /** Bytes before each payload. */
    static final int HEADER = 8;

    /** Longest payload: an event with a whole certificate chain has room many times over. */
    static final int MOST = 1 << 18;

    static final int MARK = 0xe5;

    private Frames() {}

    /** Writes a record at {@code at} and returns where the next one goes. */
    static int write(byte[] into, int at, int salt, byte[] payload, int length) {
        into[at] = (byte) MARK;
        into[at + 1] = (byte) (length >>> 16);
        into[at + 2] = (byte) (length >>> 8);
        into[at + 3] = (byte) length;
        System.arraycopy(payload, 0, into, at + HEADER, length);
        int crc = checksum(into, at, salt, length);
        for (int i = 0; i < 4; i++) {
            into[at + 4 + i] = (byte) (crc >>> 24 - 8 * i);
        }
        return at + HEADER + length;
    }

    /** Length of the payload, or -1 if no record can begin here. */
    static int length(byte[] bytes, int at, int limit) {
        if (limit - at < HEADER || (bytes[at] & 0xff) != MARK) {
            return -1;
        }
        int length =
                (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
        return length > 0 && length <= MOST && length <= limit - at - HEADER ? length : -1;
    }

    /** Whether the record that begins here, of this length, is as it was written. */
    static boolean isIntact(byte[] bytes, int at, int salt, int length) {
        int crc = checksum(bytes, at, salt, length);
        for (int i = 0; i < 4; i++) {
            if (bytes[at + 4 + i] != (byte) (crc >>> 24 - 8 * i)) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] bytes, int at, int salt, int length) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < 4; i++) {
            crc.update(salt >>> 24 - 8 * i);
        }
        crc.update(bytes, at + 1, 3);
        crc.update(bytes, at + HEADER, length);
        return (int) crc.getValue();
    }
}
