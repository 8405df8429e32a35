// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. What is read may be anything: every length is checked, and
 * the only failure is {@link Damaged}.
 */
final class ByteReader {
    /** The bytes can't have been written by us, or by a version that is not understood. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] bytes;
    private final int end;
    private int at;

    ByteReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int remaining() {
        return end - at;
    }

    private int advance(int count) throws Damaged {
        if (count < 0 || count > end - at) {
            throw new Damaged("ends early");
        }
        int from = at;
        at += count;
        return from;
    }

    int u8() throws Damaged {
        return bytes[advance(1)] & 0xff;
    }

    int i32() throws Damaged {
        return ByteBuffer.wrap(bytes).getInt(advance(4));
    }

    long i64() throws Damaged {
        return ByteBuffer.wrap(bytes).getLong(advance(8));
    }

    long number() throws Damaged {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Damaged("a number without end");
    }

    long signed() throws Damaged {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number that counts things of at least one byte each, which must still follow. */
    int count() throws Damaged {
        long count = number();
        if (count < 0 || count > remaining()) {
            throw new Damaged("a length beyond the end");
        }
        return (int) count;
    }

    /** A number that fits an index or id. */
    int index() throws Damaged {
        long index = number();
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new Damaged("an id out of range");
        }
        return (int) index;
    }

    void skip(int count) throws Damaged {
        advance(count);
    }

    byte[] bytes(int count) throws Damaged {
        int from = advance(count);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    String latin1(int count) throws Damaged {
        return new String(bytes, advance(count), count, StandardCharsets.ISO_8859_1);
    }

    String name() throws Damaged {
        int count = count();
        return new String(bytes, advance(count), count, StandardCharsets.UTF_8);
    }
}
