// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.packet.Payload;

/** Tells bytes that a cipher may have made from counters, constants and text. */
final class HighEntropy {
    private HighEntropy() {}

    /**
     * Whether bytes may be random: at least two thirds of them differ, so do at least half of the
     * steps from each to the next, and they are not all printable. Of 12 random bytes one sequence
     * in 1,000,000 fails the first test, one in 1,000,000,000 the second and one in 100,000 the
     * third. The second refuses what generators of traffic fill packets with: a pattern that climbs
     * by the same step looks random to the first test, and stands in many packets.
     */
    static boolean looksRandom(Payload payload, int at, int count) {
        return distinct(payload, at, count) * 3 >= count * 2
                && steps(payload, at, count) * 2 >= count - 1
                && !printable(payload, at, count);
    }

    /** How many different values there are among {@code count} bytes. */
    static int distinct(Payload payload, int at, int count) {
        return distinct(payload, at, count, false);
    }

    /** How many different steps there are from each of {@code count} bytes to the next. */
    private static int steps(Payload payload, int at, int count) {
        return distinct(payload, at, count - 1, true);
    }

    private static int distinct(Payload payload, int at, int count, boolean steps) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = at; i < at + count; i++) {
            int octet = payload.u8(i);
            if (steps) {
                octet = payload.u8(i + 1) - octet & 0xff;
            }
            long bit = 1L << (octet & 63);
            switch (octet >>> 6) {
                case 0 -> a |= bit;
                case 1 -> b |= bit;
                case 2 -> c |= bit;
                default -> d |= bit;
            }
        }
        return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
    }

    private static boolean printable(Payload payload, int at, int count) {
        for (int i = at; i < at + count; i++) {
            int octet = payload.u8(i);
            if ((octet < ' ' || octet > '~') && octet != '\r' && octet != '\n' && octet != '\t') {
                return false;
            }
        }
        return true;
    }
}
