// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns all state of the acting stage: what is done there is done one after the
 * other, so that nothing needs a lock and firewalls are asked by one thread.
 */
final class ActingThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");
    private static final long STOP_SECONDS = 5;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(ActingThread::named);
    private volatile long busySince;

    /** Something that is done on the thread. */
    interface Task {
        void run() throws Exception;
    }

    private static Thread named(Runnable work) {
        Thread thread = new Thread(work, "sekisho-enforcement");
        thread.setDaemon(true);
        return thread;
    }

    /** Does it as soon as what comes before is done. */
    void run(Task task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("stopped already", stopped);
        }
    }

    /** Does it again and again, with so many milliseconds between. */
    void repeat(long millis, Task task) {
        thread.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void guarded(Task task) {
        busySince = System.nanoTime() | 1;
        try {
            task.run();
        } catch (Exception | LinkageError | StackOverflowError fault) {
            LOG.error("the acting stage met a fault of ours and goes on; please report it", fault);
        } finally {
            busySince = 0;
        }
    }

    /** For how long it has been at one task, in seconds. */
    long busySeconds() {
        long since = busySince;
        return since == 0 ? 0 : (System.nanoTime() - since) / 1_000_000_000L;
    }

    /**
     * Does it and waits for the answer.
     *
     * @throws TimeoutException if it is not done in time; it will be done later
     * @throws ExecutionException with what it threw
     */
    <T> T call(Callable<T> question, Duration patience)
            throws TimeoutException, ExecutionException {
        Future<T> answer;
        try {
            answer = thread.submit(question);
        } catch (RejectedExecutionException stopped) {
            throw new TimeoutException("the acting stage has been stopped");
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }

    /** Does what waits, as far as that takes seconds, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }
}
