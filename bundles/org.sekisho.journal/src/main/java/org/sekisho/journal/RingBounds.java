// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.concurrent.TimeUnit;

/**
 * How much the ring may hold.
 *
 * @param bytes most bytes of files, in total
 * @param maxAgeMillis longest that anything is kept, in milliseconds of wall clock; {@link
 *     Long#MAX_VALUE} without bound
 * @param quotas shares of the types
 */
record RingBounds(long bytes, long maxAgeMillis, Quotas quotas) {
    /** A ring of so many segments, so that little goes at a time. */
    private static final int SEGMENTS = 64;

    private static final int LONGEST_SEGMENT = 4 << 20;

    /** Most that waits in memory while it can't be written: some ten thousand flows. */
    private static final long MOST_IN_MEMORY = 16L << 20;

    static RingBounds of(JournalConfiguration configuration) {
        long hours = configuration.max_age();
        return new RingBounds(
                configuration.max_disk_bytes(),
                hours == 0 ? Long.MAX_VALUE : TimeUnit.HOURS.toMillis(hours),
                Quotas.parse(configuration.quotas()));
    }

    int segmentSize() {
        return (int) Math.min(LONGEST_SEGMENT, bytes / SEGMENTS);
    }

    /** Bytes in memory, past which what is not written is given up. */
    long inMemory() {
        return Math.min(MOST_IN_MEMORY, bytes / 2);
    }

    /** A segment is closed after this, so that old events can go without young ones. */
    long segmentMillis() {
        return maxAgeMillis == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(TimeUnit.MINUTES.toMillis(1), maxAgeMillis / SEGMENTS);
    }
}
