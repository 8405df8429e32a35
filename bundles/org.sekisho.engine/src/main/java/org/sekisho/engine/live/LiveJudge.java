// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.judge.Fenced;
import org.sekisho.engine.judge.Judging;
import org.sekisho.engine.judge.StallWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judging thread of the live analysis and the bounded queue before it. Events that find it full
 * are given up and counted by type, never the frames behind them; only a source that can wait
 * waits. When a detector does not come back, another thread takes over.
 */
final class LiveJudge {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");
    private static final long POLL_NANOS = 50_000_000L;
    private static final long STOP_MILLIS = 2_000;

    private final Judging judging;
    private final ArrayBlockingQueue<Portion> portions;
    private final Map<String, Long> dropped = new ConcurrentHashMap<>();
    private final StallWatch watch;
    private volatile Thread thread;
    private volatile boolean stop;

    private record Portion(
            int worker, List<StampedEvent> events, long progress, LongConsumer judged) {}

    LiveJudge(Judging judging, int queueLength) {
        this.judging = judging;
        this.portions = new ArrayBlockingQueue<>(queueLength);
        this.watch = new StallWatch(judging, this::takeOver);
    }

    void begin() {
        takeOver();
        watch.begin();
    }

    /** A new thread judges from now on; a former one was fenced and ends when it comes back. */
    private void takeOver() {
        Thread next = new Thread(this::run, "sekisho-judging");
        next.setDaemon(true);
        thread = next;
        next.start();
    }

    /**
     * Takes events of a worker without waiting.
     *
     * @param judged is told up to which frame of the worker everything is judged and recorded
     * @return whether they will be judged
     */
    boolean offer(int worker, List<StampedEvent> events, long progress, LongConsumer judged) {
        if (portions.offer(new Portion(worker, events, progress, judged))) {
            return true;
        }
        if (!events.isEmpty()) {
            judging.behind();
        }
        for (StampedEvent event : events) {
            dropped.merge(event.event().getClass().getSimpleName(), 1L, Long::sum);
        }
        return false;
    }

    /** Takes events of a worker, waiting for room; else as {@link #offer}. */
    void put(int worker, List<StampedEvent> events, long progress, LongConsumer judged)
            throws InterruptedException {
        portions.put(new Portion(worker, events, progress, judged));
    }

    /** The frame up to which what was judged would outlive the process. */
    long safeUpTo() {
        return judging.safeUpTo();
    }

    /** Events given up because judging was behind, by type. */
    Map<String, Long> dropped() {
        return dropped;
    }

    /** Judges what waits, then ends the thread. */
    void stop() {
        stop = true;
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
        watch.close();
    }

    private void run() {
        while (thread == Thread.currentThread() && (!stop || !portions.isEmpty())) {
            try {
                Portion portion = portions.poll(POLL_NANOS, TimeUnit.NANOSECONDS);
                if (portion == null) {
                    judging.idle();
                } else {
                    long done =
                            judging.judge(portion.worker(), portion.events(), portion.progress());
                    portion.judged().accept(done);
                }
            } catch (InterruptedException given) {
                // nobody of ours says so; a detector may have, and judging must go on
                LOG.debug("the judging thread was interrupted", given);
            } catch (Fenced stale) {
                return;
            } catch (Throwable fault) {
                LOG.error("events could not be judged and are lost; please report this", fault);
            }
        }
    }
}
