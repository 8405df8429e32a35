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

    /** Changes with every call; odd while inside one. */
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
        count();
        return left;
    }

    /** A dissector is about to be called about this stream or binding, and shown so many bytes. */
    void enter(Seat<?> called, Object subject, int bytes) {
        if (depth < MOST_DEPTH) {
            seats[depth] = called;
            subjects[depth] = subject;
            shown[depth] = bytes;
            emitted[depth] = 0;
        }
        called.standing().called(bytes);
        depth++;
        count();
    }

    /** It has come back. */
    void leave() {
        check();
        depth--;
        if (depth < MOST_DEPTH) {
            // a dissector that leaves would be kept until a call as deep as this comes again
            seats[depth] = null;
            subjects[depth] = null;
        }
        count();
    }

    private void count() {
        CALLS.setRelease(this, (calls >>> 1) + 1 << 1 | (depth > 0 ? 1 : 0));
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

    /** Number of the call that the worker is in; 0 if it is in none. From any thread. */
    public long inside() {
        long number = (long) CALLS.getAcquire(this);
        return (number & 1) == 0 ? 0 : number;
    }

    /** Who is called; from any thread, right while {@link #inside} stays the same. */
    public Seat<?> called() {
        CALLS.getAcquire(this);
        return depth > 0 && depth <= MOST_DEPTH ? seats[depth - 1] : null;
    }
}
