// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the events of a dissector and tells when they are a flood: more than what comes in gives
 * reason for. The bounds follow the bytes that are shown, so that nobody can have a dissector taken
 * out by sending as many of the smallest messages as fit into a segment. Generous: dissectors emit
 * an event for one call in some. Thread-safe.
 */
final class Emissions {
    /** Events of one call that are no flood, however few bytes it was shown. */
    static final int MOST_PER_CALL = 1024;

    /** No message of a protocol is shorter than this. */
    private static final int BYTES_PER_EVENT = 8;

    /**
     * Events within a second that are no flood, beyond those for which there is a reason. More than
     * a call may emit, because a second may begin in the middle of one.
     */
    private static final int UNSUSPICIOUS_PER_SECOND = 20_000;

    /** Mean of events for which each call is a reason, however few bytes it was shown. */
    private static final int MOST_IN_THE_MEAN = 16;

    /** So often it is looked whether there is a flood; half of what a call may emit. */
    private static final int LOOK = MOST_PER_CALL / 2;

    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final LongAdder events = new LongAdder();
    private final LongAdder allowed = new LongAdder();
    private long begun = System.nanoTime();
    private long eventsBefore;
    private long allowedBefore;

    /** The dissector is called and shown so many bytes. */
    void called(int bytes) {
        allowed.add(MOST_IN_THE_MEAN + bytes / BYTES_PER_EVENT);
    }

    /**
     * The dissector emits an event.
     *
     * @param inCall how many it has emitted in this call, this one among them
     * @param bytes that it was shown in this call
     * @return what it does, as the rest of a sentence, if that is a flood; else null
     */
    String emitted(int inCall, int bytes) {
        events.increment();
        int most = MOST_PER_CALL + bytes / BYTES_PER_EVENT;
        if (inCall > most) {
            return "emitted more than %d events for %d bytes in one call".formatted(most, bytes);
        }
        return inCall % MOST_IN_THE_MEAN == 0 || events.sum() % LOOK == 0 ? look() : null;
    }

    private synchronized String look() {
        long now = System.nanoTime();
        double windows = Math.max(1, (now - begun) / (double) WINDOW_NANOS);
        long emitted = events.sum() - eventsBefore;
        long reason = allowed.sum() - allowedBefore;
        if (emitted > UNSUSPICIOUS_PER_SECOND * windows + reason) {
            return "emitted %d events within %.1f s, where what it was shown gives reason for %d"
                    .formatted(emitted, (now - begun) / 1e9, reason);
        }
        if (now - begun > WINDOW_NANOS) {
            begun = now;
            eventsBefore += emitted;
            allowedBefore += reason;
        }
        return null;
    }
}
