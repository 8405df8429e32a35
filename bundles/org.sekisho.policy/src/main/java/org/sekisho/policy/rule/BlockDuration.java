// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as configuration files write them: {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d}.
 */
public final class BlockDuration {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    /** What firewalls can count down, and more than anybody should be locked out unseen. */
    private static final Duration MOST = Duration.ofDays(365);

    private BlockDuration() {}

    /**
     * Reads a duration of up to a year.
     *
     * @throws IllegalArgumentException if it is none; the message says what would be right
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        Duration duration = matcher.matches() ? duration(matcher) : null;
        if (duration == null || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "must be a number and s, m, h or d, such as 10m, and at most 365d");
        }
        return duration;
    }

    private static Duration duration(Matcher matcher) {
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** In words, in the largest unit that is exact: {@code 10 minutes}. */
    public static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds > 0 && seconds % 86400 == 0) {
            return count(seconds / 86400, "day");
        }
        if (seconds > 0 && seconds % 3600 == 0) {
            return count(seconds / 3600, "hour");
        }
        return seconds > 0 && seconds % 60 == 0
                ? count(seconds / 60, "minute")
                : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
