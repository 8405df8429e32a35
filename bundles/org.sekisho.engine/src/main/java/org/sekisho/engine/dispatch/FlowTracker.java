// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sekisho.engine.decode.PacketView;
import org.sekisho.engine.flow.FlowFlags;
import org.sekisho.engine.flow.FlowTable;
import org.sekisho.engine.flow.LossWatch;
import org.sekisho.engine.inspect.DatagramInspector;
import org.sekisho.engine.inspect.FlowRecord;
import org.sekisho.engine.inspect.Inspection;
import org.sekisho.engine.inspect.RecordPool;
import org.sekisho.engine.inspect.SecondReading;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.inspect.StreamInspector;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowShape;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;

/**
 * The flows of one worker: found by the packet's key, made, given up, ended. After {@link #locate}
 * the fields name the present packet's flow until the next call. Used by one thread.
 */
final class FlowTracker {
    private static final long SECOND = 1_000_000_000L;

    /**
     * Nothing for so long ends a flow; a tunnel's keep-alives come every 4 to 10 s (wire facts
     * §3.4).
     */
    private static final long IDLE_TCP = 300 * SECOND;

    private static final long IDLE_UDP = 120 * SECOND;
    private static final long IDLE_OTHER = 60 * SECOND;

    /**
     * Entries of flows that are over or reset, and of mere SYNs, stay so long for what trails
     * behind.
     */
    private static final long IDLE_CLOSED = 30 * SECOND;

    /** After a pause of 5 s a flow that was let go for its budget is looked into again. */
    static final long PAUSE = 5 * SECOND;

    /** Periods of checkpoints are 2^32 ns, some 4.3 s: that one has begun costs one comparison. */
    private static final int CHECKPOINT_SHIFT = 32;

    /** Short flows are told of by their start and their end; of others there is more to tell. */
    private static final long CHECKPOINT_AGE = 2 * SECOND;

    final Inspection inspection;
    final StreamInspector streams;
    final SecondReading secondReading;
    final DatagramInspector datagrams;
    private final FlowTable v4;
    private final FlowTable v6;
    final LossWatch losses;
    private final RecordPool records;

    /** Names flows whose own record has gone back; a record is too large to make for a name. */
    private final FlowRecord unpooled = new RecordPool(1).take();

    private final long[] key = new long[5];
    private final long[] presentKey = new long[5];

    FlowTable table;
    int at;
    boolean fromB;
    Transport transport;
    private boolean isV6;
    private long flows;
    private long evictedFlows;
    private long evictedRecords;

    FlowTracker(Inspection inspection, WorkerBounds bounds) {
        this.inspection = inspection;
        streams = new StreamInspector(inspection);
        secondReading = new SecondReading(inspection, streams);
        datagrams = new DatagramInspector(inspection, streams);
        v4 = new FlowTable(2, bounds.maxFlows());
        v6 = new FlowTable(5, bounds.maxFlows());
        records = new RecordPool(bounds.maxRecords());
        losses = new LossWatch(bounds.maxWatchedForLoss());
    }

    long flows() {
        return flows;
    }

    long evictedFlows() {
        return evictedFlows;
    }

    long evictedRecords() {
        return evictedRecords;
    }

    /** Finds the packet's flow; {@link #at} is -1 if there is none yet, or it has expired. */
    void locate(PacketView packet, Transport transport, int srcPort, int dstPort, long now) {
        this.transport = transport;
        isV6 = packet.ipVersion == 6;
        if (isV6) {
            int order = Long.compareUnsigned(packet.srcHigh, packet.dstHigh);
            if (order == 0) {
                order = Long.compareUnsigned(packet.srcLow, packet.dstLow);
            }
            fromB = order > 0 || order == 0 && srcPort > dstPort;
            key[0] = fromB ? packet.dstHigh : packet.srcHigh;
            key[1] = fromB ? packet.dstLow : packet.srcLow;
            key[2] = fromB ? packet.srcHigh : packet.dstHigh;
            key[3] = fromB ? packet.srcLow : packet.dstLow;
            table = v6;
        } else {
            fromB =
                    packet.srcLow > packet.dstLow
                            || packet.srcLow == packet.dstLow && srcPort > dstPort;
            key[0] =
                    fromB
                            ? packet.dstLow << 32 | packet.srcLow
                            : packet.srcLow << 32 | packet.dstLow;
            table = v4;
        }
        long ports =
                fromB
                        ? (long) dstPort << 32 | srcPort << 16 & 0xffff_0000L
                        : (long) srcPort << 32 | dstPort << 16 & 0xffff_0000L;
        // bit 62 keeps the last long of a key from ever being 0; what is inside a tunnel is another
        // flow than the same addresses outside
        key[isV6 ? 4 : 1] = 1L << 62 | (long) (packet.depth & 15) << 56 | ports | packet.protocol;
        at = table.find(key);
        if (at >= 0 && isExpired(now)) {
            endAndRemove(FlowEnded.Reason.IDLE);
            at = -1;
        }
    }

