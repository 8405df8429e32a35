// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

/**
 * Decides which time stamps are believed. The pipeline's time is the greatest time stamp so far, so
 * a single wrong one must not move it for ever.
 *
 * <ul>
 *   <li>Steps back and repeats are passed on as they are: they move nothing.
 *   <li>More than a day ahead of the greatest so far: the frame gets the greatest so far instead
 *       and is counted, until {@value #WITNESSES} frames in a row lie that far ahead, each not more
 *       than a day before the last. Then the jump is believed, as in a capture that was paused over
 *       a week-end.
 *   <li>No time at all (a fraction of more than a second, before 1970, after 2262): the greatest so
 *       far instead, counted.
 * </ul>
 *
 * <p>The first frame has nothing before it and is judged by the second, see {@link #first}.
 */
final class FrameClock {
    /** Nanoseconds of a day, the largest step ahead that one frame can make. */
    static final long DAY = 86_400_000_000_000L;

    /** Frames in a row that make a jump believable. */
    static final int WITNESSES = 3;

    /** Stands for a time stamp that is none. */
    static final long INVALID = Long.MIN_VALUE;

    /** Stands for the time stamp of a frame that was stored without one. */
    static final long UNSTAMPED = Long.MIN_VALUE + 1;

    private final SkippedRecords skipped;
    private boolean started;
    private long running;
    private long jump;
    private int witnesses;

    FrameClock(SkippedRecords skipped) {
        this.skipped = skipped;
    }

    /** Whether the first frame has been judged; before that {@link #judge} passes on everything. */
    boolean started() {
        return started;
    }

    /**
     * Judges the first frame.
     *
     * @param time its time stamp, as passed on by {@link #judge}
     * @param following the first good time stamp after it, or negative if there is none
     * @return the first frame's time
     */
    long first(long time, long following) {
        started = true;
        if (time < 0 || following >= 0 && time - following > DAY) {
            running = Math.max(0, following);
            count(time);
        } else {
            running = time;
        }
        return running;
    }

    /**
     * The time to hand over for a time stamp.
     *
     * @param time nanoseconds since 1970-01-01 UTC, {@link #UNSTAMPED}, or anything else negative
     *     for what is no time
     */
    long judge(long time) {
        if (!started) {
            return time;
        }
        long ahead = time - running;
        if (time >= 0 && ahead <= DAY) {
            if (ahead > 0) {
                running = time;
            }
            witnesses = 0;
            return time;
        }
        if (time >= 0 && believesJump(time)) {
            running = time;
            return time;
        }
        count(time);
        return running;
    }

    private boolean believesJump(long time) {
        // later by any step: in a sparse capture every frame is more than a day after the last
        boolean agrees = witnesses > 0 && time >= jump - DAY;
        witnesses = agrees ? witnesses + 1 : 1;
        jump = time;
        return witnesses >= WITNESSES;
    }

    private void count(long time) {
        if (time >= 0) {
            skipped.count(SkipCause.TIME_AHEAD);
        } else if (time != UNSTAMPED) {
            skipped.count(SkipCause.TIME_INVALID);
        }
    }
}
