// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A view of bytes in a heap array, valid only during the call that it is handed to: the engine
 * reuses both the view and the array. Indices count from the start of the view. All numbers are
 * big-endian (network byte order). Every access is checked against the view, never only against the
 * array behind it.
 */
@ProviderType
public final class Payload {
    private byte[] array;
    private int offset;
    private int length;

    /** An empty view, to be placed with {@link #set}. */
    public Payload() {
        array = new byte[0];
    }

    /** A view of a whole array. */
    public static Payload of(byte... bytes) {
        return new Payload().set(bytes, 0, bytes.length);
    }

    /**
     * Places the view; for the engine and for tests.
     *
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public Payload set(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** Number of bytes in the view. */
    public int length() {
        return length;
    }

    /** The array behind the view, for digests and bulk comparison; never written to. */
    public byte[] array() {
        return array;
    }

    /** Index in {@link #array()} of this view's byte 0. */
    public int arrayOffset() {
        return offset;
    }

    private int index(int at, int size) {
        // at + size could overflow: a length read from a packet is anything
        if (at < 0 || at > length - size) {
            throw new IndexOutOfBoundsException(
                    "bytes " + at + "+" + size + " of a payload of " + length);
        }
        return offset + at;
    }

    /** Unsigned 8 bits. */
    public int u8(int at) {
        return array[index(at, 1)] & 0xff;
    }

    /** Unsigned 16 bits. */
    public int u16(int at) {
        int i = index(at, 2);
        return (array[i] & 0xff) << 8 | array[i + 1] & 0xff;
    }

    /** Unsigned 24 bits. */
    public int u24(int at) {
        int i = index(at, 3);
        return (array[i] & 0xff) << 16 | (array[i + 1] & 0xff) << 8 | array[i + 2] & 0xff;
    }

    /** 32 bits as they are. */
    public int i32(int at) {
        int i = index(at, 4);
        return array[i] << 24
                | (array[i + 1] & 0xff) << 16
                | (array[i + 2] & 0xff) << 8
                | array[i + 3] & 0xff;
    }

    /** Unsigned 32 bits. */
    public long u32(int at) {
        return i32(at) & 0xffff_ffffL;
    }

    /** 64 bits as they are. */
    public long i64(int at) {
        index(at, 8);
        return u32(at) << 32 | u32(at + 4);
    }

    /** Whether the view holds exactly these bytes from {@code at} on; false if it ends before. */
    public boolean matches(int at, byte[] expected) {
        return at >= 0
                && at <= length - expected.length
                && Arrays.equals(
                        array,
                        offset + at,
                        offset + at + expected.length,
                        expected,
                        0,
                        expected.length);
    }

    /** First index at or after {@code from} of this byte, or -1. */
    public int indexOf(int octet, int from) {
        for (int i = Math.max(0, from); i < length; i++) {
            if (array[offset + i] == (byte) octet) {
                return i;
            }
        }
        return -1;
    }

    /** A copy of part of the view. */
    public Octets octets(int at, int size) {
        return Octets.of(array, index(at, size), size);
    }

    /** Part of the view as ISO 8859-1 text, which maps every byte to the character of its value. */
    public String text(int at, int size) {
        return new String(array, index(at, size), size, StandardCharsets.ISO_8859_1);
    }

    /** A new view of part of this one, valid as long as this one. */
    public Payload part(int at, int size) {
        return new Payload().set(array, index(at, size), size);
    }

    /** At most the first 32 bytes in hexadecimal, for messages. */
    @Override
    public String toString() {
        return length + " bytes: " + Octets.of(array, offset, Math.min(length, 32));
    }
}
