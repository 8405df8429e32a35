// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** A thread for each queue of a source, as in the engine; optionally keeps what it gets. */
public final class Workers implements AutoCloseable {
    /**
     * A frame as it came out of a queue.
     *
     * @param queue number of the queue
     */
    public record Seen(
            int queue, byte[] bytes, int originalLength, int linkType, int vlan, long time) {}

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean)
                    java.lang.management.ManagementFactory.getThreadMXBean();

    private final List<FrameQueue> queues;
    private final List<List<Seen>> seen = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final boolean keep;
    private volatile boolean stopping;
    private volatile long allocated;

    /**
     * Opens the source; nothing is read yet.
     *
     * @param keep whether frames are kept
     */
    public Workers(CaptureSource source, boolean keep) throws CaptureException {
        this.keep = keep;
        queues = source.open();
        queues.forEach(queue -> seen.add(new ArrayList<>()));
    }

    /** Opens the source and reads. */
    public static Workers started(CaptureSource source, boolean keep) throws CaptureException {
        Workers workers = new Workers(source, keep);
        workers.start();
        return workers;
    }

    /** Reads from now on. */
    public void start() {
        for (int i = 0; i < queues.size(); i++) {
            int queue = i;
            Thread thread = new Thread(() -> work(queue), "worker " + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void work(int number) {
        FrameBatch batch = new FrameBatch();
        try (FrameQueue queue = queues.get(number)) {
            boolean more = true;
            while (!stopping && more) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                more = queue.poll(batch, 100_000_000);
                long after = THREADS.getCurrentThreadAllocatedBytes();
                if (batch.size() > 0) {
                    allocated += after - before;
                }
                for (int i = 0; keep && i < batch.size(); i++) {
                    keep(number, batch, i);
                }
            }
        } catch (Exception failed) {
            failures.add(failed);
        }
    }

    private void keep(int number, FrameBatch batch, int i) {
        byte[] bytes =
                Arrays.copyOfRange(
                        batch.array(), batch.offset(i), batch.offset(i) + batch.capturedLength(i));
        Seen frame =
                new Seen(
                        number,
                        bytes,
                        batch.originalLength(i),
                        batch.linkType(i),
                        batch.vlan(i),
                        batch.time(i));
        synchronized (this) {
            seen.get(number).add(frame);
        }
    }

    /** Counters of each queue. */
    public List<CaptureStatistics> statistics() {
        return queues.stream().map(FrameQueue::statistics).toList();
    }

    /** Frames seen. */
    public long frames() {
        return statistics().stream().mapToLong(CaptureStatistics::frames).sum();
    }

    /** Frames that the kernel had no room for. */
    public long dropped() {
        return statistics().stream().mapToLong(CaptureStatistics::droppedByKernel).sum();
    }

    /** Bytes that polls with frames allocated; for one worker. */
    public long allocated() {
        return allocated;
    }

    /** What ended a queue before it was closed. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Frames that were kept, queue by queue. */
    public synchronized List<Seen> all() {
        return seen.stream().flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        stopping = true;
        queues.forEach(FrameQueue::wakeUp);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        queues.forEach(FrameQueue::close);
    }
}
