// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

/** Whether something happens once in every period, allowing for single ones that were missed. */
final class Rhythm {
    private static final int MISSED = 2;

    private final long shortest;
    private final long longest;
    private long last = Long.MIN_VALUE;
    private int periods;
    private int between;

    /** A period lasts from {@code shortest} to {@code longest} nanoseconds. */
    Rhythm(long shortest, long longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    void beat(long time) {
        if (last == Long.MIN_VALUE) {
            last = time;
            return;
        }
        long gap = time - last;
        if (gap < shortest) {
            between++;
            return;
        }
        for (int n = 1; n <= MISSED; n++) {
            if (n * shortest <= gap && gap <= n * longest) {
                periods++;
                last = time;
                return;
            }
        }
        last = time;
        periods = 0;
        between = 0;
    }

    /** Periods in a row; 0 if as much happens between the beats, for then anything fits. */
    int periods() {
        return between > periods ? 0 : periods;
    }
}
