// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Technique;

/**
 * A labelled capture with everything that was seen in it.
 *
 * @param entry the label
 * @param outcome what the analysis gave
 * @param recording all evidence; null if nobody asked for it
 */
record Sample(ManifestEntry entry, Outcome outcome, Recording recording) {
    /**
     * One pair of hosts to count.
     *
     * @param with whether the label says that the software is there
     * @param kinds kinds of traffic it has
     * @param hits techniques that fired, each in the form in which it did
     */
    record Unit(boolean with, Set<Recording.Kind> kinds, Set<Technique> hits) {
        static Unit empty(boolean with) {
            return new Unit(with, EnumSet.noneOf(Recording.Kind.class), new LinkedHashSet<>());
        }
    }

    /**
     * The pairs of this capture. Of a positive only the labelled one counts: what its ends say to
     * others is neither with nor without the software. Of a negative all pairs count; a host that
     * something was said about without a peer counts as one.
     */
    List<Unit> units() {
        return entry.positive() ? List.of(labelled()) : strangers();
    }

    private Unit labelled() {
        Unit unit = Unit.empty(true);
        recording
                .pairs()
                .forEach(
                        (pair, kinds) -> {
                            if (names(pair)) {
                                unit.kinds().addAll(kinds);
                            }
                        });
        for (Recording.Piece piece : recording.pieces()) {
            if (names(piece.pair())) {
                add(unit, piece);
            }
        }
        return unit;
    }

    private boolean names(Recording.Pair pair) {
        boolean open = entry.client() == null && entry.server() == null;
        return open
                || entry.client() != null && pair.names(entry.client().toString())
                || entry.server() != null && pair.names(entry.server().toString());
    }

    private List<Unit> strangers() {
        Map<Recording.Pair, Unit> units = new LinkedHashMap<>();
        recording
                .pairs()
                .forEach(
                        (pair, kinds) ->
                                units.computeIfAbsent(pair, p -> Unit.empty(false))
                                        .kinds()
                                        .addAll(kinds));
        for (Recording.Piece piece : recording.pieces()) {
            add(units.computeIfAbsent(piece.pair(), p -> Unit.empty(false)), piece);
        }
        return new ArrayList<>(units.values());
    }

    private static void add(Unit unit, Recording.Piece piece) {
        unit.hits().add(piece.evidence().technique());
        unit.kinds().add(piece.kind());
    }
}
