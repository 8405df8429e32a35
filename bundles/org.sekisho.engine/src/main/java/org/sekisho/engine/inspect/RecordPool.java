// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.ArrayList;
import java.util.List;

/** The flow records of one worker: made as needed up to a bound, used again, never given up. */
public final class RecordPool {
    private final int most;
    private final List<FlowRecord> records = new ArrayList<>();
    private final List<FlowRecord> free = new ArrayList<>();
    private int hand;

    /** An empty pool that will make at most this many records. */
    public RecordPool(int most) {
        this.most = most;
    }

    /** A record, or null if all are in use. */
    public FlowRecord take() {
        if (!free.isEmpty()) {
            return free.remove(free.size() - 1);
        }
        if (records.size() == most) {
            return null;
        }
        FlowRecord record = new FlowRecord(records.size());
        records.add(record);
        return record;
    }

    /** Takes a record back. */
    public void giveBack(FlowRecord record) {
        record.close();
        free.add(record);
    }

    /** The record with this number. */
    public FlowRecord get(int number) {
        return records.get(number);
    }

    /** A record in use to give up: the one idle longest of the next 16 that a hand passes. */
    public FlowRecord victim() {
        FlowRecord oldest = null;
        for (int step = 0, seen = 0; step < records.size() && seen < 16; step++) {
            hand = (hand + 1) % records.size();
            FlowRecord record = records.get(hand);
            if (record.isInUse()) {
                seen++;
                if (oldest == null || record.lastSeen() < oldest.lastSeen()) {
                    oldest = record;
                }
            }
        }
        return oldest;
    }
}
