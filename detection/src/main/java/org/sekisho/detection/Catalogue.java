// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detection;

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
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.sekisho.detect.Technique;

/**
 * A technique catalogue: what is looked for, how much a hit weighs, and why. A properties file; the
 * ones that are shipped explain their keys. Every value is checked when it is first asked for,
 * which is when the techniques are built, and {@link #refuseUnused} finds keys that nobody asked
 * for.
 */
public final class Catalogue {
    /** Version of the keys that are understood. */
    public static final String VERSION = "1";

    private static final String SHIPPED = "techniques.properties";
    private static final String TECHNIQUE = "technique.";

    /** Ids are in capitals, forms are not; an id may hold dots. */
    private static final Pattern TITLE = Pattern.compile("technique\\.([A-Z0-9.-]+)\\.title");

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
            Matcher titled = TITLE.matcher(key);
            if (titled.matches()) {
                techniques.put(titled.group(1), entry(titled.group(1), null));
            }
        }
    }

    /**
     * The catalogue inside a bundle.
     *
     * @param beside a class of the package that it lies in
     */
    public static Catalogue shipped(Class<?> beside) {
        try (Reader in =
                new InputStreamReader(
                        beside.getResourceAsStream(SHIPPED), StandardCharsets.UTF_8)) {
            return read(SHIPPED, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a catalogue that an administrator wrote.
     *
     * @throws CatalogueException naming file, key, value and remedy if it has a mistake
     */
    public static Catalogue read(Path file) {
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
    public String source() {
        return source;
    }

    /** Every technique in its usual form, by id. */
    public List<Technique> techniques() {
        return List.copyOf(techniques.values());
    }

    /** A technique in its usual form. */
    public Technique technique(String id) {
        Technique technique = techniques.get(id);
        if (technique == null) {
            throw refuse(TECHNIQUE + id + ".title", "is missing; describe the technique");
        }
        return technique;
    }

    /**
     * A form of a technique that weighs differently; what it doesn't say is as in the usual one.
     */
    public Technique technique(String id, String form) {
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
            if (!(log != 0 && Math.abs(log) <= 20)) {
                throw refuse(weight, "must be from -20 to 20 and not 0");
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
    public String text(String key) {
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
    public int number(String key, int least, int most) {
        try {
            int value = Integer.decode(text(key));
            if (least <= value && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refuse(key, "must be a whole number from " + least + " to " + most);
    }

    /** Milliseconds, given back as nanoseconds. */
    public long milliseconds(String key) {
        return number(key, 0, 86_400_000) * 1_000_000L;
    }

    /** An interval such as {@code 1528..3527}, or a single length. */
    public Interval interval(String key) {
        return interval(key, text(key));
    }

    /** Intervals parted by white space or commas. */
    public List<Interval> intervals(String key) {
        return words(key).stream().map(word -> interval(key, word)).toList();
    }

    private Interval interval(String key, String text) {
        String[] ends = text.split("\\.\\.", -1);
        try {
            int from = Integer.parseInt(ends[0].strip());
            int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
            if (ends.length <= 2 && 0 <= from && from <= to) {
                return new Interval(from, to);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refuse(key, "must be an interval such as 1528..3527");
    }

    /** Words parted by white space or commas. */
    public List<String> words(String key) {
        return List.of(text(key).split("[\\s,]+"));
    }

    /** Whole numbers parted by white space or commas, decimal or with 0x. */
    public List<Integer> numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        for (String word : words(key)) {
            try {
                numbers.add(Integer.decode(word));
            } catch (NumberFormatException e) {
                throw refuse(key, "must be whole numbers: " + word);
            }
        }
        return List.copyOf(numbers);
    }

    /**
     * A value that only one detector knows how to read.
     *
     * @param reader gives null for what it can't read
     * @param remedy what would be right
     */
    public <T> T value(String key, Function<String, T> reader, String remedy) {
        return value(key, text(key), reader, remedy);
    }

    /** The same for each of the words of a key. */
    public <T> List<T> values(String key, Function<String, T> reader, String remedy) {
        return words(key).stream().map(word -> value(key, word, reader, remedy)).toList();
    }

    private <T> T value(String key, String word, Function<String, T> reader, String remedy) {
        T value = reader.apply(word);
        if (value == null) {
            throw refuse(key, remedy);
        }
        return value;
    }

    /**
     * A regular expression that a whole text must match. A dot stands for any character, line
     * breaks too: who is looked for chooses the text.
     */
    public Pattern pattern(String key) {
        try {
            return Pattern.compile(text(key), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw refuse(key, "is no regular expression: " + e.getDescription());
        }
    }

    /** Call when all techniques are built: a key nobody asked for is most likely misspelt. */
    public void refuseUnused() {
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
