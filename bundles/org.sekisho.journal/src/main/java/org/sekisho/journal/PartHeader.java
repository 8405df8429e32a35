// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import org.sekisho.journal.ByteReader.Damaged;

/**
 * Begins a part of a segment: definitions hold until the next one, and numbers of events are told
 * from here. It is written twice, because without it the part can't be read.
 *
 * @param salt what the checksums of the part start from
 * @param sequence number of the first event
 * @param frame frame number from which others count
 * @param time packet time in nanoseconds from which others count
 * @param lastFrame greatest frame number recorded before this part
 * @param recorded wall clock in milliseconds when the part was begun
 */
record PartHeader(int salt, long sequence, long frame, long time, long lastFrame, long recorded) {
    /** Kind of the record. */
    static final byte KIND = 1;

    /** Raised when records are written that this version could not read. */
    private static final int FORMAT = 1;

    /** Bytes that both copies take in a segment. */
    static final int SPACE = 2 * (Frames.HEADER + 46);

    void write(ByteWriter to) {
        to.u8(KIND);
        to.u8(FORMAT);
        to.i32(salt);
        to.i64(sequence);
        to.i64(frame);
        to.i64(time);
        to.i64(lastFrame);
        to.i64(recorded);
    }

    /** Reads what follows the kind. */
    static PartHeader read(ByteReader from) throws Damaged {
        if (from.u8() != FORMAT) {
            throw new Damaged("a format of another version");
        }
        return new PartHeader(
                from.i32(), from.i64(), from.i64(), from.i64(), from.i64(), from.i64());
    }
}
