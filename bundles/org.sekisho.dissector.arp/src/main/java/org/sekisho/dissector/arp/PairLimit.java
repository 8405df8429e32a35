// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.arp;

/**
 * Lets through at most {@value #PER_SECOND} messages per second of each pair of Ethernet addresses,
 * and {@value #IN_ALL} in all. ARP is an exchange every few seconds between two hosts, so no real
 * one is lost, while a scan or a loop of the network costs no more than it must.
 *
 * <p>Remembers {@value #PAIRS} pairs. One that was pushed out by another counts as new, so more may
 * pass, never less; and because the engine shows a pair's frames to one worker, what passes does
 * not depend on the number of workers as long as neither bound is reached. Packet time counts, so
 * replays give what the network gave.
 */
final class PairLimit {
    /** Most messages of a pair in a second. */
    static final int PER_SECOND = 8;

    /** Most messages in a second; some hundred times what a busy network of a /16 has. */
    static final int IN_ALL = 8192;

    private static final int PAIRS = 1 << 14;
    private static final long SECOND = 1_000_000_000L;

    /** Of each pair its own number, the second, and how many in it. */
    private final long[] pairs = new long[PAIRS];

    private final long[] seconds = new long[PAIRS];
    private final int[] counts = new int[PAIRS];
    private long currentSecond;
    private int currentCount;

    boolean admits(long source, long destination, long time) {
        long second = Math.floorDiv(time, SECOND);
        long pair = mix(mix(source) + destination);
        int place = (int) (pair >>> 32) & PAIRS - 1;
        if (pairs[place] != pair || seconds[place] != second) {
            pairs[place] = pair;
            seconds[place] = second;
            counts[place] = 0;
        }
        if (counts[place] >= PER_SECOND) {
            return false;
        }
        if (second != currentSecond) {
            currentSecond = second;
            currentCount = 0;
        }
        if (currentCount >= IN_ALL) {
            return false;
        }
        counts[place]++;
        currentCount++;
        return true;
    }

    /** Finalizer of a 64-bit hash: every input bit reaches every output bit. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xd6e8_feb8_6659_fd93L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8_feb8_6659_fd93L;
        return mixed ^ mixed >>> 32;
    }
}
