// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

/**
 * Finds the intact records of a segment, in order. What lies between is left out and counted, one
 * for each stretch of damage; a length that lies leads nowhere but to the next byte.
 */
final class RecordScanner {
    /** Bytes checked in vain for each byte of the segment before it is given up. */
    private static final long PATIENCE = 64;

    private final byte[] bytes;
    private int at;
    private int salt;
    private int firstSalt;
    private int payload;
    private int length;
    private int damaged;
    private boolean inDamage;
    private int endOfIntact;
    private long wasted;

    RecordScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes to the next intact record that ends before {@code limit}; false if there is none. */
    boolean next(int limit) {
        while (limit - at > Frames.HEADER) {
            int size = Frames.length(bytes, at, limit);
            if (size > 0 && isIntact(size)) {
                payload = at + Frames.HEADER;
                length = size;
                at = payload + size;
                endOfIntact = at;
                inDamage = false;
                return true;
            }
            if (size > 0) {
                wasted += size;
            }
            if (wasted > PATIENCE * bytes.length) {
                at = limit;
            } else {
                at++;
            }
            if (!inDamage) {
                inDamage = true;
                damaged++;
            }
        }
        return false;
    }

    private boolean isIntact(int size) {
        if (Frames.isIntact(bytes, at, salt, size)) {
            return true;
        }
        // the beginning of a part brings the salt, and the summary is of all parts
        int kind = bytes[at + Frames.HEADER];
        return kind == PartHeader.KIND && Frames.isIntact(bytes, at, 0, size)
                || kind == Definitions.SUMMARY && Frames.isIntact(bytes, at, firstSalt, size);
    }

    /** The records that follow are under this salt; the summary is under the first one. */
    void salt(int salt) {
        this.salt = salt;
        if (firstSalt == 0) {
            firstSalt = salt;
        }
    }

    /** The kind of record and what it says. */
    ByteReader record() {
        return new ByteReader(bytes, payload, payload + length);
    }

    /** Where the record begins in the segment. */
    int start() {
        return payload - Frames.HEADER;
    }

    /** Where the last intact record ends. */
    int endOfIntact() {
        return endOfIntact;
    }

    /** Stretches of damage so far. */
    int damaged() {
        return damaged;
    }

    /** Whether bytes follow the last intact record that are none. */
    boolean isTorn(int limit) {
        return endOfIntact < limit;
    }
}
