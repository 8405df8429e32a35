// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One worker's instance of a dissector, from the moment it is wanted until it is given back. To
 * make one runs the bundle's constructor, which may not come back; so in a live analysis that is
 * done by a thread that nobody waits for and that is watched like a call of the dissector itself.
 *
 * @param <T> kind of dissector
 */
final class Arrival<T> {
    private final Seat<T> seat;
    private final long version;
    private final Runnable onEnd;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final StayMeter stay = new StayMeter();
    private volatile Thread maker;
    private volatile long since;
    private State state = State.MAKING;
    private T instance;

    private enum State {
        /** It is not here yet. */
        MAKING,
        /** It is here. */
        HERE,
        /** There is none, or none any more: the service is gone, it failed, or nobody wants it. */
        NONE
    }

    /**
     * An instance that is wanted.
     *
     * @param version of the snapshot that said so
     * @param onEnd told when it is here, or will not come
     */
    Arrival(Seat<T> seat, long version, Runnable onEnd) {
        this.seat = seat;
        this.version = version;
        this.onEnd = onEnd;
    }

    /**
     * Makes it.
     *
     * @param aside by a thread of its own; else before this returns
     */
    void begin(boolean aside) {
        seat.standing().expected();
        since = System.nanoTime();
        if (!aside) {
            make();
            return;
        }
        Thread thread = new Thread(this::make, "sekisho-arrival-" + seat.name());
        thread.setDaemon(true);
        maker = thread;
        thread.start();
    }

    private void make() {
        T made = null;
        Throwable fault = null;
        try {
            made = seat.instances().take();
        } catch (Throwable thrown) {
            fault = thrown;
        }
        boolean wanted = end(made == null ? State.NONE : State.HERE, made);
        if (!wanted && made != null) {
            seat.instances().giveBack(made);
        }
        if (wanted && fault != null) {
            seat.failed(fault, "its arrival");
        }
        ended.countDown();
    }

    /** Ends the making if nobody has; only one may. */
    private boolean end(State how, T made) {
        synchronized (this) {
            if (state != State.MAKING) {
                return false;
            }
            state = how;
            instance = made;
        }
        seat.standing().arrived();
        onEnd.run();
        return true;
    }

    Seat<T> seat() {
        return seat;
    }

    long version() {
        return version;
    }

    /** The instance, or null if it is not here. */
    synchronized T instance() {
        return instance;
    }

    synchronized boolean isPending() {
        return state == State.MAKING;
    }

    /**
     * It is not wanted any more. One that is still being made gives itself back.
     *
     * @return what the caller has to give back, or null
     */
    synchronized T leave() {
        if (isPending() && end(State.NONE, null)) {
            return null;
        }
        T left = instance;
        instance = null;
        state = State.NONE;
        return left;
    }

    /**
     * Waits until no thread makes it any more.
     *
     * @return false if that takes longer
     */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes the dissector out if making it takes longer than this; to be asked again and again. */
    void fenceAfter(long nanos) {
        Thread thread = maker;
        if (thread == null
                || !isPending()
                || stay.look(1, thread) < nanos
                || !end(State.NONE, null)) {
            return;
        }
        seat.takeOut(
                "stood still for %.1f s while an instance of it was made"
                        .formatted((System.nanoTime() - since) / 1e9),
                since);
        // one that only sleeps comes back, and ends
        thread.interrupt();
    }
}
