// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.time;

import java.time.Duration;
import org.sekisho.record.Deadline;

/**
 * Two clocks. The one on the wall is for people and may be set; the other counts the machine's time
 * since it was started, sleep included, so that setting the first ends no block early or late.
 */
public interface Clock {
    /** Nanoseconds since 1970-01-01 UTC, as people have set it. */
    long wall();

    /** Nanoseconds since the machine was started, sleep included. */
    long uptime();

    /** What tells this start of the machine from others. */
    String boot();

    /** The moment so long from now. */
    default Deadline after(Duration duration) {
        long nanos = nanos(duration);
        return new Deadline(wall() + nanos, boot(), uptime() + nanos);
    }

    /**
     * Nanoseconds until that moment, negative if it has passed. After a new start of the machine
     * only the clock on the wall is left to go by.
     */
    default long remaining(Deadline deadline) {
        return deadline.boot().equals(boot())
                ? deadline.uptime() - uptime()
                : deadline.wall() - wall();
    }

    /** At most a hundred years, so that sums stay sums. */
    private static long nanos(Duration duration) {
        Duration most = Duration.ofDays(36_500);
        return (duration.compareTo(most) > 0 ? most : duration).toNanos();
    }
}
