// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.operate.Escaped;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.rule.ListOption;
import org.sekisho.policy.rule.MacText;

/**
 * One exception from blocking: whom no block may hit, and when.
 *
 * @param name what tells it from others
 * @param networks addresses
 * @param macs MAC addresses
 * @param names of servers
 * @param hours when
 * @param until when it ends; null if never
 * @param comment why, by whoever wrote it, printable on one line
 * @param notices whether what it excepts is still told of
 */
record AllowRule(
        String name,
        List<IpPrefix> networks,
        Set<MacAddress> macs,
        List<NamePattern> names,
        Hours hours,
        Instant until,
        String comment,
        boolean notices) {
    AllowRule {
        networks = List.copyOf(networks);
        macs = Set.copyOf(macs);
        names = List.copyOf(names);
    }

    /**
     * Understands options.
     *
     * @param values text of every key
     * @throws IllegalArgumentException if one can't be; the message has key, value and remedy
     */
    static AllowRule parse(String name, Map<String, String> values) {
        List<IpPrefix> networks =
                new ArrayList<>(
                        each(
                                values,
                                "networks",
                                IpPrefix::parse,
                                "a network such as 192.0.2.0/24"));
        each(values, "hosts", IpAddress::parse, "an address such as 192.0.2.1")
                .forEach(host -> networks.add(IpPrefix.of(host)));
        Set<MacAddress> macs =
                new LinkedHashSet<>(
                        each(values, "macs", MacText::parse, "one such as 00:1b:21:0a:0b:0c"));
        List<NamePattern> names =
                each(
                        values,
                        "names",
                        NamePattern::parse,
                        "one such as vpn.example.com or *.example.com");
        if (networks.isEmpty() && macs.isEmpty() && names.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody is named; give at least one of networks, hosts, macs and names");
        }
        return new AllowRule(
                name,
                networks,
                macs,
                names,
                Hours.parse(values.get("days"), values.get("times")),
                until(values.get("until")),
                Escaped.of(values.get("comment")),
                Boolean.parseBoolean(values.get("notices")));
    }

    private static <T> List<T> each(
            Map<String, String> values, String key, Function<String, T> reader, String right) {
        List<T> read = new ArrayList<>();
        for (String word : ListOption.words(values.get(key))) {
            T one = reader.apply(word);
            if (one == null) {
                throw new IllegalArgumentException(
                        key + "=" + values.get(key) + ": '" + word + "' must be " + right);
            }
            read.add(one);
        }
        return read;
    }

    private static Instant until(String text) {
        if (text.isEmpty()) {
            return null;
        }
        ZoneId here = ZoneId.systemDefault();
        List<Function<String, Instant>> forms =
                List.of(
                        t -> LocalDate.parse(t).plusDays(1).atStartOfDay(here).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(here).toInstant(),
                        t -> OffsetDateTime.parse(t).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(text);
            } catch (DateTimeException other) {
                // the next form, or told below
            }
        }
        throw new IllegalArgumentException(
                "until="
                        + text
                        + " must be a day such as 2027-03-31, or a time such as 2027-03-31T18:00");
    }

    /** Whether its time is over. */
    boolean isExpired(Instant moment) {
        return until != null && !moment.isBefore(until);
    }

    /** Whether it counts at this moment. */
    boolean counts(Instant moment) {
        return !isExpired(moment) && hours.contain(moment.atZone(ZoneId.systemDefault()));
    }
}
