// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.function.LongSupplier;
import org.sekisho.capture.FrameQueue;

/**
 * Tells a queue which of its frames are done with, so that it notes no frame as given whose events
 * a kill would lose. One mark at a time is followed from the worker through judging to the journal:
 * that costs nothing per frame. Used by the worker's thread, but for {@link #judged}.
 */
final class Settling {
    private final FrameQueue queue;
    private final LongSupplier safeUpTo;
    private volatile long judged = -1;
    private long given;
    private long lastNumber;
    private long mark;
    private long markNumber;
    private long settled;

    /**
     * For one queue.
     *
     * @param safeUpTo number of the frame up to which the journal would outlive the process
     */
    Settling(FrameQueue queue, LongSupplier safeUpTo) {
        this.queue = queue;
        this.safeUpTo = safeUpTo;
    }

    /** The queue gave frames; the last one has this number. */
    void gave(int frames, long number) {
        given += frames;
        lastNumber = number;
    }

    /** Everything that the worker handed over is judged up to this frame; from any thread. */
    void judged(long number) {
        judged = number;
    }

    /**
     * Looks how far it is.
     *
     * @return whether everything that was given is settled
     */
    boolean look() {
        if (mark > settled && judged >= markNumber && safeUpTo.getAsLong() >= markNumber) {
            settled = mark;
            queue.settled(settled);
        }
        if (mark == settled && given > mark) {
            mark = given;
            markNumber = lastNumber;
        }
        return given == settled;
    }
}
