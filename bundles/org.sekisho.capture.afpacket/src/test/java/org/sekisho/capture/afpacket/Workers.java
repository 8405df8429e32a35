// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** A thread for each queue of a source, as in the engine; optionally keeps what it gets. */
final class Workers implements AutoCloseable {
    /** A frame as it came out of a queue. */
    record Seen(int queue, byte[] bytes, int originalLength, int vlan, long time) {}

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean)
                    java.lang.management.ManagementFactory.getThreadMXBean();

    final List<FrameQueue> queues;
    final List<List<Seen>> seen = new ArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final boolean keep;
    private volatile boolean stopping;

    /** Bytes that polls with frames allocated; for one worker. */
    volatile long allocated;

    Workers(AfpacketSource source, boolean keep) throws CaptureException {
        this.keep = keep;
        queues = source.open();
        queues.forEach(queue -> seen.add(new ArrayList<>()));
    }

    static Workers started(String name, Map<String, Object> options, boolean keep)
            throws CaptureException {
        Workers workers = new Workers(Options.source(name, options), keep);
        workers.start();
        return workers;
    }

    void start() {
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
            while (!stopping) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                queue.poll(batch, 100_000_000);
                long after = THREADS.getCurrentThreadAllocatedBytes();
                if (batch.size() > 0) {
                    allocated += after - before;
                }
                for (int i = 0; keep && i < batch.size(); i++) {
                    byte[] bytes =
                            Arrays.copyOfRange(
                                    batch.array(),
                                    batch.offset(i),
                                    batch.offset(i) + batch.capturedLength(i));
                    Seen frame =
                            new Seen(
                                    number,
                                    bytes,
                                    batch.originalLength(i),
                                    batch.vlan(i),
                                    batch.time(i));
                    synchronized (this) {
                        seen.get(number).add(frame);
                    }
                }
            }
        } catch (Exception failed) {
            failures.add(failed);
        }
    }

    long frames() {
        return queues.stream().mapToLong(queue -> queue.statistics().frames()).sum();
    }

    long dropped() {
        return queues.stream().mapToLong(queue -> queue.statistics().droppedByKernel()).sum();
    }

    synchronized List<Seen> all() {
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
