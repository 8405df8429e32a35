// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.SplittableRandom;

/**
 * Puts IPv4 and IPv6 packets together from fragments, within bounds on number, bytes and time; past
 * a bound the packet that waits longest goes. Overlaps cannot rewrite what came first. Everything
 * is pooled: a table that has been full once allocates nothing any more.
 */
final class FragmentTable {
    private final DecodeLimits limits;
    private final long[] causes;
    private final ChunkPool chunks;
    private final FragmentedPacket[] buckets;

    /** Strangers choose addresses and identifiers, so they must not know who shares a bucket. */
    private final long seed = new SplittableRandom().nextLong();

    /** One for each packet that can be put together within a frame: inside each tunnel one. */
    private final byte[][] assembled;

    private FragmentedPacket oldest;
    private FragmentedPacket newest;
    private FragmentedPacket unused;
    private int packets;
    private long waiting;

    FragmentTable(DecodeLimits limits, long[] causes) {
        this.limits = limits;
        this.causes = causes;
        chunks = new ChunkPool(limits.fragmentBytes());
        int size = Integer.highestOneBit(Math.min(limits.fragmentedPackets(), 1 << 16)) << 1;
        buckets = new FragmentedPacket[size];
        assembled = new byte[limits.tunnels() + 1][];
    }

    /** Fragments held now. */
    long waiting() {
        return waiting;
    }

    /**
     * Takes the fragment at the cursor, which belongs to the IP packet of the cursor's view.
     *
     * @param start its position in the packet's payload
     * @param more whether others follow
     * @param headerLength bytes before the payload in the finished packet, from the view's IP
     *     offset
     * @param protocolAt where in them the protocol number stands
     * @return HELD, SKIPPED, or PROTOCOL with the cursor on the payload of the finished packet
     */
    Step add(Cursor c, int start, boolean more, int headerLength, int protocolAt) {
        expire(c.now);
        int length = c.rest();
        int end = start + length;
        boolean tooLong = length > FragmentedPacket.GREATEST || end > FragmentedPacket.GREATEST;
        if (length == 0
                || more && length % 8 != 0
                || tooLong
                || c.view.ipVersion == 4 && headerLength + end > 65535
                || headerLength > FragmentedPacket.GREATEST_HEADER) {
            return c.skip(Cause.FRAGMENT_MALFORMED);
        }
        int kind = c.view.ipVersion | c.view.depth << 4;
        if (c.view.ipVersion == 4) {
            kind |= c.protocol << 16;
        }
        int bucket = bucket(c.view, kind);
        FragmentedPacket packet = find(c.view, kind, bucket);
        if (packet == null) {
            packet = begin(c, kind, bucket);
        }
        if (!packet.fits(end, more)) {
            return c.skip(Cause.FRAGMENT_MALFORMED);
        }
        if (packet.full()) {
            giveUp(packet, Cause.FRAGMENT_BOUND);
            return c.skip(Cause.FRAGMENT_BOUND);
        }
        while (!packet.lend(chunks, start, end)) {
            boolean itself = packet == oldest;
            giveUp(oldest, Cause.FRAGMENT_BOUND);
            if (itself) {
                return c.skip(Cause.FRAGMENT_BOUND);
            }
        }
        if (packet.add(c.array, c.at, c.end - c.at, start, end, more)) {
            c.count(Cause.FRAGMENT_OVERLAP, 1);
        }
        if (start == 0) {
            packet.keepHeader(c.array, c.view.ipOffset, headerLength, c.protocol);
        }
        waiting++;
        if (!packet.complete()) {
            return Step.HELD;
        }
        finish(c, packet, protocolAt);
        return Step.PROTOCOL;
    }

