// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

/**
 * A frame of a mutant.
 *
 * @param time nanoseconds since 1970-01-01 UTC
 * @param bytes what the capture holds; never changed in place
 * @param originalLength bytes on the wire
 */
record Frame(long time, byte[] bytes, int originalLength) {
    Frame(long time, byte[] bytes) {
        this(time, bytes, bytes.length);
    }

    Frame at(long newTime) {
        return new Frame(newTime, bytes, originalLength);
    }

    Frame with(byte[] newBytes) {
        return new Frame(time, newBytes);
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }
}
