// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One queue of frames, polled and closed by one worker thread alone. Only {@link #wakeUp} and
 * {@link #statistics} may be called from other threads.
 */
@ConsumerType
public interface FrameQueue extends AutoCloseable {
    /**
     * Fills the batch with the next frames, waiting for the first of them.
     *
     * @param batch emptied and filled; its bytes stay valid until the next poll or close
     * @param timeoutNanos how long to wait for a first frame, in nanoseconds; 0 does not wait
     * @return true if there can be more, even if the batch is empty now; false at the end, with the
     *     last frames possibly in the batch
     * @throws CaptureException if the input is damaged; frames before the damage were delivered
     */
    boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException;

    /** Makes a waiting {@link #poll} return soon; from any thread. */
    void wakeUp();

    /**
     * The first so many frames that this queue gave are done with: what they led to is judged, and
     * recorded where it outlives the process, if anything is. Only now may a queue note for a
     * restart that it gave them. Called by the worker between two polls or before it closes the
     * queue; the number never falls. A queue that remembers nothing needs not listen.
     *
     * @param frames as many as {@link #poll} has handed out by then, or fewer
     */
    default void settled(long frames) {
        // most sources can't give a frame twice anyway
    }

    /** Counters so far; from any thread. */
    CaptureStatistics statistics();

    /** Ends the queue; called by its worker, which will not touch the last batch again. */
    @Override
    void close();
}