    private void finish(Cursor c, FragmentedPacket packet, int protocolAt) {
        int number = c.reassemblies++;
        byte[] target = assembled[number];
        if (target == null) {
            target = new byte[FragmentedPacket.GREATEST_HEADER + FragmentedPacket.GREATEST];
            assembled[number] = target;
        }
        int captured = packet.copyTo(target);
        int header = packet.headerLength();
        int total = packet.total();
        c.protocol = packet.protocol();
        target[protocolAt] = (byte) c.protocol;
        if (c.view.ipVersion == 4) {
            BigEndian.put16(target, 2, header + total);
            BigEndian.put16(target, 6, 0);
        } else {
            BigEndian.put16(target, 4, header - 40 + total);
        }
        remove(packet);
        c.array = target;
        c.at = header;
        c.end = header + captured;
        c.missing = total - captured;
        c.fragmented = true;
        c.view.array = target;
        c.view.ipOffset = 0;
        c.view.ipLength = c.end;
        c.view.reassembled = true;
    }

    private int bucket(PacketView view, int kind) {
        long mixed = seed ^ view.ipId * 0x9e37_79b9_7f4a_7c15L ^ (long) kind << 32;
        mixed = FlowSplit.mix(mixed ^ view.srcHigh);
        mixed = FlowSplit.mix(mixed ^ view.srcLow);
        mixed = FlowSplit.mix(mixed ^ view.dstHigh);
        mixed = FlowSplit.mix(mixed ^ view.dstLow);
        return (int) mixed & buckets.length - 1;
    }

    private FragmentedPacket find(PacketView view, int kind, int bucket) {
        FragmentedPacket packet = buckets[bucket];
        while (packet != null
                && !(packet.id == view.ipId
                        && packet.kind == kind
                        && packet.srcLow == view.srcLow
                        && packet.dstLow == view.dstLow
                        && packet.srcHigh == view.srcHigh
                        && packet.dstHigh == view.dstHigh)) {
            packet = packet.nextInBucket;
        }
        return packet;
    }

    private FragmentedPacket begin(Cursor c, int kind, int bucket) {
        if (packets == limits.fragmentedPackets()) {
            giveUp(oldest, Cause.FRAGMENT_BOUND);
        }
        FragmentedPacket packet = unused;
        if (packet == null) {
            packet = new FragmentedPacket();
        } else {
            unused = packet.nextInBucket;
        }
        packet.start(c.now);
        packet.srcHigh = c.view.srcHigh;
        packet.srcLow = c.view.srcLow;
        packet.dstHigh = c.view.dstHigh;
        packet.dstLow = c.view.dstLow;
        packet.id = c.view.ipId;
        packet.kind = kind;
        packet.bucket = bucket;
        packet.nextInBucket = buckets[bucket];
        buckets[bucket] = packet;
        packet.newer = null;
        packet.older = newest;
        if (newest == null) {
            oldest = packet;
        } else {
            newest.newer = packet;
        }
        newest = packet;
        packets++;
        return packet;
    }

    private void expire(long now) {
        while (oldest != null && now - oldest.firstTime > limits.fragmentNanos()) {
            giveUp(oldest, Cause.FRAGMENT_MISSING);
        }
    }

    private void giveUp(FragmentedPacket packet, Cause cause) {
        causes[cause.ordinal()] += packet.fragments;
        remove(packet);
    }

    private void remove(FragmentedPacket packet) {
        waiting -= packet.fragments;
        packet.release(chunks);
        if (packet.older == null) {
            oldest = packet.newer;
        } else {
            packet.older.newer = packet.newer;
        }
        if (packet.newer == null) {
            newest = packet.older;
        } else {
            packet.newer.older = packet.older;
        }
        unlink(packet);
        packet.older = null;
        packet.newer = null;
        packet.nextInBucket = unused;
        unused = packet;
        packets--;
    }

    private void unlink(FragmentedPacket packet) {
        int bucket = packet.bucket;
        if (buckets[bucket] == packet) {
            buckets[bucket] = packet.nextInBucket;
            return;
        }
        FragmentedPacket before = buckets[bucket];
        while (before.nextInBucket != packet) {
            before = before.nextInBucket;
        }
        before.nextInBucket = packet.nextInBucket;
    }
}
