// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Open-addressing hash table of flows in one {@code long[]}: linear probing, full keys compared,
 * load at most 3/4, deletion by shifting back, a seeded hash because attackers choose addresses and
 * ports. An entry is the key ({@code keyLongs} longs) and six longs of state; with an IPv4 key of
 * two longs that is 64 bytes, one cache line.
 *
 * <p>Entries move when others are removed: an index is good until the next {@link #insert} or
 * {@link #remove}. Used by one thread.
 */
public final class FlowTable {
    /** State: packet time of the last frame, nanoseconds. */
    public static final int LAST_SEEN = 0;

    /**
     * State: number of the first frame in the upper 48 bits, flags of {@link FlowFlags} in the
     * lower 16.
     */
    public static final int FIRST_AND_FLAGS = 1;

    /** State: packets from side A in the upper 32 bits, from side B in the lower. */
    public static final int PACKETS = 2;

    /** State: IP bytes from side A. */
    public static final int BYTES_A = 3;

    /** State: IP bytes from side B. */
    public static final int BYTES_B = 4;

    /**
     * State: in the upper 32 bits the record's number, or the client's initial sequence number
     * while {@link FlowFlags#HALF_OPEN}, or, when a TCP flow's record has gone back, one more than
     * its place in {@link LossWatch}; in the lower 32 the time of the first frame in milliseconds
     * after the table's epoch.
     */
    public static final int RECORD_AND_START = 5;

    private static final int STATE_LONGS = 6;
    private static final int SMALLEST = 1024;

    private final int keyLongs;
    private final int stride;
    private final int maxEntries;
    private final long seed0;
    private final long seed1;
    private long[] entries;
    private int slots;
    private int size;
    private int hand;

    /**
     * An empty table.
     *
     * @param keyLongs longs per key, 2 to 6; the last long of a key is never 0
     * @param maxEntries most flows
     */
    public FlowTable(int keyLongs, int maxEntries) {
        this.keyLongs = keyLongs;
        this.stride = keyLongs + STATE_LONGS <= 8 ? 8 : 16;
        this.maxEntries = maxEntries;
        SecureRandom random = new SecureRandom();
        seed0 = random.nextLong();
        seed1 = random.nextLong() | 1;
        slots = SMALLEST;
        entries = new long[slots * stride];
    }

    /** Flows in the table. */
    public int size() {
        return size;
    }

    /** Whether a further flow needs another to be given up first. */
    public boolean isFull() {
        return size >= maxEntries;
    }

    /** Index of the entry with this key, or -1. */
    public int find(long[] key) {
        int slot = home(key, 0);
        while (true) {
            int at = slot * stride;
            if (entries[at + keyLongs - 1] == 0) {
                return -1;
            }
            if (matches(at, key)) {
                return at;
            }
            slot = slot + 1 & slots - 1;
        }
    }

    /**
     * Adds an entry, all state zero. The key must not be in the table, and the table not full.
     *
     * @return its index
     */
    public int insert(long[] key) {
        if ((size + 1L) * 4 > slots * 3L) {
            grow();
        }
        int slot = home(key, 0);
        while (entries[slot * stride + keyLongs - 1] != 0) {
            slot = slot + 1 & slots - 1;
        }
        int at = slot * stride;
        System.arraycopy(key, 0, entries, at, keyLongs);
        Arrays.fill(entries, at + keyLongs, at + stride, 0);
        size++;
        return at;
    }

    /** Takes the entry at this index out; indices held elsewhere are void. */
    public void remove(int at) {
        int hole = at / stride;
        int slot = hole;
        while (true) {
            slot = slot + 1 & slots - 1;
            int from = slot * stride;
            if (entries[from + keyLongs - 1] == 0) {
                break;
            }
            int home = home(entries, from);
            // an entry may fill the hole only if its home does not lie behind the hole
            boolean homeBehindHole =
                    hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
            if (!homeBehindHole) {
                System.arraycopy(entries, from, entries, hole * stride, stride);
                hole = slot;
            }
        }
        Arrays.fill(entries, hole * stride, hole * stride + stride, 0);
        size--;
    }

    /** A state long of the entry at this index. */
    public long state(int at, int which) {
        return entries[at + keyLongs + which];
    }

    /** Sets a state long. */
    public void state(int at, int which, long value) {
        entries[at + keyLongs + which] = value;
    }

    /** Adds to a state long. */
    public void add(int at, int which, long amount) {
        entries[at + keyLongs + which] += amount;
    }

    /** Copies the key of the entry at this index. */
    public void key(int at, long[] key) {
        System.arraycopy(entries, at, key, 0, keyLongs);
    }

    /** Index of the first entry, or of the first after the entry at {@code at}; -1 at the end. */
    public int next(int at) {
        int limit = slots * stride;
        for (int i = at < 0 ? 0 : at + stride; i < limit; i += stride) {
            if (entries[i + keyLongs - 1] != 0) {
                return i;
            }
        }
        return -1;
    }

    /**
     * An entry to give up: the one idle longest of the next 32 that a hand passes. It is near
     * enough to the oldest and costs the same in a table of any size.
     */
    public int victim() {
        int best = -1;
        int seen = 0;
        for (int step = 0; step < slots && seen < 32; step++) {
            hand = hand + 1 & slots - 1;
            int at = hand * stride;
            if (entries[at + keyLongs - 1] != 0) {
                seen++;
                if (best < 0 || state(at, LAST_SEEN) < state(best, LAST_SEEN)) {
                    best = at;
                }
            }
        }
        return best;
    }

    private boolean matches(int at, long[] key) {
        for (int i = 0; i < keyLongs; i++) {
            if (entries[at + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    private int home(long[] key, int at) {
        long hash = seed0;
        for (int i = 0; i < keyLongs; i++) {
            // folding the 128-bit product spreads every input bit; the seed keeps collisions
            // unknown
            long mixed = hash ^ key[at + i];
            hash = mixed * seed1 ^ Math.multiplyHigh(mixed, seed1) ^ Long.rotateLeft(mixed, 29);
        }
        hash ^= hash >>> 32;
        hash *= 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & slots - 1;
    }

    private void grow() {
        long[] old = entries;
        int oldSlots = slots;
        slots *= 2;
        entries = new long[slots * stride];
        for (int i = 0; i < oldSlots; i++) {
            int from = i * stride;
            if (old[from + keyLongs - 1] != 0) {
                int slot = home(old, from);
                while (entries[slot * stride + keyLongs - 1] != 0) {
                    slot = slot + 1 & slots - 1;
                }
                System.arraycopy(old, from, entries, slot * stride, stride);
            }
        }
    }
}
