// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/techniques.md} says what the catalogue says. To write it anew after a
 * change of the catalogue, run this test with {@code -Dsekisho.write.docs=true}.
 */
class TechniqueTableTest {
    private static final String BEGIN =
            "<!-- table of behaviour: written by TechniqueTableTest -->\n";
    private static final String END = "<!-- end of table of behaviour -->\n";

    @Test
    void theDocumentSaysWhatTheCatalogueSays() throws IOException {
        Path document = document();
        String text = Files.readString(document);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        assertThat(from).isGreaterThan(BEGIN.length());
        assertThat(to).isGreaterThanOrEqualTo(from);

        String table = table();
        if (Boolean.getBoolean("sekisho.write.docs")) {
            Files.writeString(document, text.substring(0, from) + table + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to)).isEqualTo(table);
    }

    private static Path document() {
        for (Path at = Path.of(System.getProperty("user.dir")).toAbsolutePath();
                at != null;
                at = at.getParent()) {
            Path document = at.resolve("docs/techniques.md");
            if (Files.isRegularFile(document)) {
                return document;
            }
        }
        throw new IllegalStateException("docs/techniques.md is missing");
    }

    private static String table() throws IOException {
        Properties catalogue = new Properties();
        try (InputStream in = TunnelDetector.class.getResourceAsStream("techniques.properties");
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            catalogue.load(reader);
        }
        StringBuilder table =
                new StringBuilder(
                        "| technique | form | sees | family | weight | basis | known false positives |\n"
                                + "| --- | --- | --- | --- | --- | --- | --- |\n");
        Set<String> forms = new TreeSet<>();
        for (String key : catalogue.stringPropertyNames()) {
            String[] parts = key.split("\\.");
            if (parts[0].equals("technique") && key.endsWith(".basis")) {
                forms.add(parts[1] + " " + (parts.length == 4 ? parts[2] : ""));
            }
        }
        for (String form : forms) {
            String[] parts = form.split(" ");
            String base = "technique." + parts[0] + ".";
            String own = parts.length == 1 ? base : base + parts[1] + ".";
            boolean definitive =
                    catalogue
                            .getProperty(
                                    own + "definitive",
                                    catalogue.getProperty(base + "definitive", "false"))
                            .equals("true");
            table.append("| ")
                    .append(parts.length == 1 ? parts[0] : "")
                    .append(" | ")
                    .append(parts.length == 1 ? "" : parts[1])
                    .append(" | ")
                    .append(parts.length == 1 ? catalogue.getProperty(base + "title") : "")
                    .append(" | ")
                    .append(parts.length == 1 ? catalogue.getProperty(base + "family") : "")
                    .append(" | ")
                    .append(definitive ? "definitive" : weight(catalogue, own))
                    .append(" | ")
                    .append(catalogue.getProperty(own + "basis"))
                    .append(" | ")
                    .append(catalogue.getProperty(own + "false.positives"))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String weight(Properties catalogue, String own) {
        double weight = Double.parseDouble(catalogue.getProperty(own + "weight"));
        return String.format(Locale.ROOT, "%.1f", weight);
    }
}
