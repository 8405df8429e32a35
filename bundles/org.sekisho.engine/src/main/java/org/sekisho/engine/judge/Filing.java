// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import org.sekisho.detect.Correlator;
import org.sekisho.detect.Evidence;
import org.sekisho.exchange.Role;

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
    private long filed;

    Filing(Correlator correlator) {
        this.correlator = correlator;
    }

    /** Files what a detector found. */
    void file(Sitting from, Iterable<Evidence> found) {
        for (Evidence each : found) {
            file(from, each);
        }
    }

    /** Files one piece of what a detector found. */
    void file(Sitting from, Evidence found) {
        if (from.role() == Role.SHADOW) {
            return;
        }
        Evidence evidence =
                from.seat().standing().admission().mayConvict() ? found : found.asAdvisory();
        if (!known.isNew(evidence)) {
            return;
        }
        filed++;
        try {
            correlator.evidence(evidence);
        } catch (RuntimeException fault) {
            from.seat().failed(fault, "evidence " + evidence.technique().id());
        }
    }

    /** Evidence given to the correlator so far. */
    long filed() {
        return filed;
    }
}
