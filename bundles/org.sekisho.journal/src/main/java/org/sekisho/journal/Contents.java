// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.journal.ByteReader.Damaged;

/** What a segment holds: how much of each type, and from when to when. Not thread-safe. */
final class Contents {
    /** Events of one type and the bytes they take with their definitions. */
    record Share(long events, long bytes) {
        Share plus(long more, long moreBytes) {
            return new Share(events + more, bytes + moreBytes);
        }
    }

    private final Map<String, Share> types = new HashMap<>();
    private long lastSequence;
    private long firstTime = Long.MAX_VALUE;
    private long lastFrame;
    private long recordedFrom = Long.MAX_VALUE;

    /** A part that begins. */
    void begin(PartHeader header) {
        lastSequence = Math.max(lastSequence, header.sequence() - 1);
        lastFrame = Math.max(lastFrame, header.lastFrame());
        recordedFrom = Math.min(recordedFrom, header.recorded());
    }

    /** An event that was stored. */
    void add(String type, long bytes, long sequence, long frame, long time) {
        types.merge(type, new Share(1, bytes), (a, b) -> a.plus(b.events(), b.bytes()));
        lastSequence = Math.max(lastSequence, sequence);
        lastFrame = Math.max(lastFrame, frame);
        firstTime = Math.min(firstTime, time);
    }

    void write(ByteWriter to) {
        to.u8(Definitions.SUMMARY);
        to.i64(lastSequence);
        to.i64(firstTime);
        to.i64(lastFrame);
        to.i64(recordedFrom);
        to.number(types.size());
        types.forEach(
                (type, share) -> {
                    to.name(type);
                    to.number(share.events());
                    to.number(share.bytes());
                });
    }

    /** Reads what follows the kind. */
    static Contents read(ByteReader from) throws Damaged {
        Contents contents = new Contents();
        contents.lastSequence = from.i64();
        contents.firstTime = from.i64();
        contents.lastFrame = from.i64();
        contents.recordedFrom = from.i64();
        int count = from.count();
        for (int i = 0; i < count; i++) {
            contents.types.put(from.name(), new Share(from.number(), from.number()));
        }
        return contents;
    }

    Map<String, Share> types() {
        return new TreeMap<>(types);
    }

    long events() {
        return types.values().stream().mapToLong(Share::events).sum();
    }

    long lastSequence() {
        return lastSequence;
    }

    /** Packet time of the oldest event, or {@link Long#MAX_VALUE}. */
    long firstTime() {
        return firstTime;
    }

    long lastFrame() {
        return lastFrame;
    }

    /** Wall clock in milliseconds before which nothing in it was recorded. */
    long recordedFrom() {
        return recordedFrom;
    }
}
