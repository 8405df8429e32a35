// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Arrays;
import org.sekisho.engine.inspect.InspectedStream.Phase;
import org.sekisho.engine.stream.ReassemblyBudget;
import org.sekisho.engine.stream.StreamHead;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.AmbiguousStream;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * Reads the head of a stream once more when other bytes were sent in place of some, before their
 * receiver had acknowledged any: which copy it took can't be known, so both are tried. The first
 * reading, where the first copy counts, goes on as if nothing were; the second one is made of the
 * last copies, once, when the head is complete or nothing was altered for a while.
 */
public final class SecondReading {
    /** For all flows of one worker. */
    private static final long MOST_BYTES = 16L << 20;

    /** A handshake that stands still for so long is over, in nanoseconds. */
    private static final long PATIENCE = 5_000_000_000L;

    private static final int SHOWN = 16;

    private final Inspection inspection;
    private final StreamInspector streams;
    private final ReassemblyBudget budget = new ReassemblyBudget(MOST_BYTES, StreamHead.MOST);

    /** One for each worker. */
    public SecondReading(Inspection inspection, StreamInspector streams) {
        this.inspection = inspection;
        this.streams = streams;
    }

    /** The next bytes of a flow's stream, before they are inspected. */
    public void bytes(FlowRecord record, boolean fromB, byte[] array, int offset, int length) {
        StreamHead head = record.head;
        if (head == null) {
            if (record.headIsOver || !record.roles().equals(Roles.SYN) || record.midStream()) {
                return;
            }
            head = new StreamHead(budget);
            record.head = head;
        }
        if (head.isAltered()) {
            if (inspection.time() - head.alteredAt() >= PATIENCE || head.isFull()) {
                read(record);
                return;
            }
        } else if (streams.isIdle(record) || head.isFull()) {
            forget(record);
            return;
        }
        head.add(fromB, array, offset, length);
    }

    /** Bytes of a flow's stream will never come. */
    public void gap(FlowRecord record) {
        if (record.head != null) {
            record.head.close();
        }
    }

    /**
     * Bytes that were handed on before are sent again, and their receiver has not acknowledged
     * them.
     *
     * @param position of the first of them in the stream
     */
    public void again(
            FlowRecord record, boolean fromB, long position, byte[] array, int offset, int length) {
        StreamHead head = record.head;
        if (head == null) {
            return;
        }
        boolean known = head.isAltered();
        if (head.replace(fromB, position, array, offset, length, inspection.time()) && !known) {
            inspection.count(Counter.AMBIGUOUS_STREAMS);
            record.announce();
            inspection
                    .output()
                    .emit(
                            new AmbiguousStream(
                                    new Origin(
                                            record.flow(),
                                            inspection.frame(),
                                            inspection.time(),
                                            record.twoWay()),
                                    record.direction(fromB),
                                    position,
                                    Octets.of(
                                            Arrays.copyOfRange(
                                                    array,
                                                    offset,
                                                    offset + Math.min(length, SHOWN)))));
        }
    }

    /** The flow is over, or given up. */
    public void end(FlowRecord record) {
        if (record.head != null) {
            if (record.head.isAltered()) {
                read(record);
            } else {
                forget(record);
            }
        }
    }

    private void read(FlowRecord record) {
        StreamHead head = record.head;
        record.head = null;
        record.headIsOver = true;
        InspectedStream other = InspectedStream.ofSecondReading(record);
        head.read(
                (fromB, array, offset, length) -> {
                    if (other.phase != Phase.IDLE) {
                        Direction direction = record.direction(fromB);
                        streams.feed(other, direction, array, offset, length);
                    }
                });
        streams.end(other);
        head.drop();
    }

    private static void forget(FlowRecord record) {
        record.head.drop();
        record.head = null;
        record.headIsOver = true;
    }
}