    /** Makes the entry of a new flow at {@link #at}; the oldest goes if there is no room. */
    void create(boolean clientIsB, Roles roles, int flags, long now) {
        if (table.isFull()) {
            evict();
        }
        at = table.insert(key);
        flows++;
        int all =
                flags
                        | (clientIsB ? FlowFlags.CLIENT_IS_B : 0)
                        | roles.ordinal() << FlowFlags.ROLES_SHIFT;
        table.state(at, FlowTable.FIRST_AND_FLAGS, inspection.frame() << 16 | all);
        table.state(at, FlowTable.LAST_SEEN, now);
        // milliseconds in 32 bits are 49 days, enough for any flow
        table.state(at, FlowTable.RECORD_AND_START, now / 1_000_000 & 0xffff_ffffL);
    }

    /** How long nothing was seen of the flow before now. */
    long pause(long now) {
        return now - table.state(at, FlowTable.LAST_SEEN);
    }

    /** Counts the packet in the flow's entry. */
    void count(PacketView packet, long now) {
        long last = table.state(at, FlowTable.LAST_SEEN);
        table.state(at, FlowTable.LAST_SEEN, now);
        table.add(at, FlowTable.PACKETS, fromB ? 1 : 1L << 32);
        table.add(at, fromB ? FlowTable.BYTES_B : FlowTable.BYTES_A, packet.ipLength);
        if ((last ^ now) >>> CHECKPOINT_SHIFT != 0) {
            set(FlowFlags.CHECKPOINT_DUE);
        }
        if (packet.payloadLength + packet.cut > 0 && has(FlowFlags.CHECKPOINT_DUE)) {
            checkpoint(now);
        }
    }

    private void checkpoint(long now) {
        clear(FlowFlags.CHECKPOINT_DUE);
        if (has(FlowFlags.CLOSED)
                || transport == Transport.OTHER_IP
                || now - firstTime() < CHECKPOINT_AGE) {
            return;
        }
        FlowRecord record = record();
        boolean clientIsB = record != null ? record.clientIsB() : clientIsB();
        if (record != null) {
            record.announce();
        } else {
            set(FlowFlags.ANNOUNCED);
        }
        inspection
                .output()
                .emit(
                        new FlowCheckpoint(
                                record != null ? origin(record) : bareOrigin(),
                                packets(clientIsB),
                                packets(!clientIsB),
                                bytes(clientIsB),
                                bytes(!clientIsB)));
    }

    private long packets(boolean ofB) {
        long both = table.state(at, FlowTable.PACKETS);
        return ofB ? both & 0xffff_ffffL : both >>> 32;
    }

    private long bytes(boolean ofB) {
        return table.state(at, ofB ? FlowTable.BYTES_B : FlowTable.BYTES_A);
    }

    int flags() {
        return (int) table.state(at, FlowTable.FIRST_AND_FLAGS) & 0xffff;
    }

    boolean has(int flag) {
        return (table.state(at, FlowTable.FIRST_AND_FLAGS) & flag) != 0;
    }

    void set(int flag) {
        table.state(
                at, FlowTable.FIRST_AND_FLAGS, table.state(at, FlowTable.FIRST_AND_FLAGS) | flag);
    }

    void clear(int flag) {
        table.state(
                at, FlowTable.FIRST_AND_FLAGS, table.state(at, FlowTable.FIRST_AND_FLAGS) & ~flag);
    }

    boolean clientIsB() {
        return has(FlowFlags.CLIENT_IS_B);
    }

    Roles roles() {
        return Roles.values()[(flags() & FlowFlags.ROLES_MASK) >> FlowFlags.ROLES_SHIFT];
    }

    int upper() {
        return (int) (table.state(at, FlowTable.RECORD_AND_START) >>> 32);
    }

    void upper(int value) {
        table.state(
                at,
                FlowTable.RECORD_AND_START,
                (long) value << 32 | table.state(at, FlowTable.RECORD_AND_START) & 0xffff_ffffL);
    }

