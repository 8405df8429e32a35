// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.StateSlot;
import org.sekisho.engine.inspect.FlowRecord.DatagramBinding;
import org.sekisho.engine.inspect.FlowRecord.InnerPieces;
import org.sekisho.engine.stream.ByteSink;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Shows datagrams to the dissectors that accepted their flow, and streams that these find inside to
 * the stream dissectors. Used by one thread.
 */
public final class DatagramInspector {
    /** A flow is let go after so many datagrams or bytes, and taken up again after a pause. */
    private static final int MOST_DATAGRAMS = 4096;

    private static final long MOST_BYTES = 1 << 20;

    private final Inspection inspection;
    private final StreamInspector streams;
    private final DatagramScopeView scope;
    private final Payload view = new Payload();
    private final PieceSink sink = new PieceSink();

    /** One for each worker. */
    public DatagramInspector(Inspection inspection, StreamInspector streams) {
        this.inspection = inspection;
        this.streams = streams;
        this.scope = new DatagramScopeView(inspection, this);
    }

    /** Whether any dissector wants to look at a new flow like this. */
    public boolean isWanted(Transport transport, int clientPort, int serverPort) {
        Places<DatagramDissector> places = inspection.dissectors().datagrams();
        for (int place = 0; place < places.count(); place++) {
            if (accepts(places, place, transport, clientPort, serverPort)) {
                return true;
            }
        }
        return false;
    }

    /** Begins to look into a flow; again after dissectors have come. */
    public void open(FlowRecord record) {
        Places<DatagramDissector> places = inspection.dissectors().datagrams();
        record.bindingsVersion = inspection.dissectors().version();
        int had = record.bindings.size();
        for (int i = 0; i < had; i++) {
            if (!record.bindings.get(i).done) {
                // one that can carry it on need not begin anew
                dissector(record, record.bindings.get(i));
            }
        }
        int client = record.port(record.clientIsB());
        int server = record.port(!record.clientIsB());
        for (int place = 0; place < places.count(); place++) {
            if (!isBound(record, places.seat(place), had)
                    && accepts(places, place, record.transport(), client, server)) {
                if (hasLeft(record, places.seat(place).name(), had)) {
                    inspection.count(Counter.RESTARTED);
                }
                bind(record, place);
            }
        }
    }

