// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The next bytes of the unpacked input in one array that is used again and again. A format consumes
 * from {@link #position()} to {@link #limit()}; when what is left holds no complete record, {@link
 * #fill} moves it to the front and reads on. Frames already handed over lie in the same array, so
 * {@code fill} is called only when the batch is empty.
 */
final class ByteSupply {
    /** Usual size of the array: large enough that a read costs nothing per frame. */
    static final int SIZE = 1 << 20;

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream source;
    private byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private long owed;
    private long recordWithOwed;
    private boolean ended;
    private IOException failure;

    ByteSupply(InputStream source, int size) {
        this.source = source;
        buffer = new byte[size];
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    int available() {
        return limit - position;
    }

    /** Consumes up to this index of the array. */
    void position(int position) {
        this.position = position;
    }

    /** Bytes of the unpacked input before {@link #position()}. */
    long offset() {
        return base + position;
    }

    /** Bytes of the unpacked input read so far. */
    long end() {
        return base + limit;
    }

    /**
     * Consumes bytes that need not be in the array yet, of the record that starts at this offset.
     */
    void skip(long count, long record) {
        int here = (int) Math.min(count, available());
        position += here;
        owed = count - here;
        recordWithOwed = record;
    }

    /** Whether bytes that were to be skipped are still to come. */
    boolean owes() {
        return owed > 0;
    }

    /** Offset of the record that the bytes to be skipped belong to. */
    long recordWithOwed() {
        return recordWithOwed;
    }

    /** Why the input can't be read on, or null if it simply ended. */
    IOException failure() {
        return failure;
    }

    /**
     * Reads once.
     *
     * @param need bytes from {@link #position()} on that the array must have room for
     * @return false at the end of the input or if it can't be read on
     */
    boolean fill(int need) {
        if (ended) {
            return false;
        }
        makeRoom(need);
        try {
            int size = source.read(buffer, limit, buffer.length - limit);
            if (size > 0) {
                limit += size;
                int skipped = (int) Math.min(owed, size);
                position += skipped;
                owed -= skipped;
                return true;
            }
        } catch (IOException e) {
            failure = e;
        }
        ended = true;
        return false;
    }

    /** Reads until so many bytes are there; false if the input ends before. */
    boolean require(int need) {
        while (available() < need) {
            if (!fill(need)) {
                return false;
            }
        }
        return true;
    }

    private void makeRoom(int need) {
        int rest = available();
        byte[] target = need <= buffer.length ? buffer : new byte[Integer.highestOneBit(need) * 2];
        System.arraycopy(buffer, position, target, 0, rest);
        buffer = target;
        base += position;
        position = 0;
        limit = rest;
    }

    /** 32 bits of an array in the byte order of the file. */
    static int int32(byte[] array, int at, boolean bigEndian) {
        int bits = (int) INT32.get(array, at);
        return bigEndian ? Integer.reverseBytes(bits) : bits;
    }

    /** Unsigned 16 bits of an array in the byte order of the file. */
    static int uint16(byte[] array, int at, boolean bigEndian) {
        int first = array[at] & 0xff;
        int second = array[at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    /** A copy of the first bytes there are, for telling what the input is. */
    byte[] head(int size) {
        return Arrays.copyOfRange(buffer, position, position + Math.min(size, available()));
    }
}
