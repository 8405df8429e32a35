// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.Set;
import org.sekisho.detect.Evidence;

/**
 * The newest evidence. What a warm-up, or two versions of a detector side by side, find again is
 * recognised by it and given to the correlator only once: its cases keep their order of age, and a
 * warm-up does not judge them all anew. Bounded, the oldest goes first; what is not recognised any
 * more is merely given again.
 */
final class KnownEvidence {
    /** About 8 MB; what a journal of 65,536 events leads to where every flow is a tunnel. */
    private static final int MOST = 16_384;

    private final Newest<Evidence, Boolean> known = new Newest<>(MOST);

    /** Whether this is new; it is known from now on. */
    boolean isNew(Evidence evidence) {
        return known.put(evidence, Boolean.TRUE) == null;
    }

    /** What is known, the oldest first. */
    Set<Evidence> all() {
        return known.keySet();
    }
}
