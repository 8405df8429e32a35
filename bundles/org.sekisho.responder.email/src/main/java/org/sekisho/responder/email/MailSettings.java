// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.State;

/**
 * What the configuration says, read. What can't be meant is a fault, for people; until it is
 * corrected notices are kept and nothing is sent.
 *
 * @param from sender
 * @param to recipients
 * @param window how long notices are gathered
 * @param least how sure a case must be
 * @param repeatAfter when a case that is seen again is told again
 * @param escalationTo further recipients; empty if there is no escalation
 * @param escalationOn what is escalated
 * @param escalationAfter after how long a case that is not blocked is escalated; null for never
 * @param faults what can't be meant, with the remedy; empty if nothing is
 */
record MailSettings(
        InternetAddress from,
        List<InternetAddress> to,
        Duration window,
        State least,
        Duration repeatAfter,
        List<InternetAddress> escalationTo,
        Set<Cause> escalationOn,
        Duration escalationAfter,
        List<String> faults) {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    /** What is escalated. */
    enum Cause {
        CONFIRMED,
        STILL_FLOWING,
        TROUBLE,
        AFTER;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Cause> of(String label) {
            return Arrays.stream(values())
                    .filter(cause -> cause != AFTER && cause.label().equals(label))
                    .findFirst();
        }
    }

    static MailSettings of(EmailConfiguration configuration) {
        List<String> faults = new ArrayList<>();
        List<InternetAddress> from = addresses("from", configuration.from(), faults);
        List<InternetAddress> to = addresses("to", configuration.to(), faults);
        if (from.size() != 1) {
            faults.add("from must be one address, such as sekisho@example.org");
        }
        if (to.isEmpty()) {
            faults.add("to must name a recipient, such as admin@example.org");
        }
        Duration window = duration("digest.window", configuration.digest_window(), "2m", faults);
        if (window.compareTo(LONGEST_WINDOW) > 0) {
            faults.add("digest.window can't be longer than 7d");
            window = LONGEST_WINDOW;
        }
        if (configuration.smtp_host() == null || configuration.smtp_host().isBlank()) {
            faults.add("smtp.host must name the mail server");
        }
        String after = configuration.escalation_after().strip();
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        for (String word : split(configuration.escalation_on())) {
            Cause.of(word)
                    .ifPresentOrElse(
                            causes::add,
                            () ->
                                    faults.add(
                                            "escalation.on must hold confirmed, still-flowing and"
                                                    + " trouble only"));
        }
        return new MailSettings(
                from.isEmpty() ? null : from.get(0),
                to,
                window,
                State.valueOf(configuration.least_state().toUpperCase(Locale.ROOT)),
                duration("repeat.after", configuration.repeat_after(), "1d", faults),
                addresses("escalation.to", configuration.escalation_to(), faults),
                causes,
                after.equals("0") ? null : duration("escalation.after", after, "1d", faults),
                List.copyOf(faults));
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    private static List<InternetAddress> addresses(String key, String text, List<String> faults) {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String one : split(text == null ? "" : text)) {
            try {
                if (one.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                    throw new AddressException("it has a line end in it");
                }
                InternetAddress address = new InternetAddress(one, true);
                if (!address.getAddress().contains("@")) {
                    throw new AddressException("it has no domain");
                }
                addresses.add(address);
            } catch (AddressException fault) {
                faults.add(
                        key
                                + " holds '"
                                + one.replaceAll("\\p{Cntrl}", "?")
                                + "', which is no mail address; write it as name@example.org");
            }
        }
        return List.copyOf(addresses);
    }

    private static Duration duration(
            String key, String text, String fallback, List<String> faults) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            faults.add(
                    key
                            + "="
                            + text.strip()
                            + " must be a number and s, m, h or d, such as "
                            + fallback);
            matcher = DURATION.matcher(fallback);
            matcher.matches();
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
