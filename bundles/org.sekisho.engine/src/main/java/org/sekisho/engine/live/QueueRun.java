// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.engine.dispatch.Worker;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.CallGuard;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.inspect.StayMeter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue of a source and the worker thread that polls it. Frame numbers are taken from a counter
 * that all queues share, a batch at a time: so a worker that has nothing to do can say that
 * whatever it will say is later than the counter, and holds nobody up.
 */
final class QueueRun {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");
    private static final long POLL_NANOS = 20_000_000L;

    /** Progress without events is told at most this often, so that quiet bulk costs nothing. */
    private static final long PROGRESS_NANOS = 10_000_000L;

    /** How long a queue waits at its beginning until the dissectors are made. */
    private static final long ARRIVAL_NANOS = 1_000_000_000L;

    /** How long a queue that is stopped is read on. */
    private static final long DRAIN_NANOS = 500_000_000L;

    /** How long a queue that ends waits until what it gave is judged and stored. */
    private static final long SETTLE_NANOS = 700_000_000L;

    private static final long SETTLE_LOOK_MILLIS = 5;

    /** A source whose time stamps are nearer to the wall clock than this follows it when idle. */
    private static final long SAME_CLOCK_NANOS = 10_000_000_000L;

    private final int number;
    private final FrameQueue queue;
    private final boolean canWait;
    private final AtomicLong frames;
    private final LiveJudge judge;
    private final Settling settling;
    private final Worker worker;
    private final StallHistogram stalls = new StallHistogram();
    private final String name;
    private final FrameBatch batch = new FrameBatch();
    private volatile Thread thread;
    private volatile boolean stop;
    private volatile long batchNumber;
    private final StayMeter stay = new StayMeter();
    private long hangsIn;
    private long hangsSince;
    private long leftBehind;
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
        settling = new Settling(queue, judge::safeUpTo);
        worker = new Worker(number, bounds, this::handOver, true);
        this.name = name;
    }

    void begin() {
        start(this::run);
    }

    private void start(Runnable work) {
        Thread next = new Thread(work, "sekisho-worker-" + name + "-" + number);
        next.setDaemon(true);
        thread = next;
        next.start();
    }

    /**
     * Looks whether the worker hangs in a dissector; if it does for longer than this, the dissector
     * is taken out, the thread is left behind, and another goes on. Called now and then by one
     * thread.
     */
    void watch(long mostNanos) {
        worker.fenceArrivals(mostNanos);
        long call = worker.guard().inside();
        long now = System.nanoTime();
        if (call == 0 || call != hangsIn) {
            hangsIn = call;
            hangsSince = now;
        }
        if (stay.look(call, thread) < mostNanos) {
            return;
        }
        Seat<?> seat = worker.guard().take(call);
        if (seat == null) {
            return;
        }
        long millis = (now - hangsSince) / 1_000_000;
        LOG.error(
                "the worker of {} stood still for {} ms in {}; that dissector is taken out, another"
                        + " thread goes on, and the flow is not looked into any more",
                name,
                millis,
                seat.name());
        seat.takeOut("stood still for " + millis + " ms in a frame of " + name, hangsSince);
        leftBehind++;
        hangsIn = 0;
        start(this::takeOver);
    }

    /** Threads that hang in a dissector and were left behind. */
    long leftBehind() {
        return leftBehind;
    }

    private void takeOver() {
        work(
                () -> {
                    worker.takeOver(batch, batchNumber);
                    settling.gave(batch.size(), batchNumber + batch.size() - 1);
                    poll();
                });
    }

    /** What a thread of this queue does. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private void work(Work work) {
        boolean ours = true;
        try {
            work.run();
            worker.finish(frames.incrementAndGet(), worker.now());
            settle();
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        } catch (Throwable thrown) {
            ours = !CallGuard.isLeftBehind(thrown);
            if (ours) {
                fault = thrown;
            }
        } finally {
            // one that was left behind touches nothing: the queue has another owner
            if (ours) {
                queue.close();
            }
        }
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
        work(
                () -> {
                    // what comes meanwhile waits in the queue
                    worker.awaitArrivals(ARRIVAL_NANOS);
                    judge.put(number, List.of(), frames.get(), settling::judged);
                    poll();
                });
    }

    private void poll() throws InterruptedException {
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
                batchNumber = frames.getAndAdd(batch.size()) + 1;
                worker.process(batch, batchNumber);
                settling.gave(batch.size(), batchNumber + batch.size() - 1);
            } else {
                idle();
                drained |= last;
            }
            settling.look();
            stalls.add(System.nanoTime() - begun);
            damage = broken;
        }
    }

    /** Only a source that can wait gives frames again, after a restart, that were not settled. */
    private void settle() throws InterruptedException {
        long begun = System.nanoTime();
        while (canWait && !settling.look() && System.nanoTime() - begun < SETTLE_NANOS) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_LOOK_MILLIS);
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
            judge.put(worker, events, progress, settling::judged);
        } else {
            judge.offer(worker, events, progress, settling::judged);
        }
    }
}
