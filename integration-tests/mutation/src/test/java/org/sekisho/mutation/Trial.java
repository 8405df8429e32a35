// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/**
 * One mutant, judged.
 *
 * @param what capture, kind and number, enough to make it again
 * @param same whether every verdict of the original is there: ends, server's port and method
 * @param named whether the ends of every verdict are there, whatever the method
 * @param expected verdicts of the original, as they must read here
 * @param found verdicts that came out
 */
record Trial(String what, boolean same, boolean named, Set<Verdict> expected, Set<Verdict> found) {
    static Trial of(Original original, Kind kind, int number) {
        String what = original.name() + ", " + kind.name() + ", number " + number;
        Mutant mutant = kind.mutation().of(original, new Random(what.hashCode()));
        Set<Verdict> found = Verdict.of(Pipeline.judge(mutant.frames()).detections());
        Set<Verdict> expected = new LinkedHashSet<>();
        original.verdicts().forEach(v -> expected.add(v.translated(mutant.addresses())));
        boolean named = expected.stream().allMatch(v -> found.stream().anyMatch(v::names));
        boolean same =
                mutant.portsKept()
                        ? found.containsAll(expected)
                        : anyPort(found).containsAll(anyPort(expected));
        return new Trial(what, same, named, expected, found);
    }

    private static Set<Verdict> anyPort(Set<Verdict> verdicts) {
        Set<Verdict> without = new LinkedHashSet<>();
        verdicts.forEach(verdict -> without.add(verdict.anyPort()));
        return without;
    }

    /** Whether somebody is named whom the original does not name. */
    boolean accusesOthers() {
        return found.stream().anyMatch(f -> expected.stream().noneMatch(f::names));
    }

    /** Whether client and server of a tunnel were taken for each other. */
    boolean turnsRound() {
        return expected.stream()
                .filter(e -> e.client() != null && e.server() != null)
                .anyMatch(e -> found.stream().anyMatch(e.turned()::names));
    }

    @Override
    public String toString() {
        return what + ": wanted " + expected + ", found " + found;
    }
}