    /** The flow's record, or null if nobody looks into it. */
    FlowRecord record() {
        return has(FlowFlags.HAS_RECORD) ? records.get(upper()) : null;
    }

    /** Makes the flow's record; the oldest is given up if there is none left. */
    FlowRecord openRecord(PacketView packet) {
        FlowRecord record = records.take();
        if (record == null) {
            giveUpRecord();
            record = records.take();
        }
        long firstFrame = table.state(at, FlowTable.FIRST_AND_FLAGS) >>> 16;
        int keyLongs = isV6 ? 5 : 2;
        int lossPlace = lossPlace();
        record.open(key, keyLongs, transport, isV6, firstFrame, firstTime());
        record.ends(clientIsB(), roles(), has(FlowFlags.MID_STREAM));
        boolean fromClient = fromB == clientIsB();
        record.link(
                fromClient ? packet.sourceMac : packet.destinationMac,
                fromClient ? packet.destinationMac : packet.sourceMac,
                packet.hasMac,
                packet.vlan);
        if (has(FlowFlags.ANNOUNCED)) {
            record.announce();
        }
        if (has(FlowFlags.TWO_WAY)) {
            record.nowTwoWay();
        }
        if (transport == Transport.TCP) {
            record.watchLossAt(lossPlace == LossWatch.NONE ? losses.take() : lossPlace);
        }
        set(FlowFlags.HAS_RECORD);
        clear(FlowFlags.HALF_OPEN);
        upper(record.number());
        return record;
    }

    /** Time of the flow's first frame, to the millisecond. */
    private long firstTime() {
        long last = table.state(at, FlowTable.LAST_SEEN) / 1_000_000;
        long low = table.state(at, FlowTable.RECORD_AND_START) & 0xffff_ffffL;
        long first = last & ~0xffff_ffffL | low;
        return (first > last ? first - (1L << 32) : first) * 1_000_000;
    }

    /** The look into the flow is over; its entry stays. */
    void release(FlowRecord record) {
        finishRecord(record);
        if (record.announced()) {
            set(FlowFlags.ANNOUNCED);
        }
        if (record.twoWay()) {
            set(FlowFlags.TWO_WAY);
        }
        if (record.clientIsB() != clientIsB()) {
            table.state(
                    at,
                    FlowTable.FIRST_AND_FLAGS,
                    table.state(at, FlowTable.FIRST_AND_FLAGS) ^ FlowFlags.CLIENT_IS_B);
        }
        clear(FlowFlags.HAS_RECORD);
        upper(record.lossPlace() + 1);
        records.giveBack(record);
    }

    /** Where the loss of a flow is watched that nobody looks into. */
    int lossPlace() {
        return has(FlowFlags.HALF_OPEN | FlowFlags.HAS_RECORD) ? LossWatch.NONE : upper() - 1;
    }

    private void finishRecord(FlowRecord record) {
        streams.end(record);
        secondReading.end(record);
        datagrams.end(record);
        if (record.turns().hasUnpublished() && record.turns().count() > 1) {
            publishTurns(record, true);
        }
        if (record.shape().isTelling()) {
            publishShape(record);
        }
        record.sender(Direction.TO_SERVER).drop(inspection.budget());
        record.sender(Direction.TO_CLIENT).drop(inspection.budget());
    }

    void publishTurns(FlowRecord record, boolean ended) {
        record.announce();
        inspection.output().emit(new FlowTurns(origin(record), record.turns().turns(ended)));
    }

    void publishShape(FlowRecord record) {
        record.announce();
        inspection
                .output()
                .emit(
                        new FlowShape(
                                origin(record),
                                record.shape().sizes(Direction.TO_SERVER),
                                record.shape().sizes(Direction.TO_CLIENT),
                                record.shape().gaps()));
    }

    Origin origin(FlowRecord record) {
        return new Origin(record.flow(), inspection.frame(), inspection.time(), record.twoWay());
    }

    /** Publishes the end of the flow at {@link #at}; the record goes back. */
    void end(FlowEnded.Reason reason) {
        FlowRecord record = record();
        boolean announced = has(FlowFlags.ANNOUNCED);
        boolean clientIsB = record != null ? record.clientIsB() : clientIsB();
        Origin origin = null;
        if (record != null) {
            finishRecord(record);
            announced |= record.announced();
            origin = announced ? origin(record) : null;
            clear(FlowFlags.HAS_RECORD);
            losses.giveBack(record.lossPlace());
            upper(0);
            records.giveBack(record);
        } else {
            if (announced) {
                origin = bareOrigin();
            }
            losses.giveBack(lossPlace());
            upper(0);
        }
        if (announced) {
            inspection
                    .output()
                    .emit(
                            new FlowEnded(
                                    origin,
                                    reason,
                                    firstTime(),
                                    packets(clientIsB),
                                    packets(!clientIsB),
                                    bytes(clientIsB),
                                    bytes(!clientIsB)));
        }
        clear(FlowFlags.ANNOUNCED);
        set(FlowFlags.CLOSED);
    }

