// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Origin;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;

/**
 * The records of a stream that were seen and not published yet, in a part of its {@link StateSlot}.
 * Frames and times are kept as differences from the first of the run.
 */
final class RecordRun {
    /** Records in a full run. */
    static final int LENGTH = 32;

    private static final int TOTAL = 0;
    private static final int PENDING = 4;
    private static final int FIRST_FRAME = 5;
    private static final int FIRST_TIME = 13;
    private static final int ENTRIES = 21;

    // direction and type in 8 bits, length in 16, frame in 32, time in 48
    private static final int ENTRY_SIZE = 13;

    private static final int LONGEST_FRAMES = Integer.MAX_VALUE;
    private static final long LONGEST_TIME = (1L << 47) - 1;

    static final int SIZE = ENTRIES + LENGTH * ENTRY_SIZE;

    private StateSlot slot;
    private int base;

    void on(StateSlot slot, int base) {
        this.slot = slot;
        this.base = base;
    }

    /** Records so far, published ones included. */
    int total() {
        return slot.i32(base + TOTAL);
    }

    /** Records not published yet. */
    int pending() {
        return slot.u8(base + PENDING);
    }

    /** Adds a record. The run must not be full. */
    void add(Direction direction, int type, int length, long frame, long time) {
        int pending = pending();
        if (pending == 0) {
            slot.i64(base + FIRST_FRAME, frame);
            slot.i64(base + FIRST_TIME, time);
        }
        long frames = Math.max(0, frame - slot.i64(base + FIRST_FRAME));
        long sinceFirst = time - slot.i64(base + FIRST_TIME);
        sinceFirst = Math.max(-LONGEST_TIME, Math.min(LONGEST_TIME, sinceFirst));
        int at = entry(pending);
        slot.u8(at, direction.ordinal() << 7 | type);
        slot.u16(at + 1, length);
        slot.i32(at + 3, (int) Math.min(LONGEST_FRAMES, frames));
        slot.u16(at + 7, (int) (sinceFirst >>> 32));
        slot.i32(at + 9, (int) sinceFirst);
        slot.u8(base + PENDING, pending + 1);
        slot.i32(base + TOTAL, total() == Integer.MAX_VALUE ? total() : total() + 1);
    }

    /** Whether it is time to publish: after 12, 16, 24, 32 records of the stream, then every 32. */
    boolean isDue() {
        int total = total();
        return switch (total) {
            case 12, 16, 24 -> true;
            default -> pending() == LENGTH || total > 0 && total % LENGTH == 0;
        };
    }

    /** Bytes of the records in the run. */
    int bytes() {
        int sum = 0;
        for (int i = 0; i < pending(); i++) {
            sum += slot.u16(entry(i) + 1);
        }
        return sum;
    }

    /** Nanoseconds from the first to the last record of the run. */
    long duration() {
        return pending() == 0 ? 0 : time(entry(pending() - 1)) - slot.i64(base + FIRST_TIME);
    }

    /**
     * Takes the run out.
     *
     * @param now origin of the current call; the event says when its last record was seen
     */
    TlsRecords take(Origin now, boolean complete) {
        int pending = pending();
        long firstFrame = slot.i64(base + FIRST_FRAME);
        List<TlsRecord> records = new ArrayList<>(pending);
        for (int i = 0; i < pending; i++) {
            int at = entry(i);
            int bits = slot.u8(at);
            records.add(
                    new TlsRecord(
                            bits >>> 7 == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT,
                            bits & 0x7f,
                            slot.u16(at + 1),
                            firstFrame + slot.i32(at + 3),
                            time(at)));
        }
        slot.u8(base + PENDING, 0);
        TlsRecord last = records.get(pending - 1);
        Origin origin = new Origin(now.flow(), last.frame(), last.time(), now.twoWay());
        return new TlsRecords(origin, total() - pending, complete, records);
    }

    /** Turns the directions of the records in the run. */
    void turn() {
        for (int i = 0; i < pending(); i++) {
            slot.u8(entry(i), slot.u8(entry(i)) ^ 0x80);
        }
    }

    private int entry(int index) {
        return base + ENTRIES + index * ENTRY_SIZE;
    }

    private long time(int at) {
        long sinceFirst = (long) (short) slot.u16(at + 7) << 32 | slot.i32(at + 9) & 0xffff_ffffL;
        return slot.i64(base + FIRST_TIME) + sinceFirst;
    }
}
