// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are put together, up to a bound; numbers as LEB128 groups of seven bits. */
final class ByteWriter {
    /** More bytes than the bound allows. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(int most) {
            super("more than " + most + " bytes", null, false, false);
        }
    }

    private final int most;
    private byte[] bytes = new byte[256];
    private int length;

    ByteWriter(int most) {
        this.most = most;
    }

    private void reserve(int more) {
        if (more > most - length) {
            throw new TooLarge(most);
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + more)));
        }
    }

    void u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void i32(int value) {
        reserve(4);
        ByteBuffer.wrap(bytes).putInt(length, value);
        length += 4;
    }

    void i64(long value) {
        reserve(8);
        ByteBuffer.wrap(bytes).putLong(length, value);
        length += 8;
    }

    /** A number that is taken as unsigned; small ones take one byte. */
    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /** A number of either sign; those near 0 take one byte. */
    void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    void bytes(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** A name of ours or of a class, never of the network. */
    void name(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes(utf8, 0, utf8.length);
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }
}
