// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

/**
 * Unit and origin of an interface's time stamps: the options if_tsresol and if_tsoffset
 * (draft-ietf-opsawg-pcapng §4.2). Base 10 or base 2, any exponent from 0 to 127.
 *
 * @param binary whether the unit is a power of 2, not of 10, of a second
 * @param exponent negative power: 6 with base 10 means microseconds
 * @param offset seconds to add to every time stamp
 */
record TimeResolution(boolean binary, int exponent, long offset) {
    /** What holds without the options: microseconds since 1970. */
    static final TimeResolution MICROSECONDS = new TimeResolution(false, 6, 0);

    private static final long NANOS = 1_000_000_000L;

    /** Largest number of seconds that nanoseconds in 64 bits can hold, less a day. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS - 86_400;

    /** From the option's byte: the highest bit is the base, the others are the exponent. */
    TimeResolution withUnit(int octet) {
        return new TimeResolution((octet & 0x80) != 0, octet & 0x7f, offset);
    }

    TimeResolution withOffset(long seconds) {
        return new TimeResolution(binary, exponent, seconds);
    }

    /**
     * Nanoseconds since 1970-01-01 UTC.
     *
     * @param stamp 64 bits, unsigned
     * @return the time, or {@link FrameClock#INVALID} before 1970 or after 2261
     */
    long nanos(long stamp) {
        if (!binary
                && exponent == 6
                && offset == 0
                && stamp >= 0
                && stamp < MOST_SECONDS * 1_000_000) {
            return stamp * 1000;
        }
        return binary ? fromBinary(stamp) : fromDecimal(stamp);
    }

    private long fromDecimal(long stamp) {
        long seconds;
        long nanos;
        if (exponent <= 9) {
            long unitsPerSecond = power(exponent);
            seconds = Long.divideUnsigned(stamp, unitsPerSecond);
            nanos = Long.remainderUnsigned(stamp, unitsPerSecond) * power(9 - exponent);
        } else {
            // finer than a nanosecond; from 10^-29 on 64 bits hold less than one
            long rest = exponent > 28 ? 0 : Long.divideUnsigned(stamp, power(exponent - 9));
            seconds = Long.divideUnsigned(rest, NANOS);
            nanos = Long.remainderUnsigned(rest, NANOS);
        }
        return join(seconds, nanos);
    }

    private long fromBinary(long stamp) {
        long seconds = exponent > 63 ? 0 : stamp >>> exponent;
        long fraction = exponent > 63 ? stamp : stamp & (1L << exponent) - 1;
        int bits = exponent;
        // 34 bits times 30 bits fit into 64; what is cut off is less than a nanosecond
        if (bits > 34) {
            fraction = bits - 34 > 63 ? 0 : fraction >>> bits - 34;
            bits = 34;
        }
        return join(seconds, fraction * NANOS >>> bits);
    }

    private long join(long seconds, long nanos) {
        boolean fits = seconds >= 0 && seconds <= MOST_SECONDS;
        if (!fits || offset > MOST_SECONDS || offset < -MOST_SECONDS) {
            return FrameClock.INVALID;
        }
        long moved = seconds + offset;
        return moved < 0 || moved > MOST_SECONDS ? FrameClock.INVALID : moved * NANOS + nanos;
    }

    /** Powers of ten up to 19, the largest that 64 bits hold (unsigned). */
    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
