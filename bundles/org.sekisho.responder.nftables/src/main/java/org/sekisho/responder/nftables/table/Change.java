// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What has to be done to a table.
 *
 * @param family which table
 * @param start what is done to the table itself first
 * @param sets sets to be made, with their rules
 * @param steps elements to be put in, changed and taken out, in this order
 */
public record Change(Family family, Start start, Collection<BlockSet> sets, List<Step> steps) {
    /** Copies the lists. */
    public Change {
        sets = List.copyOf(sets);
        steps = List.copyOf(steps);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return start == Start.KEEP && sets.isEmpty() && steps.isEmpty();
    }

    /** The same with the steps alone. */
    public Change onlySteps(List<Step> some) {
        return new Change(family, Start.KEEP, List.of(), some);
    }

    /** The same with other steps. */
    public Change withSteps(List<Step> some) {
        return new Change(family, start, sets, some);
    }

    /** Steps of these elements. */
    public static List<Step> removals(Collection<Element> elements) {
        List<Step> steps = new ArrayList<>(elements.size());
        elements.forEach(element -> steps.add(new Step(Kind.REMOVE, element, 0)));
        return steps;
    }

    /** What happens to the table. */
    public enum Start {
        /** It stays as it is. */
        KEEP,
        /** It is made. */
        MAKE,
        /** It is taken out and made anew, without a moment in between. */
        MAKE_ANEW
    }

    /** What happens to an element. */
    public enum Kind {
        /** It is put in. */
        ADD,
        /** It is there and gets another time. */
        PROLONG,
        /** It is taken out, if it is there. */
        REMOVE
    }

    /**
     * One element.
     *
     * @param millis until it ends
     */
    public record Step(Kind kind, Element element, long millis) {}
}
