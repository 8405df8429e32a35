// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what was left out, by cause; counted by the queue's worker, read from any thread. */
final class SkippedRecords {
    private static final SkipCause[] CAUSES = SkipCause.values();

    private final AtomicLongArray counts = new AtomicLongArray(CAUSES.length);

    void count(SkipCause cause) {
        int i = cause.ordinal();
        counts.setRelease(i, counts.getPlain(i) + 1);
    }

    /** Adds the causes that occurred. */
    void addTo(Map<String, Long> sums) {
        for (SkipCause cause : CAUSES) {
            long count = counts.getAcquire(cause.ordinal());
            if (count > 0) {
                sums.merge(cause.words, count, Long::sum);
            }
        }
    }

    Map<String, Long> byCause() {
        Map<String, Long> sums = new TreeMap<>();
        addTo(sums);
        return sums;
    }
}
