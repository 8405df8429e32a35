// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.HashMap;
import java.util.Map;

/**
 * Looks once a second what each detector used up since: one that floods, or that makes judging fall
 * behind because each event takes it far longer than it may, is taken out. That events are dropped
 * is not enough: then there may just be too much traffic, and a detector in good order must go on.
 * Used by the judging thread.
 */
final class LoadWatch {
    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final JudgingBounds bounds;
    private Map<Long, Used> before = new HashMap<>();
    private long last = System.nanoTime();
    private volatile boolean behind;

    /** What a detector has used up since it came. */
    record Used(long events, long evidence, long nanos) {}

    LoadWatch(JudgingBounds bounds) {
        this.bounds = bounds;
    }

    /** Events had to be given up because judging was behind; any thread may say so. */
    void behind() {
        behind = true;
    }

    /** Looks, if it is time to. */
    void look(Panel panel) {
        long now = System.nanoTime();
        if (now - last < WINDOW_NANOS) {
            return;
        }
        Map<Long, Used> present = new HashMap<>();
        for (Sitting sitting : panel.sittings()) {
            Used used = sitting.used();
            Used then = before.get(sitting.seat().id());
            present.put(sitting.seat().id(), used);
            if (then != null) {
                judge(
                        sitting,
                        new Used(
                                used.events() - then.events(),
                                used.evidence() - then.evidence(),
                                used.nanos() - then.nanos()),
                        now - last);
            }
        }
        before = present;
        last = now;
        behind = false;
    }

    private void judge(Sitting sitting, Used used, long window) {
        double seconds = window / 1e9;
        if (used.evidence() > bounds.evidencePerSecond() * seconds
                && used.evidence() > JudgingBounds.EVIDENCE_EACH * used.events()) {
            sitting.seat()
                    .standing()
                    .takeOut(
                            "gave %d pieces of evidence for %d events within %.1f s"
                                    .formatted(used.evidence(), used.events(), seconds));
        } else if (behind
                && used.nanos() > window / 2
                && used.nanos() > bounds.slowNanos() * used.events()) {
            sitting.seat()
                    .standing()
                    .takeOut(
                            "took %.1f ms for each of %d events while others were given up"
                                    .formatted(
                                            used.nanos() / 1e6 / Math.max(1, used.events()),
                                            used.events()));
        }
    }
}
