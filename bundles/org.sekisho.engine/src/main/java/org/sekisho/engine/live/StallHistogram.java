// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a worker was away from its queue, in buckets an eighth of a power of two wide. Written
 * by one thread without allocating, read by any.
 */
final class StallHistogram {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);
    private volatile long longest;

    void add(long nanos) {
        int bucket = bucket(nanos);
        counts.lazySet(bucket, counts.getPlain(bucket) + 1);
        if (nanos > longest) {
            longest = nanos;
        }
    }

    long longest() {
        return longest;
    }

    /**
     * Upper end in nanoseconds of the bucket below which this share of all stalls lies.
     *
     * @param share between 0 and 1
     */
    long quantile(double share) {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted && seen > 0) {
                return Math.min(end(i), longest);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) Math.max(0, nanos);
        }
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> power - STEP_BITS) & STEPS - 1;
        return (power - STEP_BITS + 1) * STEPS + step;
    }

    private static long end(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int power = bucket / STEPS + STEP_BITS - 1;
        long step = bucket % STEPS;
        return (STEPS + step + 1 << power - STEP_BITS) - 1;
    }
}
