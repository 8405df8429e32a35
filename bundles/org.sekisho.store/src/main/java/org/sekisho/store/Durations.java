// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.util.concurrent.atomic.AtomicLong;

/** How long it took to record something, for the status. */
final class Durations {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    void add(long duration) {
        count.incrementAndGet();
        nanos.addAndGet(duration);
        longest.accumulateAndGet(duration, Math::max);
    }

    long count() {
        return count.get();
    }

    double meanMillis() {
        return count.get() == 0 ? 0 : nanos.get() / 1e6 / count.get();
    }

    double longestMillis() {
        return longest.get() / 1e6;
    }
}
