// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * All trials of one kind.
 *
 * @param kind what was done
 * @param trials in the order of captures and numbers
 */
record Series(Kind kind, List<Trial> trials) {
    /**
     * Mutants of each capture for each kind.
     *
     * @param kinds number of kinds that must keep the verdict; over all of them there are at least
     *     as many mutants as the system property {@code sekisho.mutants} says
     */
    static int each(int kinds) {
        int mutants = Integer.getInteger("sekisho.mutants", kinds);
        return Math.max(1, (mutants + kinds - 1) / kinds);
    }

    static Series of(Kind kind, List<Original> originals, int each) {
        return new Series(
                kind,
                originals.stream()
                        .flatMap(o -> IntStream.range(0, each).mapToObj(n -> new Start(o, n)))
                        .toList()
                        .parallelStream()
                        .map(start -> Trial.of(start.original, kind, start.number))
                        .toList());
    }

    private record Start(Original original, int number) {}

    long same() {
        return trials.stream().filter(Trial::same).count();
    }

    long named() {
        return trials.stream().filter(Trial::named).count();
    }

    /** A row of the table in docs/evasion.md. */
    String row() {
        return "| %s | %d | %s | %s |"
                .formatted(kind.name(), trials.size(), share(same()), share(named()));
    }

    double shareNamed() {
        return (double) named() / trials.size();
    }

    private String share(long count) {
        // rounded down: 100 % means all of them
        return String.format(
                Locale.ROOT, "%.1f %%", Math.floor(1000.0 * count / trials.size()) / 10);
    }
}
