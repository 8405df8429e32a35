// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.packet.Payload;

/** Tells bytes that a cipher may have made from counters, constants and text. */
final class HighEntropy {
    private HighEntropy() {}

    /**
     * Whether bytes may be random: at least two thirds of them differ, and they are not all
     * printable. Of 12 random bytes one sequence in 1,000,000 fails the first test and one in
     * 100,000 the second.
     */
    static boolean looksRandom(Payload payload, int at, int count) {
        return distinct(payload, at, count) * 3 >= count * 2 && !printable(payload, at, count);
    }

    /** How many different values there are among {@code count} bytes. */
    static int distinct(Payload payload, int at, int count) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = at; i < at + count; i++) {
            int octet = payload.u8(i);
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
