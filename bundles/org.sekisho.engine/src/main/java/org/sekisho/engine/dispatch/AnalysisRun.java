// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Detection;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.engine.judge.Judging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One analysis and its threads. With one worker a single thread polls, dissects and judges; with
 * more, a dispatcher polls and splits, each worker has a thread, and judging has its own.
 */
public final class AnalysisRun implements Analysis, Analysing {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");
    private static final long POLL_NANOS = 100_000_000L;
    private static final int HANDED_OVER = 256;

    private final CaptureSource source;
    private final FrameQueue queue;
    private final List<Worker> workers = new ArrayList<>();
    private final Judging judging;
    private final Runnable atEnd;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ArrayBlockingQueue<HandOver> handedOver = new ArrayBlockingQueue<>(HANDED_OVER);
    private volatile boolean stop;
    private volatile Throwable fault;
    private volatile CaptureException damage;
    private volatile List<Detection> finalDetections;
    private volatile Map<String, Long> finalEvicted;

    private record HandOver(int worker, List<StampedEvent> events, long progress) {}

    /**
     * A run that has not begun.
     *
     * @param atEnd called once at the end, by one of the run's threads
     */
    public AnalysisRun(
            CaptureSource source,
            FrameQueue queue,
            int workerCount,
            WorkerBounds bounds,
            Judging judging,
            Runnable atEnd) {
        this.source = source;
        this.queue = queue;
        this.judging = judging;
        this.atEnd = atEnd;
        EventReceiver receiver =
                workerCount == 1
                        ? judging::judge
                        : (worker, events, progress) ->
                                handedOver.put(new HandOver(worker, events, progress));
        for (int i = 0; i < workerCount; i++) {
            workers.add(new Worker(i, bounds, receiver));
        }
    }

    @Override
    public void want(DissectorSnapshot snapshot) {
        workers.forEach(worker -> worker.want(snapshot));
    }

    @Override
    public void want(DetectorSnapshot snapshot) {
        judging.want(snapshot);
    }

    @Override
    public boolean awaitQuiescence(long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean quiet = judging.awaitQuiescence(timeoutNanos);
        for (Worker worker : workers) {
            quiet &= worker.awaitQuiescence(deadline - System.nanoTime());
        }
        return quiet;
    }

    /** Starts the threads. */
    public void begin() {
        if (workers.size() == 1) {
            thread("analysis", this::runAlone);
        } else {
            FileDispatcher dispatcher = new FileDispatcher(workers.size());
            thread("dispatcher", () -> runDispatcher(dispatcher));
            for (int i = 0; i < workers.size(); i++) {
                int index = i;
                thread("worker-" + i, () -> runWorker(dispatcher, index));
            }
            thread("judging", this::runJudging);
        }
    }

    /** A step of a thread of the run. */
    private interface Step {
        void run() throws InterruptedException;
    }

    private void thread(String name, Step step) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                step.run();
                            } catch (InterruptedException given) {
                                Thread.currentThread().interrupt();
                            } catch (Throwable thrown) {
                                fault = thrown;
                                LOG.error("{} of {} ended by a fault", name, source.name(), thrown);
                                close();
                            }
                        },
                        "sekisho-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void runAlone() throws InterruptedException {
        Worker worker = workers.get(0);
        FrameBatch batch = new FrameBatch();
        long[] state = {0, 0};
        pollAll(
                batch,
                first -> {
                    worker.process(batch, first);
                    state[0] = first + batch.size() - 1;
                });
        worker.finish(state[0], worker.lastTime());
        close();
    }

    private void runDispatcher(FileDispatcher dispatcher) throws InterruptedException {
        FrameBatch batch = new FrameBatch();
        long[] last = {0};
        pollAll(
                batch,
                first -> {
                    dispatcher.dispatch(batch, first, () -> fault != null);
                    last[0] = first + batch.size() - 1;
                });
        dispatcher.finish(last[0], () -> fault != null);
    }

    /** What is done with a batch. */
    private interface BatchStep {
        void take(long firstNumber) throws InterruptedException;
    }

    private void pollAll(FrameBatch batch, BatchStep step) throws InterruptedException {
        long next = 1;
        boolean more = true;
        while (more && !stop && fault == null) {
            CaptureException broken = null;
            try {
                more = queue.poll(batch, POLL_NANOS);
            } catch (CaptureException thrown) {
                broken = thrown;
                more = false;
            }
            for (int i = 0; i < workers.size(); i++) {
                workers.get(i).polled();
            }
            // a source that finds damage may have put the frames before it into the batch
            if (batch.size() > 0) {
                step.take(next);
                next += batch.size();
            }
            if (broken != null) {
                damage = broken;
            }
        }
    }

    private void runWorker(FileDispatcher dispatcher, int index) throws InterruptedException {
        Worker worker = workers.get(index);
        boolean last = false;
        while (!last) {
            FrameBlock block = dispatcher.take(index);
            worker.process(block);
            last = block.last;
            if (last) {
                worker.finish(block.progress, dispatcher.now());
            }
            dispatcher.giveBack(index, block);
        }
    }

    private void runJudging() throws InterruptedException {
        int open = workers.size();
        while (open > 0 && fault == null) {
            HandOver next = handedOver.poll(POLL_NANOS, TimeUnit.NANOSECONDS);
            if (next != null) {
                judging.judge(next.worker(), next.events(), next.progress());
                if (next.progress() == Long.MAX_VALUE) {
                    open--;
                }
            }
        }
        close();
    }

    private synchronized void close() {
        if (ended.getCount() == 0) {
            return;
        }
        try {
            Map<String, Long> evicted = Worker.newSum();
            judging.addEvicted(evicted);
            finalEvicted = evicted;
            finalDetections = judging.detections();
            judging.finish();
            queue.close();
            source.close();
            atEnd.run();
        } catch (RuntimeException thrown) {
            fault = thrown;
            LOG.error("{} could not be closed", source.name(), thrown);
        } finally {
            ended.countDown();
        }
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void stop() {
        stop = true;
        queue.wakeUp();
    }

    @Override
    public AnalysisSummary summary() {
        CaptureStatistics capture = queue.statistics();
        Map<String, Long> undecoded = Worker.newSum();
        Map<String, Long> evicted = Worker.newSum();
        Map<String, Long> counters = Worker.newSum();
        long frames = 0;
        long bytes = 0;
        long flows = 0;
        long lastTime = 0;
        long gap = 0;
        for (Worker worker : workers) {
            worker.addUndecoded(undecoded);
            worker.addEvicted(evicted);
            worker.addCounters(counters);
            frames += worker.frames();
            bytes += worker.bytes();
            flows += worker.flowsSeen();
            lastTime = Math.max(lastTime, worker.lastTime());
            gap = Math.max(gap, worker.longestPollGap());
        }
        judging.addCounters(counters);
        capture.skipped().forEach((cause, count) -> counters.merge(cause, count, Long::sum));
        if (finalEvicted != null) {
            finalEvicted.forEach((what, count) -> evicted.merge(what, count, Long::sum));
        }
        return new AnalysisSummary(
                frames,
                bytes,
                flows,
                sum(undecoded),
                undecoded,
                sum(evicted),
                evicted,
                counters,
                lastTime,
                capture.position(),
                capture.total(),
                gap);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public List<Detection> detections() {
        List<Detection> last = finalDetections;
        return last != null ? last : judging.detections();
    }

    @Override
    public CaptureException damage() {
        Throwable thrown = fault;
        if (thrown != null) {
            return new CaptureException(
                    "the analysis of " + source.name() + " ended by a fault of ours: " + thrown,
                    thrown);
        }
        return damage;
    }
}
