// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sekisho.capture.FrameBatch;
import org.sekisho.engine.decode.FlowSplit;

/**
 * Splits one queue of frames over several workers by the unordered pair of outermost addresses, so
 * that everything that belongs together meets. Frames keep their number, and every worker sees the
 * same ticks at the same frames.
 */
final class FileDispatcher {
    private static final int BLOCKS = 8;

    /** No worker is left behind by more frames than this in what it knows of progress. */
    private static final int FLUSH_EVERY = 4096;

    private final List<ArrayBlockingQueue<FrameBlock>> filled;
    private final List<ArrayBlockingQueue<FrameBlock>> free;
    private final FrameBlock[] current;
    private final PacketClock clock = new PacketClock();
    private long lastFlush;

    FileDispatcher(int workers) {
        filled =
                java.util.stream.Stream.generate(
                                () -> new ArrayBlockingQueue<FrameBlock>(BLOCKS + 1))
                        .limit(workers)
                        .toList();
        free =
                java.util.stream.Stream.generate(
                                () -> new ArrayBlockingQueue<FrameBlock>(BLOCKS + 1))
                        .limit(workers)
                        .toList();
        current = new FrameBlock[workers];
        for (ArrayBlockingQueue<FrameBlock> queue : free) {
            for (int i = 0; i < BLOCKS; i++) {
                queue.add(new FrameBlock());
            }
        }
    }

    /** The next block of a worker; waits for it. */
    FrameBlock take(int worker) throws InterruptedException {
        return filled.get(worker).take();
    }

    /** A worker is done with a block. */
    void giveBack(int worker, FrameBlock block) {
        block.clear();
        free.get(worker).add(block);
    }

    /**
     * Splits a batch.
     *
     * @param cancelled asked while waiting for a worker
     */
    void dispatch(FrameBatch batch, long firstNumber, Cancelled cancelled)
            throws InterruptedException {
        for (int i = 0; i < batch.size(); i++) {
            long number = firstNumber + i;
            if (clock.advance(batch.time(i))) {
                for (int worker = 0; worker < current.length; worker++) {
                    block(worker, 0, number - 1, cancelled).tick(number, clock.now());
                }
            }
            long hash =
                    FlowSplit.hash(
                            batch.array(),
                            batch.offset(i),
                            batch.capturedLength(i),
                            batch.linkType(i));
            int worker = (int) Long.remainderUnsigned(hash, current.length);
            block(worker, batch.capturedLength(i), number - 1, cancelled)
                    .frame(batch, i, number, clock.now());
        }
        long last = firstNumber + batch.size() - 1;
        if (last - lastFlush >= FLUSH_EVERY) {
            lastFlush = last;
            flush(last, false, cancelled);
        }
    }

    /** Nothing more comes. */
    void finish(long lastNumber, Cancelled cancelled) throws InterruptedException {
        flush(lastNumber, true, cancelled);
    }

    long now() {
        return clock.now();
    }

    private void flush(long progress, boolean last, Cancelled cancelled)
            throws InterruptedException {
        for (int worker = 0; worker < current.length; worker++) {
            FrameBlock block = block(worker, 0, progress, cancelled);
            block.last = last;
            send(worker, progress);
        }
    }

    private FrameBlock block(int worker, int length, long progress, Cancelled cancelled)
            throws InterruptedException {
        if (current[worker] != null && !current[worker].hasRoomFor(length)) {
            send(worker, progress);
        }
        while (current[worker] == null) {
            current[worker] = free.get(worker).poll(100, TimeUnit.MILLISECONDS);
            if (current[worker] == null && cancelled.isCancelled()) {
                throw new InterruptedException("a worker has failed");
            }
        }
        return current[worker];
    }

    private void send(int worker, long progress) {
        FrameBlock block = current[worker];
        block.progress = progress;
        current[worker] = null;
        filled.get(worker).add(block);
    }

    /** Asks whether waiting makes sense. */
    interface Cancelled {
        boolean isCancelled();
    }
}
