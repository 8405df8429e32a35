// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A newcomer on its way to its seat. A thread of its own makes the instance and shows it the
 * journal, while the others judge what happens now; what it finds waits in a bounded queue for the
 * judging thread. When the thread has read as far as the journal goes at that moment, it ends, and
 * the judging thread goes on with the same reader: events are recorded by that thread alone, so
 * when there is no next one the newcomer has seen everything, and can take its seat.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    /** What is found waits for room so long at a time, to notice in between that it shall end. */
    private static final long WAIT_MILLIS = 20;

    private final Seat<Detector> seat;
    private final EventJournal journal;
    private final Conditions conditions;
    private final Guard guard = new Guard();
    private final ArrayBlockingQueue<Evidence> found = new ArrayBlockingQueue<>(1024);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile Phase phase = Phase.READING;
    private EventJournal.Reader reader;
    private Sitting sitting;

    /** How far it is. */
    enum Phase {
        /** The side thread owns the detector and the reader. */
        READING,
        /** The judging thread does. */
        READ,
        /** It takes no seat. */
        OVER
    }

    /**
     * A warm-up that has not begun.
     *
     * @param journal null if there is none
     */
    WarmUp(Seat<Detector> seat, EventJournal journal, Conditions conditions) {
        this.seat = seat;
        this.journal = journal;
        this.conditions = conditions;
        thread = new Thread(this::run, "sekisho-warm-up-" + seat.name());
        thread.setDaemon(true);
    }

    void begin() {
        seat.standing().warmingUp(true);
        thread.start();
    }

    private void run() {
        try {
            sitting = Sitting.take(seat, guard, conditions);
            if (sitting != null) {
                read();
            }
        } catch (Fenced stale) {
            cancelled = true;
            LOG.warn("{} came back after it had been given up", seat.name());
        } catch (Throwable fault) {
            if (!cancelled) {
                seat.standing()
                        .takeOut("could not be shown what happened before it came: " + fault);
            }
            cancelled = true;
        } finally {
            handOver();
            ended.countDown();
        }
    }

    private void read() throws InterruptedException {
        if (journal == null) {
            return;
        }
        reader = journal.reader();
        for (Event event = next(); event != null && !cancelled; event = next()) {
            if (seat.isTakenOut()) {
                return;
            }
            if (sitting.types().contains(event.getClass())) {
                for (Evidence each : sitting.show(event)) {
                    while (!found.offer(each, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                        if (cancelled) {
                            return;
                        }
                    }
                }
            }
        }
    }

    /**
     * The next event of the journal, or null if there is none now. A journal that fails must not
     * keep a detector from its seat.
     */
    Event next() {
        if (reader == null) {
            return null;
        }
        try {
            return reader.next();
        } catch (RuntimeException fault) {
            LOG.error("the journal can't be read any further for {}", seat.name(), fault);
            return null;
        }
    }

    private synchronized void handOver() {
        if (sitting == null || cancelled || seat.isTakenOut()) {
            phase = Phase.OVER;
            close();
            if (sitting != null) {
                sitting.giveBack();
            }
        } else {
            phase = Phase.READ;
        }
    }

    /**
     * It shall not take its seat.
     *
     * @return what the caller now has to give back, or null if the side thread will
     */
    synchronized Sitting cancel() {
        cancelled = true;
        if (phase != Phase.READ) {
            // one that sleeps comes back at once
            thread.interrupt();
            return null;
        }
        phase = Phase.OVER;
        close();
        return sitting;
    }

    /** Waits until the side thread runs no code of the detector any more. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Fences the side thread if it stands still for longer than this. */
    boolean fenceAfter(long nanos) {
        if (!guard.fenceAfter(nanos)) {
            return false;
        }
        phase = Phase.OVER;
        String whereabouts = guard.whereabouts();
        thread.interrupt();
        seat.takeOut(
                "stood still for "
                        + whereabouts
                        + " while it was shown what happened before it came",
                guard.since());
        return true;
    }

    Phase phase() {
        return phase;
    }

    /** What was found and has not been filed; null if nothing waits. */
    Evidence poll() {
        return found.poll();
    }

    Seat<Detector> seat() {
        return seat;
    }

    /** The detector, once the side thread has ended. */
    Sitting sitting() {
        return sitting;
    }

    /** It has taken its seat, or will not. */
    void close() {
        seat.standing().warmingUp(false);
        if (reader != null) {
            try {
                reader.close();
            } catch (RuntimeException fault) {
                LOG.debug("the journal's reader could not be closed", fault);
            }
        }
    }
}
