// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes results to a file in {@code target}, as a table and as a list of what went wrong. */
final class Report {
    private final Path file;
    private final List<String> rows =
            new ArrayList<>(
                    List.of(
                            "| Kind | Mutants | Same verdict | Same ends named |",
                            "|---|---:|---:|---:|"));
    private final List<String> misses = new ArrayList<>();

    Report(String name) {
        file = Path.of("target", name);
    }

    void add(Series series) {
        rows.add(series.row());
        series.trials().stream()
                .filter(trial -> !trial.same() || trial.accusesOthers())
                .forEach(trial -> misses.add("- " + trial));
    }

    void write() {
        List<String> lines = new ArrayList<>(rows);
        lines.add("");
        lines.addAll(misses);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
