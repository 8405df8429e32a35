// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sekisho.engine.inspect.StampedEvent;

/**
 * One order out of several workers' events: an event is due when no worker can say anything earlier
 * any more. Used by one thread.
 */
public final class EventMerge {
    private final List<ArrayDeque<StampedEvent>> waiting = new ArrayList<>();
    private final long[] progress;
    private int waitingCount;
    private long due = Long.MIN_VALUE;

    /** For this many workers, each of which is waited for until it has said everything. */
    public EventMerge(int workers) {
        this(workers, Long.MIN_VALUE);
    }

    /**
     * For this many workers.
     *
     * @param before progress of a worker that has not said anything: {@link Long#MIN_VALUE} if it
     *     is waited for, {@link Long#MAX_VALUE} if workers come as they like
     */
    EventMerge(int workers, long before) {
        progress = new long[workers];
        Arrays.fill(progress, before);
        for (int i = 0; i < workers; i++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    /**
     * Takes events of one worker.
     *
     * @return what is due now, of all workers, in order
     */
    public List<StampedEvent> add(int worker, List<StampedEvent> events, long upTo) {
        if (!events.isEmpty()) {
            waiting.get(worker).addAll(events);
            waitingCount += events.size();
        }
        progress[worker] = upTo;
        due = Long.MAX_VALUE;
        for (long each : progress) {
            due = Math.min(due, each);
        }
        if (waitingCount == 0) {
            return List.of();
        }
        List<StampedEvent> merged = new ArrayList<>();
        for (ArrayDeque<StampedEvent> queue : waiting) {
            while (!queue.isEmpty() && queue.peek().frame() <= due) {
                merged.add(queue.poll());
            }
        }
        waitingCount -= merged.size();
        Collections.sort(merged);
        return merged;
    }

    /** The frame up to which everything was handed out. */
    long due() {
        return due;
    }
}
