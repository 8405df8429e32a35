// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.time;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d} in options and
 * on the command line, and in words in sentences.
 */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final long SECOND = 1_000_000_000L;

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @return null if the text is none
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** In the largest unit that fits and the next one, such as {@code 9 min 58 s}. */
    public static String inWords(Duration duration) {
        long seconds = Math.max(0, duration.plusMillis(500).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86400) {
            return two(seconds / 3600, "h", seconds / 60 % 60, "min");
        }
        return two(seconds / 86400, "d", seconds / 3600 % 24, "h");
    }

    private static String two(long first, String unit, long second, String nextUnit) {
        return first + " " + unit + (second == 0 ? "" : " " + second + " " + nextUnit);
    }

    /** Seconds with one place, for what takes moments; never 0.0. */
    public static String moments(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", Math.max(0.1, (double) nanos / SECOND));
    }
}
