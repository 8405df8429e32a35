// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.notice;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every notifier, one after the other, on a thread of its own behind a bounded queue: what
 * hangs in one of them delays notices, never blocks. What finds the queue full is counted.
 */
public final class Notices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");
    private static final int MOST = 16_384;
    private static final long POLL_MILLIS = 100;
    private static final long STOP_MILLIS = 2_000;

    private final ArrayBlockingQueue<Notice> waiting = new ArrayBlockingQueue<>(MOST);
    private final List<Notifier> notifiers = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread = new Thread(this::run, "sekisho-notices");
    private volatile boolean stop;

    /** Begins. */
    public Notices() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A notifier arrives; it is told what comes from now on. */
    public void add(Notifier notifier) {
        notifiers.add(notifier);
    }

    /** A notifier leaves. */
    public void remove(Notifier notifier) {
        notifiers.remove(notifier);
    }

    /** Takes a notice; never blocks. */
    public void tell(Notice notice) {
        if (!waiting.offer(notice)) {
            dropped.incrementAndGet();
        }
    }

    /** Notices that wait for their turn. */
    public int waiting() {
        return waiting.size();
    }

    /** Notices given up because too many waited. */
    public long dropped() {
        return dropped.get();
    }

    /** How often a notifier threw something. */
    public long failures() {
        return failures.get();
    }

    /** Notifiers that are there. */
    public int present() {
        return notifiers.size();
    }

    private void run() {
        while (!stop || !waiting.isEmpty()) {
            try {
                Notice notice = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (notice != null) {
                    notifiers.forEach(notifier -> tell(notifier, notice));
                }
            } catch (InterruptedException given) {
                if (stop) {
                    return;
                }
                // nobody of ours says so; a notifier may have, and the others must be told
                LOG.debug("the thread of notices was interrupted", given);
            }
        }
    }

    private void tell(Notifier notifier, Notice notice) {
        try {
            notifier.notify(notice);
        } catch (RuntimeException | LinkageError fault) {
            if (failures.getAndIncrement() % 1000 == 0) {
                LOG.error("{} could not take a notice; the others are told", notifier, fault);
            }
        }
    }

    /**
     * Delivers a notice now.
     *
     * @param name of one notifier; null for all
     * @return for each what the other side answered, or {@code !} and what went wrong
     */
    public Map<String, String> test(Notice notice, String name) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Notifier notifier : notifiers) {
            String own = name(notifier);
            if (name == null || name.equals(own)) {
                String answer;
                try {
                    answer = notifier.test(notice);
                } catch (IOException failed) {
                    answer = "!" + failed.getMessage();
                } catch (RuntimeException | LinkageError fault) {
                    LOG.error("{} failed", notifier, fault);
                    answer = "!it failed by a fault of its bundle: " + fault;
                }
                answers.merge(own, String.valueOf(answer), (one, other) -> one + "; " + other);
            }
        }
        return answers;
    }

    /** Names of the notifiers that are there. */
    public List<String> names() {
        return notifiers.stream().map(Notices::name).distinct().sorted().toList();
    }

    private static String name(Notifier notifier) {
        try {
            return notifier.name();
        } catch (RuntimeException | LinkageError fault) {
            return notifier.getClass().getSimpleName();
        }
    }

    /** Tells what waits, as far as that takes moments, and ends. */
    @Override
    public void close() {
        stop = true;
        try {
            thread.join(STOP_MILLIS);
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }
}
