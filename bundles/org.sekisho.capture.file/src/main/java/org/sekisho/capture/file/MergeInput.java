// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** One input of a merge and its next frame, by whose time it is ordered. */
final class MergeInput implements Comparable<MergeInput> {
    private final FrameQueue queue;
    private final int rank;
    private final FrameBatch batch = new FrameBatch();
    private int frame;

    /**
     * An input.
     *
     * @param rank place among the inputs, which decides between frames of the same time
     */
    MergeInput(FrameQueue queue, int rank) {
        this.queue = queue;
        this.rank = rank;
    }

    FrameQueue queue() {
        return queue;
    }

    /** Polls for frames when none are left; false if there will be none. */
    boolean refill(long timeoutNanos) throws CaptureException {
        frame = 0;
        return queue.poll(batch, timeoutNanos);
    }

    boolean hasFrame() {
        return frame < batch.size();
    }

    int capturedLength() {
        return batch.capturedLength(frame);
    }

    /** Copies the next frame; returns its length. */
    int copyTo(FrameBatch target, byte[] array, int at) {
        int size = batch.capturedLength(frame);
        System.arraycopy(batch.array(), batch.offset(frame), array, at, size);
        target.add(
                at,
                size,
                batch.originalLength(frame),
                batch.linkType(frame),
                batch.vlan(frame),
                batch.time(frame));
        return size;
    }

    /** Goes on to the next frame; false if the queue must be polled for it. */
    boolean advance() {
        frame++;
        return hasFrame();
    }

    @Override
    public int compareTo(MergeInput other) {
        int byTime = Long.compare(batch.time(frame), other.batch.time(other.frame));
        return byTime != 0 ? byTime : Integer.compare(rank, other.rank);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return rank;
    }
}
