// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/**
 * The frames of several inputs in the order of time; ties in the order of the inputs. Frames are
 * copied, because a batch lies in one array. An input that is damaged ends there; the others are
 * read to their ends before the damage is told.
 */
final class MergedQueue implements FrameQueue {
    private final byte[] array = new byte[ByteSupply.SIZE];
    private final List<MergeInput> inputs = new ArrayList<>();
    private final List<MergeInput> waiting = new ArrayList<>();
    private final PriorityQueue<MergeInput> heads;
    private final List<CaptureException> damages = new ArrayList<>();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong capturedBytes = new AtomicLong();
    private volatile boolean woken;

    MergedQueue(List<? extends FrameQueue> queues) {
        for (FrameQueue queue : queues) {
            inputs.add(new MergeInput(queue, inputs.size()));
        }
        waiting.addAll(inputs);
        heads = new PriorityQueue<>(Math.max(1, inputs.size()));
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        batch.clear(array);
        int used = 0;
        while (!batch.isFull() && refillWaiting(timeoutNanos)) {
            MergeInput head = heads.peek();
            if (head == null || head.capturedLength() > array.length - used) {
                break;
            }
            used += head.copyTo(batch, array, used);
            heads.poll();
            (head.advance() ? heads : waiting).add(head);
        }
        frames.setRelease(frames.getPlain() + batch.size());
        capturedBytes.setRelease(capturedBytes.getPlain() + used);
        if (batch.size() > 0 || !waiting.isEmpty() || !heads.isEmpty()) {
            return true;
        }
        throwDamages();
        return false;
    }

    /** Polls the inputs whose next frame is not known; false if woken before all are known. */
    private boolean refillWaiting(long timeoutNanos) {
        while (!waiting.isEmpty()) {
            MergeInput input = waiting.get(waiting.size() - 1);
            boolean more = false;
            try {
                more = input.refill(timeoutNanos);
            } catch (CaptureException e) {
                damages.add(e);
            }
            if (input.hasFrame()) {
                heads.add(input);
            }
            if (input.hasFrame() || !more) {
                waiting.remove(waiting.size() - 1);
            }
            if (woken) {
                woken = false;
                return false;
            }
        }
        return true;
    }

    private void throwDamages() throws CaptureException {
        if (damages.isEmpty()) {
            return;
        }
        CaptureException first = damages.get(0);
        StringBuilder message = new StringBuilder();
        for (CaptureException damage : damages) {
            message.append(message.isEmpty() ? "" : "; ").append(damage.getMessage());
        }
        damages.clear();
        throw new CaptureException(message.toString(), first.offset(), first);
    }

    @Override
    public void wakeUp() {
        woken = true;
        inputs.forEach(input -> input.queue().wakeUp());
    }

    @Override
    public CaptureStatistics statistics() {
        long position = 0;
        long total = 0;
        Map<String, Long> skipped = new TreeMap<>();
        for (MergeInput input : inputs) {
            CaptureStatistics part = input.queue().statistics();
            position += part.position();
            total = total < 0 || part.total() < 0 ? -1 : total + part.total();
            part.skipped().forEach((cause, count) -> skipped.merge(cause, count, Long::sum));
        }
        return new CaptureStatistics(
                frames.getAcquire(), capturedBytes.getAcquire(), 0, 0, position, total, skipped);
    }

    @Override
    public void close() {
        inputs.forEach(input -> input.queue().close());
    }
}
