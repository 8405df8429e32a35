// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records on a thread of its own, several at a time, so that nobody waits for the disk. What
 * can't be written is counted and lost: a log is not worth holding up anything else.
 */
final class EveWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EveNotifier.class);
    private static final int MOST_WAITING = 16_384;
    private static final int BATCH = 256;
    private static final long IDLE_MILLIS = 200;
    private static final long FAREWELL_MILLIS = 1_500;

    private final RotatingFile file;
    private final Supplier<Map<String, Object>> periodic;
    private final long periodNanos;
    private final BlockingQueue<Supplier<Map<String, Object>>> queue =
            new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<String, AtomicLong> written = new TreeMap<>();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this, "sekisho-eve");
    private volatile boolean stopping;
    private volatile String trouble;

    /**
     * A writer that begins at once.
     *
     * @param periodic makes the record that is due again and again; null for none this time
     * @param periodNanos how often; 0 for never
     */
    EveWriter(RotatingFile file, Supplier<Map<String, Object>> periodic, long periodNanos) {
        this.file = file;
        this.periodic = periodic;
        this.periodNanos = periodNanos;
        for (String type : List.of("alert", "flow", "sekisho", "stats")) {
            written.put(type, new AtomicLong());
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a record that is made when it is written; never waits. */
    void offer(Supplier<Map<String, Object>> record) {
        if (!queue.offer(record)) {
            lost.incrementAndGet();
        }
    }

    /** Writes a record before it returns. */
    void writeNow(Map<String, Object> record) throws IOException {
        write(List.of(record));
    }

    @Override
    public void run() {
        long due = System.nanoTime() + periodNanos;
        List<Supplier<Map<String, Object>>> taken = new ArrayList<>(BATCH);
        try {
            while (!stopping || !queue.isEmpty()) {
                Supplier<Map<String, Object>> first =
                        queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    queue.drainTo(taken, BATCH - 1);
                }
                if (periodNanos > 0 && System.nanoTime() - due >= 0) {
                    due = System.nanoTime() + periodNanos;
                    taken.add(periodic);
                }
                if (!taken.isEmpty()) {
                    writeOrCount(taken);
                    taken.clear();
                }
            }
        } catch (InterruptedException told) {
            // the end
        } finally {
            lost.addAndGet(queue.size());
            synchronized (file) {
                file.close();
            }
        }
    }

    private void writeOrCount(List<Supplier<Map<String, Object>>> taken) {
        List<Map<String, Object>> records = new ArrayList<>(taken.size());
        try {
            for (Supplier<Map<String, Object>> made : taken) {
                Map<String, Object> record = made.get();
                if (record != null) {
                    records.add(record);
                }
            }
            if (!records.isEmpty()) {
                write(records);
            }
        } catch (IOException | RuntimeException fault) {
            lost.addAndGet(taken.size());
            if (trouble == null) {
                LOG.warn("EVE records are lost: {}", fault.toString());
            }
            trouble = fault instanceof IOException ? reason((IOException) fault) : fault.toString();
        }
    }

    private void write(List<Map<String, Object>> records) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(1024 * records.size());
        for (Map<String, Object> record : records) {
            lines.writeBytes(JsonLine.of(record));
        }
        synchronized (file) {
            file.append(lines.toByteArray());
        }
        records.forEach(record -> written.get(record.get("event_type")).incrementAndGet());
        if (trouble != null) {
            LOG.info("EVE records are written again");
            trouble = null;
        }
    }

    private static String reason(IOException fault) {
        String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        return message
                + (fault instanceof AccessDeniedException
                        ? ": may not be written by this user"
                        : "");
    }

    /** Writes what waits, and ends. */
    void stop() {
        stopping = true;
        try {
            thread.join(FAREWELL_MILLIS);
            thread.interrupt();
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records written since the start, by type. */
    Map<String, Long> written() {
        Map<String, Long> counts = new TreeMap<>();
        written.forEach((type, count) -> counts.put(type, count.get()));
        return counts;
    }

    long lost() {
        return lost.get();
    }

    int waiting() {
        return queue.size();
    }

    /** Why nothing is written at the moment; null if nothing is wrong. */
    String trouble() {
        return trouble;
    }
}
