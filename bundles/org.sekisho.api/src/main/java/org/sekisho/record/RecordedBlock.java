// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

import org.sekisho.decide.Block;

/**
 * A block that was wanted at some time.
 *
 * @param id unique over restarts, from 1; 0 before it is recorded
 * @param caseId case that it is about; 0 if a person added it
 * @param block what is blocked
 * @param since wall time in nanoseconds since 1970-01-01 UTC when it was first wanted
 * @param until when its time is over
 * @param origin who wanted it: {@code policy}, or a person such as {@code uid 1000}
 * @param reason why, in one sentence
 * @param count how many blocks of this tunnel or client there had been before
 * @param rung step of the ladder it stands for, 0 if there is no ladder
 * @param ended wall time in nanoseconds when it was no longer wanted; 0 while it is
 * @param end why it ended; empty while it is wanted
 */
public record RecordedBlock(
        long id,
        long caseId,
        Block block,
        long since,
        Deadline until,
        String origin,
        String reason,
        int count,
        int rung,
        long ended,
        String end)
        implements java.io.Serializable {}