    /** Whether another version was reading the flow and is not here any more. */
    private boolean hasLeft(FlowRecord record, String name, int had) {
        for (int i = 0; i < had; i++) {
            DatagramBinding binding = record.bindings.get(i);
            if (!binding.done && binding.name.equals(name) && binding.place < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether it reads the flow, or another version of it does that is still here. */
    private boolean isBound(FlowRecord record, Seat<DatagramDissector> seat, int had) {
        Places<DatagramDissector> places = inspection.dissectors().datagrams();
        for (int i = 0; i < record.bindings.size(); i++) {
            DatagramBinding binding = record.bindings.get(i);
            if (binding.name.equals(seat.name())
                    && (binding.layout == seat.layout()
                            || i < had && places.placeOf(binding.seatId) >= 0)) {
                return true;
            }
        }
        return false;
    }

    private boolean accepts(
            Places<DatagramDissector> places,
            int place,
            Transport transport,
            int clientPort,
            int serverPort) {
        DatagramDissector dissector = places.usable(place);
        if (dissector == null) {
            return false;
        }
        inspection.guard().enter(places.seat(place), null, 0);
        try {
            boolean accepted = dissector.accepts(transport, clientPort, serverPort);
            inspection.guard().leave();
            return accepted;
        } catch (Throwable thrown) {
            inspection.guard().leave(thrown);
            inspection.failed(
                    places.seat(place),
                    thrown,
                    "ports " + clientPort + ", " + serverPort + ", frame " + inspection.frame());
            return false;
        }
    }

    private void bind(FlowRecord record, int place) {
        Seat<DatagramDissector> seat = inspection.dissectors().datagrams().seat(place);
        DatagramBinding binding = new DatagramBinding();
        binding.seatId = seat.id();
        binding.name = seat.name();
        binding.layout = seat.layout();
        binding.slot = new StateSlot(seat.stateSize());
        binding.place = place;
        binding.placeVersion = inspection.dissectors().version();
        record.bindings.add(binding);
    }

    /** Whether the flow has had its share of attention, whatever its dissectors still want. */
    public boolean isBudgetSpent(FlowRecord record) {
        return record.datagrams >= MOST_DATAGRAMS || record.inspectedBytes >= MOST_BYTES;
    }

    /** Whether nobody looks into the flow any more. */
    public boolean isIdle(FlowRecord record) {
        for (int i = 0; i < record.bindings.size(); i++) {
            if (!record.bindings.get(i).done) {
                return false;
            }
        }
        return true;
    }

    /** The next datagram of a flow. */
    public void datagram(
            FlowRecord record,
            Direction direction,
            byte[] array,
            int offset,
            int length,
            int cut,
            int icmpTypeAndCode,
            int icmpIdAndSequence) {
        record.datagrams++;
        record.inspectedBytes += length;
        if (record.bindingsVersion != inspection.dissectors().version()) {
            open(record);
        }
        for (int i = 0; i < record.bindings.size(); i++) {
            DatagramBinding binding = record.bindings.get(i);
            if (binding.done) {
                continue;
            }
            DatagramDissector dissector = dissector(record, binding);
            if (dissector == null) {
                continue;
            }
            scope.of(record, binding);
            scope.icmpTypeAndCode = icmpTypeAndCode;
            scope.icmpIdAndSequence = icmpIdAndSequence;
            inspection
                    .guard()
                    .enter(
                            inspection.dissectors().datagrams().seat(binding.place),
                            binding,
                            length);
            try {
                dissector.datagram(scope, direction, view.set(array, offset, length), cut);
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                inspection.failed(
                        inspection.dissectors().datagrams().seat(binding.place),
                        thrown,
                        scope.of(record, binding).where(direction));
                finish(binding);
                continue;
            }
            if (scope.swap && record.swapRoles()) {
                direction = direction.opposite();
            }
            if (scope.done) {
                finish(binding);
            }
        }
    }

    /** The flow is over, or given up. */
    public void end(FlowRecord record) {
        for (int i = 0; i < record.bindings.size(); i++) {
            DatagramBinding binding = record.bindings.get(i);
            if (binding.done) {
                continue;
            }
            DatagramDissector dissector = dissector(record, binding);
            if (dissector != null) {
                inspection
                        .guard()
                        .enter(inspection.dissectors().datagrams().seat(binding.place), binding, 0);
                try {
                    dissector.end(scope.of(record, binding));
                    inspection.guard().leave();
                } catch (Throwable thrown) {
                    inspection.guard().leave(thrown);
                    inspection.failed(
                            inspection.dissectors().datagrams().seat(binding.place),
                            thrown,
                            "end of flow, frame " + inspection.frame());
                }
            }
            finish(binding);
        }
        for (int i = 0; i < record.pieces.size(); i++) {
            close(record.pieces.get(i));
        }
        record.pieces.clear();
    }

    private DatagramDissector dissector(FlowRecord record, DatagramBinding binding) {
        Places<DatagramDissector> places = inspection.dissectors().datagrams();
        if (binding.placeVersion != inspection.dissectors().version()) {
            binding.placeVersion = inspection.dissectors().version();
            binding.place = places.placeOf(binding.seatId);
            if (binding.place < 0) {
                binding.place = places.successorOf(binding.name, binding.layout);
                if (binding.place >= 0) {
                    binding.seatId = places.seat(binding.place).id();
                    inspection.count(Counter.CARRIED_OVER);
                } else {
                    convert(record, binding);
                }
            }
        }
        return binding.place < 0 ? null : places.usable(binding.place);
    }

    /** Another version may know the state that the one which has left was keeping. */
    private void convert(FlowRecord record, DatagramBinding binding) {
        Places<DatagramDissector> places = inspection.dissectors().datagrams();
        for (int place = places.next(binding.name, -1);
                place >= 0;
                place = places.next(binding.name, place)) {
            Seat<DatagramDissector> seat = places.seat(place);
            StateSlot state = new StateSlot(seat.stateSize());
            boolean known = false;
            inspection.guard().enter(seat, binding, 0);
            try {
                known = places.usable(place).convert(binding.layout, binding.slot, state);
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                inspection.failed(
                        seat, thrown, scope.of(record, binding).where(Direction.TO_SERVER));
                known = false;
            }
            if (known) {
                inspection.count(Counter.CONVERTED);
                binding.place = place;
                binding.seatId = seat.id();
                binding.layout = seat.layout();
                binding.slot = state;
                return;
            }
        }
    }

    static void finish(DatagramBinding binding) {
        binding.done = true;
        binding.slot = null;
    }

    void inner(
            FlowRecord record,
            Carrier carrier,
            long stream,
            Direction direction,
            long number,
            Payload piece) {
        InnerPieces pieces = find(record, stream);
        if (pieces == null) {
            if (record.innerCount >= FlowRecord.MOST_INNER_STREAMS) {
                inspection.count(Counter.REFUSED_INNER_STREAMS);
                return;
            }
            inspection.count(Counter.INNER_STREAMS);
            pieces =
                    new InnerPieces(
                            stream,
                            new InspectedStream(record, null, carrier, null, ++record.innerCount));
            record.pieces.add(pieces);
        }
        if (pieces.stream.phase == InspectedStream.Phase.IDLE) {
            return;
        }
        sink.stream = pieces.stream;
        sink.direction = direction;
        pieces.queues[direction.ordinal()].piece(
                number,
                piece.array(),
                piece.arrayOffset(),
                piece.length(),
                pieces.stream.heldBytes(),
                inspection.budget(),
                sink);
        if (pieces.stream.phase == InspectedStream.Phase.IDLE) {
            close(pieces);
        }
    }

    void innerEnd(FlowRecord record, long stream) {
        InnerPieces pieces = find(record, stream);
        if (pieces != null) {
            close(pieces);
        }
    }

    private static InnerPieces find(FlowRecord record, long stream) {
        for (int i = 0; i < record.pieces.size(); i++) {
            if (record.pieces.get(i).key == stream) {
                return record.pieces.get(i);
            }
        }
        return null;
    }

    private void close(InnerPieces pieces) {
        if (pieces.stream.phase != InspectedStream.Phase.IDLE) {
            streams.end(pieces.stream);
        }
        pieces.queues[0].drop(inspection.budget());
        pieces.queues[1].drop(inspection.budget());
    }

    /** Bytes held back for the flow. */
    public int heldBytes(FlowRecord record) {
        int held = 0;
        for (int i = 0; i < record.pieces.size(); i++) {
            InnerPieces pieces = record.pieces.get(i);
            held +=
                    pieces.stream.heldBytes()
                            + pieces.queues[0].waitingBytes()
                            + pieces.queues[1].waitingBytes();
        }
        return held;
    }

    /** Feeds pieces that are in order to their stream. */
    private final class PieceSink implements ByteSink {
        private InspectedStream stream;
        private Direction direction;

        @Override
        public void bytes(byte[] array, int offset, int length) {
            streams.feed(stream, direction, array, offset, length);
        }

        @Override
        public void gap(long missing) {
            streams.gap(stream, direction, missing);
        }
    }
}
