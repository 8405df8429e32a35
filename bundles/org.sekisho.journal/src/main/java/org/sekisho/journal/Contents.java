// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sekisho.journal.ByteReader.Damaged;

/** What a segment holds: how much of each type, and from when to when. Not thread-safe. */
final class Contents {
    /**
     * Events of one type and the bytes they take with their definitions. Those of flows are not
     * among them, for events of all types share them.
     */
    record Share(long events, long bytes) {
        Share plus(long more, long moreBytes) {
            return new Share(events + more, bytes + moreBytes);
        }
    }

    private final Map<String, Share> types = new HashMap<>();
    private final Set<String> thinned = new TreeSet<>();
    private long lastSequence;
    private long firstTime = Long.MAX_VALUE;
    private long lastFrame;
    private long recordedFrom = Long.MAX_VALUE;
    private long recordedTo = Long.MIN_VALUE;
    private boolean aged;

    /** A part that begins. */
    void begin(PartHeader header) {
        lastSequence = Math.max(lastSequence, header.sequence() - 1);
        lastFrame = Math.max(lastFrame, header.lastFrame());
        recordedFrom = Math.min(recordedFrom, header.recorded());
        recordedTo = Math.max(recordedTo, header.recorded());
    }

    /** An event that was stored. */
    void add(String type, long bytes, long sequence, long frame, long time) {
        types.merge(type, new Share(1, bytes), (a, b) -> a.plus(b.events(), b.bytes()));
        lastSequence = Math.max(lastSequence, sequence);
        lastFrame = Math.max(lastFrame, frame);
        firstTime = Math.min(firstTime, time);
    }

    /**
     * This holds what is left of others, which held the events up to the last one of theirs.
     *
     * @param left those in whose place this stands
     * @param onlyLive whether it holds events of flows that were alive, and no others
     */
    void standsFor(Iterable<Contents> left, boolean onlyLive) {
        aged = onlyLive;
        for (Contents former : left) {
            lastSequence = Math.max(lastSequence, former.lastSequence);
            lastFrame = Math.max(lastFrame, former.lastFrame);
            thinned.addAll(former.thinned);
        }
        Map<String, Long> before = new HashMap<>();
        left.forEach(
                former ->
                        former.types.forEach(
                                (type, share) -> before.merge(type, share.events(), Long::sum)));
        before.forEach(
                (type, events) -> {
                    if (events > types.getOrDefault(type, new Share(0, 0)).events()) {
                        thinned.add(type);
                    }
                });
    }

    /** The events of another one, which followed, were given up. */
    void lacks(Contents gone) {
        thinned.addAll(gone.thinned);
        thinned.addAll(gone.types.keySet());
    }

    /** Whether only events of flows that were alive are left. */
    boolean isAged() {
        return aged;
    }

    /** Types of which events that belong here were given up already. */
    Set<String> thinned() {
        return thinned;
    }

    /** Bytes of the events of a type, with what is defined for them but flows. */
    long bytes(String type) {
        Share share = types.get(type);
        return share == null ? 0 : share.bytes();
    }

    void write(ByteWriter to) {
        to.u8(Definitions.SUMMARY);
        to.i64(lastSequence);
        to.i64(firstTime);
        to.i64(lastFrame);
        to.i64(recordedFrom);
        to.i64(recordedTo);
        to.u8(aged ? 1 : 0);
        to.number(types.size());
        types.forEach(
                (type, share) -> {
                    to.name(type);
                    to.number(share.events());
                    to.number(share.bytes());
                });
        to.number(thinned.size());
        thinned.forEach(to::name);
    }

    /** Reads what follows the kind. */
    static Contents read(ByteReader from) throws Damaged {
        Contents contents = new Contents();
        contents.lastSequence = from.i64();
        contents.firstTime = from.i64();
        contents.lastFrame = from.i64();
        contents.recordedFrom = from.i64();
        contents.recordedTo = from.i64();
        contents.aged = from.u8() != 0;
        int count = from.count();
        for (int i = 0; i < count; i++) {
            contents.types.put(from.name(), new Share(from.number(), from.number()));
        }
        int thin = from.count();
        for (int i = 0; i < thin; i++) {
            contents.thinned.add(from.name());
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

    /** Wall clock in milliseconds when the youngest part of it was begun. */
    long recordedTo() {
        return recordedTo;
    }
}
