// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Measures for how long a thread stays in one call. Time during which it wants to run and is not
 * let, because the machine is overloaded or memory is being collected, is not the fault of whoever
 * was called and hardly counts. Used by the thread that looks.
 */
public final class StayMeter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * Without using the processor a thread may also wait in native code, which looks the same from
     * here; so time that it did not use counts after all, a tenth of it.
     */
    private static final int UNUSED_COUNTS = 10;

    /**
     * One that got a processor for some of the time used it for something, and what it did not get
     * it wanted for the same: half of the time counts as all of it.
     */
    private static final int USED_COUNTS = 2;

    private long call;
    private long last;
    private long used;
    private long stayed;

    /**
     * Looks, to be repeated.
     *
     * @param call tells one call from the next; 0 if the thread is in none
     * @return nanoseconds that the thread has stayed in this call, counted from the first look
     */
    public long look(long call, Thread thread) {
        long now = System.nanoTime();
        if (call == 0 || call != this.call) {
            this.call = call;
            used = call == 0 ? 0 : used(thread);
            stayed = 0;
        } else {
            long passed = now - last;
            long before = used;
            used = used(thread);
            boolean wants = thread.getState() == Thread.State.RUNNABLE && used >= 0;
            stayed +=
                    wants
                            ? Math.min(
                                    passed,
                                    Math.max(USED_COUNTS * (used - before), passed / UNUSED_COUNTS))
                            : passed;
        }
        last = now;
        return stayed;
    }

    /** Processor time of the thread in nanoseconds, or -1 if nobody knows. */
    private static long used(Thread thread) {
        return THREADS.isThreadCpuTimeSupported() ? THREADS.getThreadCpuTime(thread.getId()) : -1;
    }
}
