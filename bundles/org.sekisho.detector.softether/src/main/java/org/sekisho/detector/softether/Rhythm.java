// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

/** Whether something happens once in every period, allowing for single ones that were missed. */
final class Rhythm {
    private static final int MISSED = 2;

    private final long shortest;
    private final long longest;
    private final long leastMean;
    private long first;
    private long last;
    private boolean begun;
    private int beats;
    private int periods;
    private int between;

    /**
     * A period lasts from {@code shortest} to {@code longest} nanoseconds, on average at least
     * {@code leastMean}.
     */
    Rhythm(long shortest, long longest, long leastMean) {
        this.shortest = shortest;
        this.longest = longest;
        this.leastMean = leastMean;
    }

    void beat(long time) {
        long gap = time - last;
        if (begun && gap < shortest) {
            between++;
            return;
        }
        for (int n = 1; begun && n <= MISSED; n++) {
            if (n * shortest <= gap && gap <= n * longest) {
                beats++;
                periods += n;
                last = time;
                return;
            }
        }
        begun = true;
        first = time;
        last = time;
        beats = 0;
        periods = 0;
        between = 0;
    }

    /** Beats in a row after the first; 0 if as much happens in between, for then anything fits. */
    int beats() {
        boolean slow = periods > 0 && (last - first) / periods >= leastMean;
        return slow && between <= beats ? beats : 0;
    }
}
