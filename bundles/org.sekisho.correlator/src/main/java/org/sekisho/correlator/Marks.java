// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.detect.Evidence;

/**
 * Evidence in which each technique counts once. Of a technique it keeps the first form seen and
 * each later one that is better, so that it can still be told what was known at which frame.
 * Bounded.
 */
final class Marks {
    /** One-sided, two-way, and twice a higher weight: nothing a detector does needs more. */
    private static final int MAX_FORMS = 4;

    private static final Comparator<Evidence> IN_ORDER =
            Comparator.comparingLong(Evidence::frame).thenComparing(e -> e.technique().id());

    private static final Comparator<Evidence> BY_WORTH =
            Comparator.<Evidence, Boolean>comparing(each -> !each.advisory())
                    .thenComparing(Weighing::bindsBothEnds)
                    .thenComparing(e -> e.technique().definitive())
                    .thenComparingDouble(e -> e.technique().weight())
                    .thenComparing(Evidence::twoWay);

    private final Map<String, List<Evidence>> forms = new TreeMap<>();
    private final int maxTechniques;

    Marks(int maxTechniques) {
        this.maxTechniques = maxTechniques;
    }

    /** Adds a form; false if it was given up because there are too many techniques. */
    boolean add(Evidence evidence) {
        List<Evidence> known = forms.get(evidence.technique().id());
        if (known == null) {
            if (forms.size() >= maxTechniques) {
                return false;
            }
            known = new ArrayList<>(1);
            forms.put(evidence.technique().id(), known);
            known.add(evidence);
            return true;
        }
        // a warm-up or a merge may bring what is older than what is known
        int at = known.size();
        while (at > 0 && known.get(at - 1).frame() > evidence.frame()) {
            at--;
        }
        if (at > 0 && !better(evidence, known.get(at - 1))) {
            return true;
        }
        known.add(at, evidence);
        int behind = at + 1;
        while (behind < known.size()) {
            if (better(known.get(behind), evidence)) {
                break;
            }
            known.remove(behind);
        }
        if (known.size() > MAX_FORMS) {
            known.remove(known.size() - 2);
        }
        return true;
    }

    void addAll(Marks other) {
        other.forms.values().forEach(list -> list.forEach(this::add));
    }

    /**
     * Evidence of a detector that may convict is never displaced by advice. Among equals, that both
     * ends of the tunnel took part counts before anything else, then certainty. A control finding
     * in which both ends took part is only better than the same without: that a name was answered
     * says less than which name it was.
     */
    static boolean better(Evidence one, Evidence other) {
        return BY_WORTH.compare(one, other) > 0;
    }

    boolean isEmpty() {
        return forms.isEmpty();
    }

    /** The best form of each technique, in the order of frames. */
    List<Evidence> counted() {
        return countedUpTo(Long.MAX_VALUE);
    }

    /** As {@link #counted}, with what was known when this frame had been seen. */
    List<Evidence> countedUpTo(long frame) {
        List<Evidence> counted = new ArrayList<>(forms.size());
        for (List<Evidence> known : forms.values()) {
            Evidence best = null;
            for (Evidence form : known) {
                best = form.frame() <= frame ? form : best;
            }
            if (best != null) {
                counted.add(best);
            }
        }
        counted.sort(IN_ORDER);
        return counted;
    }

    /** Every form kept, in the order of frames. */
    List<Evidence> all() {
        List<Evidence> all = new ArrayList<>(forms.size() + 4);
        forms.values().forEach(all::addAll);
        all.sort(IN_ORDER);
        return all;
    }
}
