// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameQueue;
import org.sekisho.engine.dispatch.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source for as long as it is registered: opened, run, and opened again a while after it
 * failed. Has a thread of its own, because opening may block; frames never pass through it.
 */
final class SourceRun {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");
    private static final long WATCH_MILLIS = 50;

    /** A dissector that takes longer than this hangs (architecture: what is stuck). */
    private static final long HANG_NANOS = 1_000_000_000L;

    private static final long DRAIN_MILLIS = 1_500;

    private final CaptureSource source;
    private final boolean canWait;
    private final Queues queues;
    private final long retryMillis;
    private final Thread thread;
    private final List<CaptureStatistics> past = new ArrayList<>();
    private long lostBefore;
    private long notWatchedBefore;
    private volatile List<QueueRun> running = List.of();
    private volatile String trouble = "";
    private volatile boolean open;
    private volatile boolean finished;
    private volatile boolean tried;
    private volatile boolean stop;

    /** Where the runs of queues come from and go to. */
    interface Queues {
        /** A run for this queue. */
        QueueRun begin(String name, FrameQueue queue, boolean canWait);

        /** The run is over. */
        void ended(QueueRun run);
    }

    SourceRun(CaptureSource source, boolean canWait, Queues queues, long retryMillis) {
        this.source = source;
        this.canWait = canWait;
        this.queues = queues;
        this.retryMillis = retryMillis;
        thread = new Thread(this::run, "sekisho-source-" + source.name());
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    boolean isTried() {
        return tried;
    }

    /** Ends the source: what was captured already is read, then everything is closed. */
    void stop() {
        stop = true;
        running.forEach(QueueRun::stop);
        thread.interrupt();
        try {
            thread.join(DRAIN_MILLIS + 500);
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it is doing. */
    synchronized SourceStatus status() {
        List<CaptureStatistics> statistics = new ArrayList<>(past);
        Map<String, Long> figures = new HashMap<>();
        List<QueueRun> present = running;
        figures.put("estimated lost bytes", lostBefore);
        figures.put("flows not watched for loss", notWatchedBefore);
        for (int i = 0; i < present.size(); i++) {
            CaptureStatistics now = present.get(i).queue().statistics();
            if (i < statistics.size()) {
                statistics.set(i, sum(statistics.get(i), now));
            } else {
                statistics.add(now);
            }
            StallHistogram stalls = present.get(i).stalls();
            figures.merge("longest stall ns", stalls.longest(), Math::max);
            figures.merge("stall p99.9 ns", stalls.quantile(0.999), Math::max);
            Worker worker = present.get(i).worker();
            figures.merge("estimated lost bytes", worker.unseenBytes(), Long::sum);
            figures.merge("flows not watched for loss", worker.notWatchedForLoss(), Long::sum);
        }
        String said = trouble.isEmpty() && open ? source.trouble() : trouble;
        if (finished) {
            figures.put("finished", 1L);
        }
        return new SourceStatus(source.name(), open, said, statistics, figures);
    }

    private void run() {
        try {
            while (!stop && !finished) {
                if (open()) {
                    watch();
                    closeQueues();
                }
                if (!stop && !finished) {
                    Thread.sleep(retryMillis);
                }
            }
        } catch (InterruptedException told) {
            // stopping interrupts the wait
        } finally {
            running.forEach(QueueRun::stop);
            closeQueues();
            source.close();
        }
    }

    private boolean open() {
        String before = trouble;
        try {
            List<QueueRun> runs = new ArrayList<>();
            for (FrameQueue queue : source.open()) {
                runs.add(queues.begin(source.name(), queue, canWait));
            }
            running = List.copyOf(runs);
            trouble = "";
            open = true;
            LOG.info("{} is open, queues: {}", source.name(), runs.size());
        } catch (CaptureException fault) {
            trouble = fault.getMessage();
        } catch (RuntimeException | LinkageError fault) {
            trouble = source.name() + " could not be opened by a fault of its bundle: " + fault;
            if (!trouble.equals(before)) {
                LOG.error("{}", trouble, fault);
            }
        }
        if (!trouble.isEmpty() && !trouble.equals(before)) {
            LOG.error("{}: {}", source.name(), trouble);
        }
        tried = true;
        return open;
    }

    /** Returns when one of the queues can't be read any more, or all have ended. */
    private void watch() throws InterruptedException {
        while (!stop) {
            boolean all = true;
            for (QueueRun run : running) {
                if (run.hasEnded()) {
                    String reason = reason(run);
                    if (reason != null) {
                        trouble = reason;
                        LOG.error("{}: {}", source.name(), reason);
                        return;
                    }
                } else {
                    run.watch(HANG_NANOS);
                    all = false;
                }
            }
            if (all) {
                finished = true;
                LOG.info("{} has been read to its end", source.name());
                return;
            }
            Thread.sleep(WATCH_MILLIS);
        }
    }

    private static String reason(QueueRun run) {
        if (run.damage() != null) {
            return run.damage().getMessage();
        }
        return run.fault() == null ? null : "its worker ended by a fault of ours: " + run.fault();
    }

    private void closeQueues() {
        List<QueueRun> ending = running;
        ending.forEach(QueueRun::stop);
        long deadline = System.nanoTime() + DRAIN_MILLIS * 1_000_000L;
        boolean interrupted = Thread.interrupted();
        for (QueueRun run : ending) {
            try {
                run.join((deadline - System.nanoTime()) / 1_000_000L);
            } catch (InterruptedException told) {
                interrupted = true;
            }
            if (!run.hasEnded()) {
                LOG.error("a worker of {} does not end; its queue stays open", source.name());
            }
        }
        synchronized (this) {
            for (int i = 0; i < ending.size(); i++) {
                CaptureStatistics last = ending.get(i).queue().statistics();
                if (i < past.size()) {
                    past.set(i, sum(past.get(i), last));
                } else {
                    past.add(last);
                }
                lostBefore += ending.get(i).worker().unseenBytes();
                notWatchedBefore += ending.get(i).worker().notWatchedForLoss();
            }
            running = List.of();
            open = false;
        }
        ending.forEach(queues::ended);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static CaptureStatistics sum(CaptureStatistics one, CaptureStatistics other) {
        Map<String, Long> skipped = new HashMap<>(one.skipped());
        other.skipped().forEach((cause, count) -> skipped.merge(cause, count, Long::sum));
        return new CaptureStatistics(
                one.frames() + other.frames(),
                one.bytes() + other.bytes(),
                one.droppedByKernel() + other.droppedByKernel(),
                one.droppedByInterface() + other.droppedByInterface(),
                one.ringFull() + other.ringFull(),
                other.position(),
                other.total(),
                skipped);
    }
}
