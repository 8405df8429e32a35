// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.policy.rule.ListOption;

/**
 * Times of the week.
 *
 * @param days on which a span begins
 * @param spans of the day; one whose end is not after its start ends on the next day
 */
record Hours(Set<DayOfWeek> days, List<Span> spans) {
    /** All the time. */
    static final Hours ALWAYS = new Hours(EnumSet.allOf(DayOfWeek.class), List.of());

    /** Part of a day, or of two. */
    record Span(LocalTime start, LocalTime end) {}

    Hours {
        days = Set.copyOf(days);
        spans = List.copyOf(spans);
    }

    /**
     * Reads days and times.
     *
     * @throws IllegalArgumentException if they are none; the message begins with the key
     */
    static Hours parse(String days, String times) {
        return new Hours(days(days), spans(times));
    }

    private static Set<DayOfWeek> days(String text) {
        List<String> words = ListOption.words(text.toLowerCase(Locale.ROOT));
        if (words.isEmpty()) {
            return ALWAYS.days();
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String word : words) {
            String[] ends = word.split("-", -1);
            DayOfWeek first = day(ends[0]);
            DayOfWeek last = day(ends[ends.length - 1]);
            if (first == null || last == null || ends.length > 2) {
                throw new IllegalArgumentException(
                        "days=" + text + " must be days such as mon, wed-fri");
            }
            for (DayOfWeek day = first; ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (word.equals(name) || word.equals(name.substring(0, 3))) {
                return day;
            }
        }
        return null;
    }

    private static List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        for (String word : ListOption.words(text)) {
            String[] ends = word.split("-", -1);
            try {
                if (ends.length == 2 && !ends[0].equals(ends[1])) {
                    spans.add(new Span(LocalTime.parse(ends[0]), end(ends[1])));
                    continue;
                }
            } catch (DateTimeParseException none) {
                // told below
            }
            throw new IllegalArgumentException(
                    "times=" + text + " must be times of day such as 08:00-18:00");
        }
        return spans;
    }

    private static LocalTime end(String text) {
        return LocalTime.parse(text.equals("24:00") ? "00:00" : text);
    }

    /** Whether it is such a time. */
    boolean contain(ZonedDateTime moment) {
        DayOfWeek day = moment.getDayOfWeek();
        if (spans.isEmpty()) {
            return days.contains(day);
        }
        LocalTime time = moment.toLocalTime();
        for (Span span : spans) {
            boolean overnight = !span.end().isAfter(span.start());
            boolean begun = !time.isBefore(span.start()) && days.contains(day);
            boolean ended = !time.isBefore(span.end());
            boolean inside =
                    overnight ? begun || !ended && days.contains(day.minus(1)) : begun && !ended;
            if (inside) {
                return true;
            }
        }
        return false;
    }
}
