// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import java.util.Arrays;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * The bytes in which a dissector remembers a flow. The engine lends them, all zero, when a
 * dissector takes a flow, keeps them when the dissector is replaced by one of the same layout, or
 * by one that converts them, and takes them back when the dissector is done. Numbers are
 * big-endian; indices are checked against the slot's size.
 */
@ProviderType
public final class StateSlot {
    /** Largest size that a dissector may ask for, in bytes. */
    public static final int MAX_SIZE = 1024;

    private final byte[] bytes;
    private int size;

    /** A slot of this many bytes, all zero; for the engine and for tests. */
    public StateSlot(int size) {
        bytes = new byte[Math.max(64, Integer.highestOneBit(Math.max(1, size - 1)) << 1)];
        reset(size);
    }

    /** Makes the slot all zero and of this size; for the engine. */
    public void reset(int size) {
        Objects.checkIndex(size, bytes.length + 1);
        Arrays.fill(bytes, 0, Math.max(this.size, size), (byte) 0);
        this.size = size;
    }

    /** Size in bytes. */
    public int size() {
        return size;
    }

    /** Most bytes that {@link #reset} can give. */
    public int capacity() {
        return bytes.length;
    }

    private int index(int at, int count) {
        return Objects.checkFromIndexSize(at, count, size);
    }

    /** Unsigned 8 bits. */
    public int u8(int at) {
        return bytes[index(at, 1)] & 0xff;
    }

    /** Writes 8 bits. */
    public void u8(int at, int value) {
        bytes[index(at, 1)] = (byte) value;
    }

    /** Unsigned 16 bits. */
    public int u16(int at) {
        index(at, 2);
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Writes 16 bits. */
    public void u16(int at, int value) {
        index(at, 2);
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    /** 32 bits. */
    public int i32(int at) {
        index(at, 4);
        return u16(at) << 16 | u16(at + 2);
    }

    /** Writes 32 bits. */
    public void i32(int at, int value) {
        index(at, 4);
        u16(at, value >>> 16);
        u16(at + 2, value);
    }

    /** 64 bits. */
    public long i64(int at) {
        index(at, 8);
        return (long) i32(at) << 32 | i32(at + 4) & 0xffff_ffffL;
    }

    /** Writes 64 bits. */
    public void i64(int at, long value) {
        index(at, 8);
        i32(at, (int) (value >>> 32));
        i32(at + 4, (int) value);
    }

    /** Copies part of a payload into the slot. */
    public void put(int at, Payload payload, int from, int count) {
        Objects.checkFromIndexSize(from, count, payload.length());
        System.arraycopy(
                payload.array(), payload.arrayOffset() + from, bytes, index(at, count), count);
    }

    /** Copies an array into the slot. */
    public void put(int at, byte[] source) {
        System.arraycopy(source, 0, bytes, index(at, source.length), source.length);
    }

    /** Copies part of the slot into an array. */
    public void get(int at, byte[] target, int to, int count) {
        System.arraycopy(bytes, index(at, count), target, to, count);
    }

    /** Whether part of the slot equals part of a payload. */
    public boolean matches(int at, Payload payload, int from, int count) {
        index(at, count);
        Objects.checkFromIndexSize(from, count, payload.length());
        int start = payload.arrayOffset() + from;
        return Arrays.equals(bytes, at, at + count, payload.array(), start, start + count);
    }

    /** Moves {@code count} bytes within the slot; the parts may overlap. */
    public void move(int from, int to, int count) {
        System.arraycopy(bytes, index(from, count), bytes, index(to, count), count);
    }

    /** A copy of part of the slot. */
    public Octets octets(int at, int count) {
        return Octets.of(bytes, index(at, count), count);
    }

    /** Index at which a copy of these bytes stands in the first {@code limit} bytes, or -1. */
    public int find(Payload payload, int from, int count, int at, int limit) {
        for (int i = at; i + count <= at + limit; i++) {
            if (matches(i, payload, from, count)) {
                return i - at;
            }
        }
        return -1;
    }
}
