// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order at any index of an array; the caller has checked the length. */
final class BigEndian {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static int u8(byte[] array, int at) {
        return array[at] & 0xff;
    }

    static int u16(byte[] array, int at) {
        return (short) SHORT.get(array, at) & 0xffff;
    }

    static int i32(byte[] array, int at) {
        return (int) INT.get(array, at);
    }

    static long u32(byte[] array, int at) {
        return (int) INT.get(array, at) & 0xffff_ffffL;
    }

    static long u48(byte[] array, int at) {
        return (long) u16(array, at) << 32 | u32(array, at + 2);
    }

    static long i64(byte[] array, int at) {
        return (long) LONG.get(array, at);
    }

    static void put16(byte[] array, int at, int value) {
        SHORT.set(array, at, (short) value);
    }
}
