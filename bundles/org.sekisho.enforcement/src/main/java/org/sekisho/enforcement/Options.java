// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.time.Duration;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.wanted.Fuse;

/**
 * The configuration, checked.
 *
 * @param unblockOnStop whether blocks leave the firewall when the daemon is stopped
 * @param bounds what may be blocked before a person is asked
 */
record Options(boolean unblockOnStop, Fuse.Bounds bounds) {
    static final int BLOCKS_PER_MINUTE = 30;
    static final int BLOCKS_HOSTS_PERCENT = 25;
    static final int BLOCKS_HOSTS_LEAST = 10;

    /** What holds where nothing is configured. */
    static final Options AS_SHIPPED =
            new Options(
                    false,
                    new Fuse.Bounds(
                            BLOCKS_PER_MINUTE, BLOCKS_HOSTS_PERCENT, BLOCKS_HOSTS_LEAST, null));

    private static final long MOST_DAYS = 3650;

    static Options of(EnforcementConfiguration configuration) {
        String closes = configuration.breaker_closes().strip();
        int perMinute = configuration.blocks_per_minute();
        require(perMinute >= 0, "blocks.per.minute=" + perMinute, "0 or more");
        int percent = configuration.blocks_hosts_percent();
        require(percent >= 1 && percent <= 100, "blocks.hosts.percent=" + percent, "1 to 100");
        int least = configuration.blocks_hosts_least();
        require(least >= 1, "blocks.hosts.least=" + least, "1 or more");
        return new Options(
                configuration.unblock_on_stop(),
                new Fuse.Bounds(
                        perMinute,
                        percent,
                        least,
                        closes.equals("by-hand") ? null : closing(closes)));
    }

    private static Duration closing(String text) {
        Duration duration = Durations.parse(text);
        require(
                duration != null && duration.toDays() <= MOST_DAYS,
                "breaker.closes=" + text,
                "by-hand, or a number and s, m, h or d, such as 30m, at most 3650d");
        return duration;
    }

    private static void require(boolean right, String key, String wanted) {
        if (!right) {
            throw new IllegalArgumentException(key + " must be " + wanted);
        }
    }
}