    private Origin bareOrigin() {
        return new Origin(
                bareFlow(), inspection.frame(), inspection.time(), has(FlowFlags.TWO_WAY));
    }

    /** The flow of an entry without a record; the MAC addresses are gone. */
    private org.sekisho.event.Flow bareFlow() {
        table.key(at, presentKey);
        boolean v6Flow = table == v6;
        unpooled.open(
                presentKey,
                v6Flow ? 5 : 2,
                transportOf((int) presentKey[v6Flow ? 4 : 1] & 0xff),
                v6Flow,
                table.state(at, FlowTable.FIRST_AND_FLAGS) >>> 16,
                firstTime());
        unpooled.ends(clientIsB(), roles(), has(FlowFlags.MID_STREAM));
        return unpooled.flow();
    }

    static Transport transportOf(int protocol) {
        return switch (protocol) {
            case 6 -> Transport.TCP;
            case 17 -> Transport.UDP;
            case 1, 58 -> Transport.ICMP;
            default -> Transport.OTHER_IP;
        };
    }

    void endAndRemove(FlowEnded.Reason reason) {
        if (!has(FlowFlags.CLOSED)) {
            end(ending(reason));
        }
        table.remove(at);
    }

    /** Why the flow ends: by what its ends said, if they said something, else for this reason. */
    private FlowEnded.Reason ending(FlowEnded.Reason otherwise) {
        if (has(FlowFlags.RESET_SEEN)) {
            return FlowEnded.Reason.RESET;
        }
        return hasBothFins() ? FlowEnded.Reason.CLOSED : otherwise;
    }

    private boolean hasBothFins() {
        return has(FlowFlags.FIN_A) && has(FlowFlags.FIN_B);
    }

    /** Whether the flow is over, or its ends said so and a SYN or a short silence will prove it. */
    boolean isOver() {
        return has(FlowFlags.CLOSED) || has(FlowFlags.RESET_SEEN) || hasBothFins();
    }

    private boolean isExpired(long now) {
        long idle = now - table.state(at, FlowTable.LAST_SEEN);
        if (idle <= IDLE_CLOSED) {
            return false;
        }
        if (has(FlowFlags.HALF_OPEN) || isOver()) {
            return true;
        }
        table.key(at, presentKey);
        int protocol = (int) presentKey[table == v6 ? 4 : 1] & 0xff;
        return idle > (protocol == 6 ? IDLE_TCP : protocol == 17 ? IDLE_UDP : IDLE_OTHER);
    }

    /** Ends every flow that is idle too long, in the order of their first frames. */
    void expire(long now, long frame, boolean all) {
        expire(v4, 2, now, frame, all);
        expire(v6, 5, now, frame, all);
    }

    private void expire(FlowTable from, int keyLongs, long now, long frame, boolean all) {
        record Idle(long first, long[] key) {}
        List<Idle> idle = new ArrayList<>();
        table = from;
        for (at = from.next(-1); at >= 0; at = from.next(at)) {
            if (all || isExpired(now)) {
                long[] idleKey = new long[keyLongs];
                from.key(at, idleKey);
                idle.add(new Idle(from.state(at, FlowTable.FIRST_AND_FLAGS) >>> 16, idleKey));
            }
        }
        idle.sort(Comparator.comparingLong(Idle::first));
        for (Idle flow : idle) {
            at = from.find(flow.key());
            inspection.output().at(frame, StampedEvent.EXPIRY, flow.first());
            endAndRemove(all ? FlowEnded.Reason.CAPTURE_ENDED : FlowEnded.Reason.IDLE);
        }
    }

    private void evict() {
        at = table.victim();
        evictedFlows++;
        endAndRemove(FlowEnded.Reason.EVICTED);
    }

    private void giveUpRecord() {
        FlowTable ownTable = table;
        int ownAt = at;
        FlowRecord victim = records.victim();
        table = victim.keyLongs() == 5 ? v6 : v4;
        at = table.find(victim.key());
        evictedRecords++;
        release(victim);
        table = ownTable;
        at = ownAt;
    }
}
