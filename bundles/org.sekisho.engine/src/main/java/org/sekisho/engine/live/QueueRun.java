// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.engine.dispatch.Worker;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.StampedEvent;

/**
 * One queue of a source and the worker thread that polls it. Frame numbers are taken from a counter
 * that all queues share, a batch at a time: so a worker that has nothing to do can say that
 * whatever it will say is later than the counter, and holds nobody up.
 */
final class QueueRun {
    private static final long POLL_NANOS = 20_000_000L;

    /** Progress without events is told at most this often, so that quiet bulk costs nothing. */
    private static final long PROGRESS_NANOS = 10_000_000L;

    /** How long a queue that is stopped is read on. */
    private static final long DRAIN_NANOS = 500_000_000L;

    /** A source whose time stamps are nearer to the wall clock than this follows it when idle. */
    private static final long SAME_CLOCK_NANOS = 10_000_000_000L;

    private final int number;
    private final FrameQueue queue;
    private final boolean canWait;
    private final AtomicLong frames;
    private final LiveJudge judge;
    private final Worker worker;
    private final StallHistogram stalls = new StallHistogram();
    private final Thread thread;
    private volatile boolean stop;
    private volatile CaptureException damage;
    private volatile Throwable fault;
    private long lastProgress;
    private boolean seen;

    /**
     * A run that has not begun.
     *
     * @param number of the worker, unique among those that run now
     * @param canWait whether the source waits when judging is behind, as a file can
     * @param frames number of the last frame of all queues
     */
    QueueRun(
            int number,
            String name,
            FrameQueue queue,
            boolean canWait,
            WorkerBounds bounds,
            AtomicLong frames,
            LiveJudge judge) {
        this.number = number;
        this.queue = queue;
        this.canWait = canWait;
        this.frames = frames;
        this.judge = judge;
        worker = new Worker(number, bounds, this::handOver);
        thread = new Thread(this::run, "sekisho-worker-" + name + "-" + number);
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    /** Asks the thread to end; what was captured already is still read. */
    void stop() {
        stop = true;
        queue.wakeUp();
    }

    /** Waits for the thread to end. */
    void join(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    Worker worker() {
        return worker;
    }

    FrameQueue queue() {
        return queue;
    }

    StallHistogram stalls() {
        return stalls;
    }

    /** Why the queue could not be read any further; null if it ended, was stopped, or runs. */
    CaptureException damage() {
        return damage;
    }

    /** The fault of ours that ended the thread, or null. */
    Throwable fault() {
        return fault;
    }

    private void run() {
        try {
            judge.put(number, List.of(), frames.get());
            poll();
            worker.finish(frames.incrementAndGet(), worker.now());
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        } catch (Throwable thrown) {
            fault = thrown;
        } finally {
            queue.close();
        }
    }

    private void poll() throws InterruptedException {
        FrameBatch batch = new FrameBatch();
        boolean more = true;
        boolean drained = false;
        long stopped = 0;
        while (more && !drained) {
            boolean last = stop;
            if (last) {
                // what the kernel has not handed over yet comes within a poll; a queue that never
                // gets empty must not keep us for ever
                stopped = stopped == 0 ? System.nanoTime() : stopped;
                drained = System.nanoTime() - stopped > DRAIN_NANOS;
            }
            CaptureException broken = null;
            try {
                more = queue.poll(batch, POLL_NANOS);
            } catch (CaptureException thrown) {
                broken = thrown;
                more = false;
            }
            long begun = System.nanoTime();
            if (batch.size() > 0) {
                seen = true;
                worker.process(batch, frames.getAndAdd(batch.size()) + 1);
            } else {
                idle();
                drained |= last;
            }
            stalls.add(System.nanoTime() - begun);
            damage = broken;
        }
    }

    /** Nothing comes: the wall clock moves time, and judging need not wait for this worker. */
    private void idle() throws InterruptedException {
        long wall = System.currentTimeMillis() * 1_000_000L;
        if (!seen && !canWait || seen && Math.abs(wall - worker.now()) < SAME_CLOCK_NANOS) {
            worker.idle(wall, frames);
        }
        handOver(number, List.of(), frames.get());
    }

    private void handOver(int worker, List<StampedEvent> events, long progress)
            throws InterruptedException {
        boolean last = progress == Long.MAX_VALUE;
        long now = System.nanoTime();
        if (events.isEmpty() && !last && now - lastProgress < PROGRESS_NANOS) {
            return;
        }
        lastProgress = now;
        if (canWait || last) {
            judge.put(worker, events, progress);
        } else {
            judge.offer(worker, events, progress);
        }
    }
}
