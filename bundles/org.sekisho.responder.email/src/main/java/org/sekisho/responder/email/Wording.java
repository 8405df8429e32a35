// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.State;

/** Words of one language. */
final class Wording {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)\\}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final long SECOND = 1_000_000_000L;

    private final Properties words = new Properties();
    private final ZoneId zone;

    /**
     * @param language {@code en} or {@code ja}
     * @param zone in which times are told
     */
    Wording(String language, ZoneId zone) {
        this.zone = zone;
        String name = "wording_" + language + ".properties";
        try (InputStream in = Wording.class.getResourceAsStream(name)) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException fault) {
            throw new UncheckedIOException(name + " of this bundle can't be read", fault);
        }
    }

    /** The words behind a key. */
    String say(String key) {
        return say(key, Map.of());
    }

    /** The same with its places filled; what fills them is taken as it is. */
    String say(String key, Map<String, ?> values) {
        String template = words.getProperty(key);
        if (template == null) {
            throw new IllegalArgumentException("no wording for " + key);
        }
        return PLACE.matcher(template)
                .replaceAll(
                        place -> {
                            Object value = values.get(place.group(1));
                            return Matcher.quoteReplacement(
                                    value instanceof Number number
                                            ? String.format(Locale.ROOT, "%,d", number.longValue())
                                            : String.valueOf(value));
                        });
    }

    String state(State state) {
        return say("state." + state.label());
    }

    String time(long nanos) {
        return TIME.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
                        .atZone(zone));
    }

    /** All keys, so that two languages can be compared. */
    Set<String> keys() {
        return words.stringPropertyNames();
    }
}
