// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Arrays;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamScope;
import org.sekisho.engine.stream.ReassemblyBudget;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;

/**
 * A stream that is being looked into: the bytes of a TCP flow, or a stream inside another. Arrays
 * of two are indexed by the ordinal of {@link Direction}.
 */
final class InspectedStream {
    /** What happens to bytes that come. */
    enum Phase {
        /** They are shown to all dissectors until one knows them. */
        PROBING,
        /** They go to the dissector that knows them. */
        BOUND,
        /** They belong to the inner stream. */
        RELAY,
        /** Nobody wants them. */
        IDLE
    }

    /** Bytes of one direction: what a dissector may need, and a segment beyond. */
    private static final int MOST_HELD = 2 * StreamScope.MAX_NEED;

    /** So many bytes from a segment's start on are worth a look in the middle of a stream. */
    static final int LOOK_MID_STREAM = 64;

    /**
     * Bytes at segment starts that are looked at in the middle of a stream before it is left alone:
     * 16 segments, or more if they are so short that what begins in one ends in the next.
     */
    static final int MOST_LOOKED_AT_MID_STREAM = 16 * LOOK_MID_STREAM;

    final FlowRecord record;
    final InspectedStream outer;
    final Carrier carrier;
    final Endpoint target;
    final int depth;
    final int ordinal;

    Phase phase = Phase.PROBING;
    boolean midStream;
    int lookedAt;
    long ruledOut;
    long ruledOutVersion = -1;
    Direction firstDirection;

    long seatId = -1;
    String seatName;
    int seatLayout;

    /** Whether another version of its dissector is there that does not know its state. */
    boolean unconverted;

    int place = -1;
    long placeVersion = -1;
    StateSlot slot;
    InspectedStream inner;
    private Flow flow;

    final byte[][] held = new byte[2][];
    final int[] heldLength = new int[2];
    final int[] need = {1, 1};
    final int[] atLeast = {1, 1};
    final long[] skip = new long[2];
    final long[] position = new long[2];

    InspectedStream(
            FlowRecord record,
            InspectedStream outer,
            Carrier carrier,
            Endpoint target,
            int ordinal) {
        this.record = record;
        this.outer = outer;
        this.carrier = carrier;
        this.target = target;
        this.depth = outer == null ? (carrier == null ? 0 : 1) : outer.depth + 1;
        this.ordinal = ordinal;
    }

    /** The bytes of a TCP flow as they are if later copies count. */
    static InspectedStream ofSecondReading(FlowRecord record) {
        return new InspectedStream(record, null, null, null, FlowRecord.SECOND_READING);
    }

    /** The flow as an event names it. */
    Flow flow() {
        if (carrier == null && ordinal == 0) {
            return record.flow();
        }
        if (carrier == null) {
            return secondFlow();
        }
        if (flow == null) {
            Flow around = outer == null ? record.flow() : outer.flow();
            flow =
                    new Flow(
                            record.id() + ordinal,
                            org.sekisho.packet.Transport.TCP,
                            around.client(),
                            target == null ? around.server() : target,
                            around.clientMac(),
                            around.serverMac(),
                            around.vlan(),
                            around.roles(),
                            carrier,
                            around);
        }
        return flow;
    }

    /** Another flow between the same ends, so that nobody mixes the two readings up. */
    private Flow secondFlow() {
        Flow first = record.flow();
        if (flow == null) {
            flow =
                    new Flow(
                            first.id() + ordinal,
                            first.transport(),
                            first.client(),
                            first.server(),
                            first.clientMac(),
                            first.serverMac(),
                            first.vlan(),
                            first.roles(),
                            null,
                            null);
        }
        return flow;
    }

    /** Client and server were taken for each other. */
    void swapDirections() {
        flow = null;
        swap(held);
        swap(heldLength);
        swap(need);
        swap(atLeast);
        swap(skip);
        swap(position);
        if (firstDirection != null) {
            firstDirection = firstDirection.opposite();
        }
        if (inner != null) {
            inner.swapDirections();
        }
    }

    /**
     * Holds bytes of a direction behind those held already.
     *
     * @return false if a bound does not allow it
     */
    boolean hold(int i, byte[] array, int offset, int length, ReassemblyBudget budget) {
        int had = heldLength[i];
        int wanted = had + length;
        int ofFlow = record.stream == null ? had : record.stream.heldBytes();
        if (wanted > MOST_HELD || !budget.take(length, ofFlow)) {
            return false;
        }
        if (held[i] == null || held[i].length < wanted) {
            int size = Math.max(512, Integer.highestOneBit(Math.max(1, wanted - 1)) << 1);
            held[i] = held[i] == null ? new byte[size] : Arrays.copyOf(held[i], size);
        }
        System.arraycopy(array, offset, held[i], had, length);
        heldLength[i] = wanted;
        return true;
    }

    /**
     * Leaves exactly these bytes of a direction held, which may lie in what is held already.
     *
     * @return false if a bound does not allow it
     */
    boolean keep(int i, byte[] from, int at, int left, ReassemblyBudget budget) {
        if (from == held[i] && heldLength[i] > 0) {
            System.arraycopy(from, at, from, 0, left);
            budget.give(heldLength[i] - left);
            heldLength[i] = left;
            if (left == 0) {
                held[i] = null;
            }
            return true;
        }
        return left == 0 || hold(i, from, at, left, budget);
    }

    /** Lets go what is held of a direction. */
    void forget(int i, ReassemblyBudget budget) {
        budget.give(heldLength[i]);
        heldLength[i] = 0;
        held[i] = null;
    }

    int heldBytes() {
        return heldLength[0] + heldLength[1] + (inner == null ? 0 : inner.heldBytes());
    }

    private static void swap(byte[][] pair) {
        byte[] first = pair[0];
        pair[0] = pair[1];
        pair[1] = first;
    }

    private static void swap(int[] pair) {
        int first = pair[0];
        pair[0] = pair[1];
        pair[1] = first;
    }

    private static void swap(long[] pair) {
        long first = pair[0];
        pair[0] = pair[1];
        pair[1] = first;
    }
}
