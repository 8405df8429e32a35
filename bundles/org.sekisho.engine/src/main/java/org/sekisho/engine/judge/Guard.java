// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.engine.inspect.StayMeter;

/**
 * Stands between a thread and the code of one detector. Java can't end a thread that does not come
 * back, so whoever watches <em>fences</em> it: it has lost what it owned, and {@link #leave} tells
 * it so, should it ever return. Either the thread leaves or it is fenced, never both.
 */
final class Guard {
    private static final long FENCED = -1;

    /** Odd while the thread is inside, so that a fence meant for one call can't hit the next. */
    private final AtomicLong calls = new AtomicLong();

    private final CountDownLatch returned = new CountDownLatch(1);
    private final StayMeter stay = new StayMeter();
    private volatile Thread runner;
    private volatile long since;

    /** The present thread goes into the detector's code. */
    void enter() {
        since = System.nanoTime();
        runner = Thread.currentThread();
        if (calls.get() == FENCED) {
            throw new Fenced();
        }
        calls.incrementAndGet();
    }

    /**
     * The present thread has come back.
     *
     * @throws Fenced if it came too late
     */
    void leave() {
        long call = calls.get();
        if (call == FENCED || !calls.compareAndSet(call, call + 1)) {
            returned.countDown();
            throw new Fenced();
        }
    }

    /** Whether the present thread is inside and has not been fenced. */
    boolean isInside() {
        long call = calls.get();
        return call != FENCED && (call & 1) == 1 && runner == Thread.currentThread();
    }

    /**
     * Fences the thread if it is inside for longer than this many nanoseconds; to be asked again
     * and again by the one who watches.
     */
    boolean fenceAfter(long nanos) {
        long call = calls.get();
        boolean inside = call != FENCED && (call & 1) == 1;
        return stay.look(inside ? call : 0, runner) > nanos && calls.compareAndSet(call, FENCED);
    }

    /** {@link System#nanoTime} when a thread went inside last. */
    long since() {
        return since;
    }

    /** The thread that went inside last; null if none did. */
    Thread runner() {
        return runner;
    }

    /**
     * Waits for a fenced thread to come back.
     *
     * @return false if it does not in time
     */
    boolean awaitReturn(long nanos) throws InterruptedException {
        return calls.get() != FENCED || returned.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** In words: for how long the thread has been inside, and where it stands now. */
    String whereabouts() {
        Thread thread = runner;
        StackTraceElement[] stack =
                thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        String place = "";
        for (StackTraceElement element : stack) {
            if (!element.getClassName().startsWith("java.")
                    && !element.getClassName().startsWith("jdk.")) {
                place = " in " + element;
                break;
            }
        }
        return "%.1f s%s".formatted((System.nanoTime() - since) / 1e9, place);
    }
}
