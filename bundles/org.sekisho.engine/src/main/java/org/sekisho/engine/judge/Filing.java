// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.exchange.Comparison;

/**
 * Where evidence goes: to the correlator, once, and marked if its detector may not convict; that of
 * a shadow only into its comparison. Used by the thread whose turn it is.
 *
 * <p>Evidence keeps its own time, also when a warm-up finds it. So a case about a session that is
 * over is known by its {@code lastSeen}, which lies back, while every new piece of evidence moves
 * it on; nothing else is needed to tell the two apart.
 */
final class Filing {
    private final Correlator correlator;
    private final KnownEvidence known = new KnownEvidence();
    private final Map<Long, ShadowComparison> comparisons = new ConcurrentHashMap<>();
    private long filed;

    Filing(Correlator correlator) {
        this.correlator = correlator;
    }

    /**
     * Follows a change of who takes part in which role. A shadow that is promoted hands in what it
     * has found alone; one that begins is compared with what is known already.
     *
     * @param since packet time from which on the journal can show a newcomer what happened
     */
    void adopt(Panel panel, long since) {
        for (Seat<Detector> seat : panel.order()) {
            ShadowComparison comparison = comparisons.get(seat.id());
            if (panel.isShadow(seat)) {
                if (comparison == null) {
                    comparison = begin(seat, panel, since);
                    comparisons.put(seat.id(), comparison);
                }
                comparison.active(activeVersion(seat, panel));
            } else if (comparison != null) {
                comparisons.remove(seat.id());
                if (!seat.isTakenOut()) {
                    comparison.added().forEach(each -> give(seat, each));
                }
            }
        }
        Set<Long> present = panel.order().stream().map(Seat::id).collect(Collectors.toSet());
        comparisons.keySet().retainAll(present);
    }

    private ShadowComparison begin(Seat<Detector> shadow, Panel panel, long since) {
        ShadowComparison comparison = new ShadowComparison(shadow.name(), shadow.standing());
        for (Sitting sitting : panel.sittings()) {
            boolean active = !panel.isShadow(sitting.seat());
            if (active && sitting.seat().name().equals(shadow.name())) {
                Set<String> techniques =
                        sitting.techniques().stream()
                                .map(Technique::id)
                                .collect(Collectors.toSet());
                known.all().stream()
                        .filter(each -> each.time() >= since)
                        .filter(each -> techniques.contains(each.technique().id()))
                        .forEach(comparison::activeGave);
            }
        }
        return comparison;
    }

    private static String activeVersion(Seat<Detector> shadow, Panel panel) {
        return panel.order().stream()
                .filter(each -> each.name().equals(shadow.name()) && !panel.isShadow(each))
                .map(each -> each.standing().provider().version())
                .findFirst()
                .orElse("");
    }

    /** The newcomer has seen everything that the others have. */
    void caughtUp(Sitting sitting) {
        ShadowComparison comparison = comparisons.get(sitting.seat().id());
        if (comparison != null) {
            comparison.caughtUp();
        }
    }

    /** Files what a detector found. */
    void file(Sitting from, List<Evidence> found) {
        for (Evidence each : found) {
            file(from, each);
        }
    }

    /** Files one piece of what a detector found. */
    void file(Sitting from, Evidence found) {
        Seat<Detector> seat = from.seat();
        if (!comparisons.isEmpty()) {
            ShadowComparison own = comparisons.get(seat.id());
            if (own != null) {
                own.shadowGave(found);
                return;
            }
            for (ShadowComparison each : comparisons.values()) {
                if (each.isOf(seat.name())) {
                    each.activeGave(found);
                }
            }
        }
        give(seat, found);
    }

    private void give(Seat<Detector> seat, Evidence found) {
        Evidence evidence = seat.standing().admission().mayConvict() ? found : found.asAdvisory();
        if (!known.isNew(evidence)) {
            return;
        }
        filed++;
        try {
            correlator.evidence(evidence);
        } catch (RuntimeException fault) {
            seat.failed(fault, "its evidence " + evidence.technique().id());
        }
    }

    /** The comparison of a shadow of this bundle, or null. May be called by any thread. */
    Comparison compare(long bundle) {
        return comparisons.values().stream()
                .filter(each -> each.bundle() == bundle)
                .findFirst()
                .map(ShadowComparison::now)
                .orElse(null);
    }

    /** Evidence given to the correlator so far. */
    long filed() {
        return filed;
    }
}
