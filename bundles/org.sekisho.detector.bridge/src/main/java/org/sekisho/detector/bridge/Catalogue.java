// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.sekisho.detect.Technique;

/**
 * The technique catalogue: what is looked for, how much a hit weighs, and why. A properties file;
 * the shipped one explains its keys. Every value is checked when it is first asked for, which is
 * when the techniques are built, and {@link #refuseUnused} finds keys that nobody asked for.
 */
final class Catalogue {
    /** Version of the keys that this bundle understands. */
    static final String VERSION = "1";

    private static final String SHIPPED = "techniques.properties";
    private static final String TECHNIQUE = "technique.";

    private final String source;
    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, Technique> techniques = new TreeMap<>();

    private Catalogue(String source, Properties properties) {
        this.source = source;
        properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k)));
        String version = text("catalogue.version");
        if (!version.equals(VERSION)) {
            throw refuse("catalogue.version", "this version of Sekisho reads only " + VERSION);
        }
        for (String key : values.keySet()) {
            String[] parts = key.split("\\.");
            if (key.startsWith(TECHNIQUE) && parts.length == 3 && parts[2].equals("title")) {
                techniques.put(parts[1], entry(parts[1], null));
            }
        }
    }

    /** The catalogue inside this bundle. */
    static Catalogue shipped() {
        try (Reader in =
                new InputStreamReader(
                        Catalogue.class.getResourceAsStream(SHIPPED), StandardCharsets.UTF_8)) {
            return read(SHIPPED, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a catalogue that an administrator wrote. */
    static Catalogue read(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return read(file.toString(), in);
        } catch (IOException e) {
            throw new CatalogueException(
                    file.toString(),
                    "file",
                    null,
                    "can't be read (" + e + "); name a readable file");
        }
    }

    static Catalogue read(String source, Reader in) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new CatalogueException(
                    source, "file", null, "is no properties file: " + e.getMessage());
        }
        return new Catalogue(source, properties);
    }

    /** Name of the file it came from. */
    String source() {
        return source;
    }

    /** Every technique in its usual form, by id. */
    List<Technique> techniques() {
        return List.copyOf(techniques.values());
    }

    /** A technique in its usual form. */
    Technique technique(String id) {
        Technique technique = techniques.get(id);
        if (technique == null) {
            throw refuse(TECHNIQUE + id + ".title", "is missing; describe the technique");
        }
        return technique;
    }

    /**
     * A form of a technique that weighs differently; what it doesn't say is as in the usual one.
     */
    Technique technique(String id, String form) {
        technique(id);
        return entry(id, form);
    }

    private Technique entry(String id, String form) {
        boolean definitive = flag(key(id, form, "definitive"));
        String weight = key(id, form, "weight");
        double log = 0;
        if (!definitive) {
            try {
                log = Double.parseDouble(text(weight));
            } catch (NumberFormatException e) {
                throw refuse(weight, "must be the natural logarithm of a likelihood ratio");
            }
            if (!(log > 0 && log <= 20)) {
                throw refuse(weight, "must be more than 0 and at most 20");
            }
        }
        String basis = text(key(id, form, "basis"));
        if (!basis.matches("(?s)(computed|counted|estimated): .+")) {
            throw refuse(
                    key(id, form, "basis"),
                    "must begin with computed:, counted: or estimated: and give the figures");
        }
        // for docs/techniques.md
        text(key(id, form, "false.positives"));
        return new Technique(
                id,
                text(key(id, form, "title")),
                text(key(id, form, "family")),
                definitive,
                log,
                basis);
    }

    private String key(String id, String form, String property) {
        String special = TECHNIQUE + id + "." + form + "." + property;
        return form != null && values.containsKey(special)
                ? special
                : TECHNIQUE + id + "." + property;
    }

    /** A text; refused if it is missing or empty. */
    String text(String key) {
        used.add(key);
        String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw refuse(key, "is missing; give a value as in the shipped catalogue");
        }
        return value.strip();
    }

    private boolean flag(String key) {
        String value = values.getOrDefault(key, "false").strip();
        used.add(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw refuse(key, "must be true or false");
        }
        return value.equals("true");
    }

    /** A whole number between two limits. */
    int number(String key, int least, int most) {
        return number(text(key), key, least, most);
    }

    /** One of the words of a key as a whole number between two limits. */
    int number(String word, String key, int least, int most) {
        try {
            int value = Integer.decode(word);
            if (least <= value && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refuse(key, "must be a whole number from " + least + " to " + most);
    }

    /** Milliseconds, given back as nanoseconds. */
    long milliseconds(String key) {
        return number(key, 0, 86_400_000) * 1_000_000L;
    }

    /** Words parted by white space or commas. */
    List<String> words(String key) {
        return List.of(text(key).split("[\\s,]+"));
    }

    /** The first bytes of MAC addresses, such as {@code 00:ae}, parted by white space or commas. */
    List<MacPrefix> prefixes(String key) {
        List<MacPrefix> prefixes = new ArrayList<>();
        for (String word : words(key)) {
            MacPrefix prefix = MacPrefix.parse(word);
            if (prefix == null) {
                throw refuse(key, "must be the first one to six bytes of MAC addresses: " + word);
            }
            prefixes.add(prefix);
        }
        return List.copyOf(prefixes);
    }

    /** An IPv4 network such as {@code 192.168.30.0/24}. */
    Network network(String key) {
        Network network = Network.parse(text(key));
        if (network == null) {
            throw refuse(key, "must be an IPv4 network such as 192.168.30.0/24");
        }
        return network;
    }

    /** A regular expression that a whole text must match. */
    Pattern pattern(String key) {
        try {
            return Pattern.compile(text(key));
        } catch (PatternSyntaxException e) {
            throw refuse(key, "is no regular expression: " + e.getDescription());
        }
    }

    /** Call when all techniques are built: a key nobody asked for is most likely misspelt. */
    void refuseUnused() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(used);
        if (!unknown.isEmpty()) {
            throw refuse(unknown.iterator().next(), "is not a key of this catalogue; remove it");
        }
    }

    private CatalogueException refuse(String key, String remedy) {
        return new CatalogueException(source, key, values.get(key), remedy);
    }
}
