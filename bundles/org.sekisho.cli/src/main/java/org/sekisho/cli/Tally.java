// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sekisho.detect.Technique;

/**
 * Counts of each technique in some samples. A form of a technique that weighs differently counts by
 * itself.
 */
final class Tally {
    /** The usual form of a technique first, then the others from heavy to light. */
    static final Comparator<Technique> BY_NAME =
            Comparator.comparing(Technique::id)
                    .thenComparing(Technique::definitive, Comparator.reverseOrder())
                    .thenComparing(Technique::weight, Comparator.reverseOrder())
                    .thenComparing(Technique::basis)
                    .thenComparing(Technique::family)
                    .thenComparing(Technique::title);

    private final Map<Technique, Counts> counts = new TreeMap<>(BY_NAME);

    private Tally() {}

    /**
     * Counts.
     *
     * @param samples what to count in
     * @param kinds from {@link #kinds}
     */
    static Tally of(Collection<Sample> samples, Map<Technique, Set<Recording.Kind>> kinds) {
        List<Sample.Unit> units = samples.stream().flatMap(s -> s.units().stream()).toList();
        Tally tally = new Tally();
        kinds.forEach(
                (technique, any) -> tally.counts.put(technique, count(technique, any, units)));
        return tally;
    }

    private static Counts count(
            Technique technique, Set<Recording.Kind> kinds, List<Sample.Unit> units) {
        long[] hits = new long[2];
        long[] all = new long[2];
        for (Sample.Unit unit : units) {
            int side = unit.with() ? 0 : 1;
            boolean hit = unit.hits().contains(technique);
            hits[side] += hit ? 1 : 0;
            all[side] += hit || unit.kinds().stream().anyMatch(kinds::contains) ? 1 : 0;
        }
        return new Counts(hits[0], all[0], hits[1], all[1]);
    }

    /**
     * All techniques in all forms seen, with the kinds of traffic that they were seen on. One that
     * was never seen could be seen on any.
     */
    static Map<Technique, Set<Recording.Kind>> kinds(Collection<Sample> samples) {
        Map<Technique, Set<Recording.Kind>> kinds = new TreeMap<>(BY_NAME);
        Map<String, Set<Recording.Kind>> ofId = new HashMap<>();
        for (Sample sample : samples) {
            for (Recording.Piece piece : sample.recording().pieces()) {
                Technique technique = piece.evidence().technique();
                kinds.computeIfAbsent(technique, t -> new TreeSet<>()).add(piece.kind());
                ofId.computeIfAbsent(technique.id(), t -> new TreeSet<>()).add(piece.kind());
            }
        }
        for (Sample sample : samples) {
            for (Technique technique : sample.recording().techniques()) {
                kinds.putIfAbsent(
                        technique,
                        ofId.getOrDefault(technique.id(), EnumSet.allOf(Recording.Kind.class)));
            }
        }
        return kinds;
    }

    Map<Technique, Counts> counts() {
        return counts;
    }

    /**
     * A technique as it would weigh if counts alone decided, where its weight comes from counts.
     */
    Technique recounted(Technique technique) {
        Counts held = counts.get(technique);
        if (held == null || technique.definitive() || !isCounted(technique)) {
            return technique;
        }
        return new Technique(
                technique.id(),
                technique.title(),
                technique.family(),
                false,
                held.weight(),
                technique.basis());
    }

    /** Whether the catalogue says that its weight comes from counts. */
    static boolean isCounted(Technique technique) {
        return technique.basis().startsWith("counted:");
    }
}
