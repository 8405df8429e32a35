// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * Shows a newcomer the journal on a thread of its own, while the others judge what happens. What
 * was recorded meanwhile is shown by the judging thread, in small portions, before the newcomer
 * takes its seat between two events. Its evidence waits here until the judging thread takes it.
 */
final class WarmUp {
    /** What is shown at once by the judging thread takes about so long. */
    private static final long PORTION_NANOS = 2_000_000L;

    /** Pieces of evidence that wait; beyond, the newcomer waits. */
    private static final int WAITING = 1024;

    private static final int PORTION = 64;
    private static final long LEAVE_MILLIS = 900;

    private final Detector detector;
    private final Set<Class<? extends Event>> types;
    private final EventJournal.Reader reader;
    private final Predicate<Throwable> failed;
    private final ArrayBlockingQueue<Evidence> found = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean cancelled;

    /**
     * A warm-up that has not begun.
     *
     * @param reader stands at the oldest event
     * @param failed told of what the detector throws, by either thread; whether to go on
     */
    WarmUp(
            Detector detector,
            Set<Class<? extends Event>> types,
            EventJournal.Reader reader,
            Predicate<Throwable> failed) {
        this.detector = detector;
        this.types = types;
        this.reader = reader;
        this.failed = failed;
        thread = new Thread(this::run, "sekisho-warm-up-" + detector.name());
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        Event event = reader.next();
        while (event != null && !cancelled) {
            show(event, this::await);
            event = reader.next();
        }
    }

    private void show(Event event, EvidenceListener listener) {
        if (types.contains(event.getClass())) {
            try {
                detector.judge(event, listener);
            } catch (Throwable thrown) {
                cancelled |= !failed.test(thrown);
            }
        }
    }

    private void await(Evidence evidence) {
        try {
            if (!cancelled) {
                found.put(evidence);
            }
        } catch (InterruptedException told) {
            cancelled = true;
        }
    }

    /**
     * A step of the judging thread: hands over evidence, and once the journal has been shown, what
     * was recorded since.
     *
     * @return whether the newcomer has seen everything and takes its seat now
     */
    boolean step(EvidenceListener listener) {
        // asked before the evidence is taken: what a thread that has ended gave is all there
        boolean ended = !thread.isAlive();
        for (int i = 0; i < PORTION; i++) {
            Evidence evidence = found.poll();
            if (evidence == null) {
                return ended && catchUp(listener);
            }
            listener.evidence(evidence);
        }
        return false;
    }

    private boolean catchUp(EvidenceListener listener) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PORTION_NANOS) {
            Event event = reader.next();
            if (event == null) {
                reader.close();
                return true;
            }
            show(event, listener);
        }
        return false;
    }

    /**
     * The detector leaves: its code is left as soon as it comes back from the event it looks at.
     *
     * @return false if it does not come back
     */
    boolean cancel() {
        cancelled = true;
        thread.interrupt();
        try {
            thread.join(LEAVE_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        reader.close();
        return !thread.isAlive();
    }
}
