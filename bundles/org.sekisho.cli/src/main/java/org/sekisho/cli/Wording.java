// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;

/** Sentences about a detection in one language, from the templates of that language. */
final class Wording {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)\\}");

    private final Properties templates = new Properties();

    /**
     * @param language {@code en} or {@code ja}
     */
    Wording(String language) {
        String name = "wording_" + language + ".properties";
        try (Reader in =
                new InputStreamReader(
                        Wording.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            templates.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line for the person on call; only in English. */
    String onCall(Detection detection) {
        return say("oncall." + kind(detection.method()), detection);
    }

    /** A paragraph for whoever uses the computer. */
    String user(Detection detection) {
        return say("user." + kind(detection.method()), detection);
    }

    private static String kind(Method method) {
        return switch (method) {
            case CONTROL -> "control";
            case HUB -> "hub";
            case BRIDGE, SECURE_NAT -> "lan";
            default -> "tunnel";
        };
    }

    private String say(String template, Detection detection) {
        Map<String, String> values = new HashMap<>();
        boolean onCall = template.startsWith("oncall.");
        values.put("tunnel", Escaped.of(detection.tunnel()));
        values.put("generation", Words.generation(detection));
        values.put("product", product(detection, values));
        // the port that a client happened to use means nothing to its user
        values.put("client", party(onCall ? detection.client() : host(detection.client())));
        values.put("server", party(detection.server()));
        values.put("host", machine(detection));
        values.put("how", Words.methods(detection));
        values.put("since", DetectionRow.time(detection.firstSeen()));
        values.put("state", detection.state().label());
        values.put("confidence", Words.confidence(detection));
        if (onCall) {
            String caution = detection.twoWay() ? "caution.both.ends" : "caution.one.end";
            values.put("caution", template(caution));
        }
        values.put(
                "foreign",
                part("foreign", onCall ? ExposureWords.peers(detection.exposure()) : ""));
        values.put("stations", part("stations", ExposureWords.stations(detection.exposure())));
        values.put("listeners", part("listeners", ExposureWords.listeners(detection.exposure())));
        values.put("relay", part("relay", ExposureWords.relay(detection)));
        values.put("peers", part("peers", ExposureWords.peers(detection.exposure())));
        String sure = "sure." + kind(detection.method()) + "." + detection.state().label();
        values.put("sure", template(sure));
        return fill(template(template), values);
    }

    /** A part of a sentence that is left out where there is nothing to say. */
    private String part(String name, String text) {
        return text.isEmpty() || !templates.containsKey("part." + name)
                ? ""
                : fill(template("part." + name), Map.of("text", text));
    }

    private String product(Detection detection, Map<String, String> values) {
        String known = templates.getProperty("product." + detection.tunnel());
        String name = known != null ? known : fill(template("product.unknown"), values);
        if (detection.generation() == null) {
            return name;
        }
        values.put("product", name);
        return fill(template("generation"), values);
    }

    /** A machine that bridges is looked for by its MAC address. */
    private String machine(Detection detection) {
        Party host = host(detection.client() != null ? detection.client() : detection.server());
        boolean both = host != null && host.address() != null && host.mac() != null;
        return kind(detection.method()).equals("lan") && both
                ? party(host) + ", MAC " + host.mac()
                : party(host);
    }

    private static Party host(Party party) {
        return party == null ? null : new Party(party.address(), 0, party.name(), party.mac());
    }

    private String party(Party party) {
        return party == null ? template("unknown") : Words.party(party);
    }

    private String template(String key) {
        String template = templates.getProperty(key);
        if (template == null) {
            throw new IllegalStateException("there are no words for " + key);
        }
        return template;
    }

    /** What was filled in may hold braces of its own, which mean nothing. */
    private static String fill(String template, Map<String, String> values) {
        Matcher place = PLACE.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (place.find()) {
            String value = values.getOrDefault(place.group(1), place.group());
            place.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return place.appendTail(filled).toString();
    }
}
