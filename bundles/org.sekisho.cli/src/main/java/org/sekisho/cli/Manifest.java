// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a manifest: comma-separated values with a header line (RFC 4180). */
final class Manifest {
    private Manifest() {}

    /**
     * The entries in the order of the file.
     *
     * @throws IOException if the file can't be read or is no manifest; the message names file and
     *     row
     */
    static List<ManifestEntry> read(Path file) throws IOException {
        List<List<String>> rows = rows(Files.readString(file, StandardCharsets.UTF_8));
        if (rows.isEmpty()) {
            throw new IOException(file + " is empty; a header line is needed");
        }
        List<String> header = rows.get(0);
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            Map<String, String> row = new HashMap<>();
            for (int column = 0; column < header.size(); column++) {
                boolean present = column < rows.get(i).size();
                row.put(header.get(column).strip(), present ? rows.get(i).get(column) : "");
            }
            try {
                entries.add(ManifestEntry.of(row));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", row " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return entries;
    }

    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        String all = text.endsWith("\n") ? text : text + "\n";
        for (int i = 0; i < all.length(); i++) {
            char c = all.charAt(i);
            if (quoted) {
                boolean doubled = c == '"' && i + 1 < all.length() && all.charAt(i + 1) == '"';
                if (doubled) {
                    i++;
                }
                if (c == '"' && !doubled) {
                    quoted = false;
                } else {
                    field.append(c);
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    if (row.size() > 1 || !row.get(0).isBlank()) {
                        rows.add(row);
                    }
                    row = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        return rows;
    }
}
