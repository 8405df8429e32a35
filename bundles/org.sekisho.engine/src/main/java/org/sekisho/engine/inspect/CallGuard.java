// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Knows whether a worker is inside a dissector, and whether the thread that comes back from one
 * still is the worker's. A thread can't be ended from outside; one that hangs in a dissector is
 * left behind, another goes on with everything it had, and when it comes back after all it finds
 * here that it has no business any more.
 */
public final class CallGuard {
    private static final VarHandle CALLS;

    static {
        try {
            CALLS = MethodHandles.lookup().findVarHandle(CallGuard.class, "calls", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Streams within streams, within a datagram, within a stream. */
    private static final int MOST_DEPTH = 16;

    private final Seat<?>[] seats = new Seat<?>[MOST_DEPTH];
    private final Object[] subjects = new Object[MOST_DEPTH];
    private final int[] shown = new int[MOST_DEPTH];
    private final int[] emitted = new int[MOST_DEPTH];
    private int depth;

    /** Set in {@link #calls} while inside a call. */
    private static final long INSIDE = 1;

    /** Set as well when the call was taken from the thread that is in it. */
    private static final long TAKEN = 2;

    private static final int FLAGS = 2;

    /**
     * Changes whenever a call begins or ends. Two threads may want to change it while inside a
     * call: the one that comes back, and the one that takes the call from it. The first wins, and
     * the other learns that it has lost.
     */
    private long calls;

    private volatile Thread owner;

    /** Thrown where a thread that was left behind comes back; nothing may be touched after it. */
    static final class LeftBehind extends Error {
        private static final long serialVersionUID = 1L;

        LeftBehind() {
            super("another thread has taken over", null, false, false);
        }
    }

    /** Whether this ends a thread that was left behind. */
    public static boolean isLeftBehind(Throwable thrown) {
        return thrown instanceof LeftBehind;
    }

    /**
     * The present thread goes on with what the worker has; the former may touch nothing.
     *
     * @return what the former was looking at, a stream or a flow's binding, the outermost first
     */
    Object[] takeOver() {
        owner = Thread.currentThread();
        Object[] left = Arrays.copyOf(subjects, Math.min(depth, MOST_DEPTH));
        depth = 0;
        Arrays.fill(seats, null);
        Arrays.fill(subjects, null);
        CALLS.setRelease(this, next((long) CALLS.getAcquire(this)));
        return left;
    }

    private static long next(long number) {
        return (number >>> FLAGS) + 1 << FLAGS;
    }

    /** A dissector is about to be called about this stream or binding, and shown so many bytes. */
    void enter(Seat<?> called, Object subject, int bytes) {
        if (depth > 0) {
            comeBack();
        }
        if (depth < MOST_DEPTH) {
            seats[depth] = called;
            subjects[depth] = subject;
            shown[depth] = bytes;
            emitted[depth] = 0;
        }
        called.standing().called(bytes);
        depth++;
        goInside();
    }

    /** It has come back. */
    void leave() {
        comeBack();
        depth--;
        if (depth < MOST_DEPTH) {
            // a dissector that leaves would be kept until a call as deep as this comes again
            seats[depth] = null;
            subjects[depth] = null;
        }
        if (depth > 0) {
            goInside();
        }
    }

    /** From a dissector into our own code, unless the call was taken from this thread. */
    private void comeBack() {
        long number = (long) CALLS.getAcquire(this);
        // one that comes back late may find the number of a call of its successor
        check();
        if ((number & TAKEN) != 0 || !CALLS.compareAndSet(this, number, next(number))) {
            throw new LeftBehind();
        }
    }

    /** From our own code into a dissector; what was written about the call is seen with it. */
    private void goInside() {
        CALLS.setRelease(this, next(calls) | INSIDE);
    }

    /** It has come back by throwing. */
    void leave(Throwable thrown) {
        if (thrown instanceof LeftBehind left) {
            throw left;
        }
        leave();
    }

    /** A dissector calls us: not for a thread that was left behind. */
    void check() {
        Thread present = owner;
        if (present != null && present != Thread.currentThread()) {
            throw new LeftBehind();
        }
    }

    /**
     * A dissector emits an event, which {@link #check} must allow too.
     *
     * @throws IllegalStateException if it has emitted far too many; it was taken out
     */
    void emits() {
        check();
        if (depth > 0 && depth <= MOST_DEPTH) {
            int call = depth - 1;
            if (!seats[call].standing().emitted(++emitted[call], shown[call])) {
                throw new IllegalStateException("no more events are taken from it");
            }
        }
    }

    /**
     * Number of the call that the worker is in; 0 if it is in none, or in one that was taken from
     * it. From any thread.
     */
    public long inside() {
        long number = (long) CALLS.getAcquire(this);
        return (number & (INSIDE | TAKEN)) == INSIDE ? number : 0;
    }

    /**
     * Takes a call from the thread that is in it: when it comes back it is left behind. From any
     * thread.
     *
     * @param call its number, from {@link #inside}
     * @return who is called; null if it has come back, and nothing was taken
     */
    public Seat<?> take(long call) {
        CALLS.getAcquire(this);
        int present = depth;
        Seat<?> called = present > 0 && present <= MOST_DEPTH ? seats[present - 1] : null;
        // what was read above belongs to this call if its number still is the same
        return called != null && CALLS.compareAndSet(this, call, call | TAKEN) ? called : null;
    }
}
