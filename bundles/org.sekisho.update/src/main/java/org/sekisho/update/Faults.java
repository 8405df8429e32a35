// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Faults that the engine tells of, on their way to the thread that exchanges bundles. It looks here
 * also while it waits for a bundle, so that a fault of another one does not wait as long.
 */
final class Faults {
    private final Deque<Trial> trials = new ArrayDeque<>();
    private Predicate<Fault> handler = fault -> true;
    private final Queue<Fault> told = new ConcurrentLinkedQueue<>();

    /**
     * A bundle of which a part was taken out.
     *
     * @param reason why, in one sentence
     * @param since {@link System#nanoTime} when that began
     */
    record Fault(long bundle, String reason, long since) {}

    /** Takes a fault, from any thread. */
    void tell(Fault fault) {
        told.add(fault);
    }

    /**
     * Says who deals with faults.
     *
     * @param handler answers whether it could deal with it now
     */
    void handledBy(Predicate<Fault> handler) {
        this.handler = handler;
    }

    /** A version is being brought in: its faults end the attempt. */
    Trial onTrial(long bundle) {
        Trial trial = new Trial(bundle);
        trials.push(trial);
        return trial;
    }

    void isOver(Trial trial) {
        trials.remove(trial);
    }

    /** Deals with what was told. */
    void handle() {
        for (Fault fault : List.copyOf(told)) {
            if (!told.remove(fault)) {
                continue;
            }
            Trial trial = trialOf(fault.bundle());
            if (trial != null) {
                trial.fault = fault.reason();
            } else if (!handler.test(fault)) {
                told.add(fault);
            }
        }
    }

    private Trial trialOf(long bundle) {
        for (Trial trial : trials) {
            if (trial.bundle == bundle) {
                return trial;
            }
        }
        return null;
    }

    /** A version that is being brought in. */
    static final class Trial {
        private final long bundle;
        private String fault = "";

        private Trial(long bundle) {
            this.bundle = bundle;
        }

        /** Its fault; empty if it has none. */
        String fault() {
            return fault;
        }
    }
}
