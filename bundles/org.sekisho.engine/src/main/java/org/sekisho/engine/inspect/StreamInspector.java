// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Arrays;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.engine.inspect.InspectedStream.Phase;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;

/**
 * Takes streams' bytes in order, finds the dissector that knows them, and obeys its answers: need
 * so many, skip so many, done, an inner stream. Used by one thread.
 */
public final class StreamInspector {
    private static final int MOST_HEAD = 4096;

    private final Inspection inspection;
    private final StreamScopeView scope;
    private final Payload view = new Payload();

    /** One for each worker. */
    public StreamInspector(Inspection inspection) {
        this.inspection = inspection;
        this.scope = new StreamScopeView(inspection);
    }

    private void enter(InspectedStream stream, int bytes) {
        inspection
                .guard()
                .enter(inspection.dissectors().streams().seat(stream.place), stream, bytes);
    }

    /**
     * The present thread takes over from one that hangs in a dissector: what that one was looking
     * at is not looked into any more.
     */
    public void takeOver() {
        for (Object subject : inspection.guard().takeOver()) {
            if (subject instanceof InspectedStream stream) {
                release(stream);
            } else if (subject instanceof FlowRecord.DatagramBinding binding) {
                DatagramInspector.finish(binding);
            }
        }
    }

    /** Begins to look into the TCP stream of a flow. */
    public void open(FlowRecord record) {
        record.stream = new InspectedStream(record, null, null, null, 0);
        record.stream.midStream = record.midStream();
    }

    /** Whether nobody looks into the flow's stream. */
    public boolean isIdle(FlowRecord record) {
        return record.stream == null || record.stream.phase == Phase.IDLE;
    }

    /** Bytes held back for the flow's stream. */
    public int heldBytes(FlowRecord record) {
        return record.stream == null ? 0 : record.stream.heldBytes();
    }

    /** The next bytes of a flow's stream. */
    public void bytes(
            FlowRecord record, Direction direction, byte[] array, int offset, int length) {
        if (record.stream != null) {
            feed(record.stream, direction, array, offset, length);
        }
    }

    /** Bytes of a flow's stream that will never come. */
    public void gap(FlowRecord record, Direction direction, long missing) {
        inspection.count(Counter.LOST_STREAM_BYTES, missing);
        if (record.stream != null) {
            gap(record.stream, direction, missing);
        }
    }

    /** The flow is over, or given up. */
    public void end(FlowRecord record) {
        if (record.stream != null) {
            end(record.stream);
            record.stream = null;
        }
    }

    void feed(InspectedStream stream, Direction direction, byte[] array, int offset, int length) {
        switch (stream.phase) {
            case IDLE -> {
                return;
            }
            case PROBING -> probe(stream, direction, array, offset, length);
            case BOUND -> deliver(stream, direction, array, offset, length);
            case RELAY -> {
                int passed = passOver(stream, direction, length);
                if (passed < length) {
                    feed(stream.inner, direction, array, offset + passed, length - passed);
                    if (stream.inner.phase == Phase.IDLE) {
                        release(stream);
                    }
                }
            }
        }
    }

    void gap(InspectedStream stream, Direction direction, long missing) {
        int i = direction.ordinal();
        if (stream.phase == Phase.IDLE) {
            return;
        }
        long passed = Math.min(stream.skip[i], missing);
        stream.skip[i] -= passed;
        stream.position[i] += passed;
        long left = missing - passed;
        if (left == 0) {
            return;
        }
        stream.forget(i, inspection.budget());
        stream.position[i] += left;
        switch (stream.phase) {
            case PROBING -> stream.midStream = true;
            case RELAY -> gap(stream.inner, direction, left);
            case BOUND -> {
                StreamDissector dissector = dissector(stream);
                if (dissector != null) {
                    enter(stream, 0);
                    try {
                        dissector.gap(scope.of(stream), direction, left);
                        inspection.guard().leave();
                    } catch (Throwable thrown) {
                        inspection.guard().leave(thrown);
                        failed(stream, thrown, direction);
                        return;
                    }
                    obey(stream, direction);
                } else if (stream.phase == Phase.BOUND) {
                    restart(stream);
                }
            }
            case IDLE -> {
                return;
            }
        }
    }

    void end(InspectedStream stream) {
        if (stream.inner != null) {
            end(stream.inner);
            stream.inner = null;
        }
        if (stream.phase == Phase.BOUND) {
            StreamDissector dissector = dissector(stream);
            if (dissector != null && stream.phase == Phase.BOUND) {
                enter(stream, 0);
                try {
                    dissector.end(scope.of(stream));
                    inspection.guard().leave();
                } catch (Throwable thrown) {
                    inspection.guard().leave(thrown);
                    failed(stream, thrown, Direction.TO_SERVER);
                }
            }
        } else if (stream.phase == Phase.PROBING && stream.firstDirection != null) {
            inspection.count(Counter.UNKNOWN_STREAMS);
        }
        release(stream);
    }

    private int passOver(InspectedStream stream, Direction direction, int length) {
        int i = direction.ordinal();
        int passed = (int) Math.min(stream.skip[i], length);
        stream.skip[i] -= passed;
        stream.position[i] += passed;
        return passed;
    }

    private void deliver(
            InspectedStream stream, Direction direction, byte[] array, int offset, int length) {
        int passed = passOver(stream, direction, length);
        if (passed == length) {
            return;
        }
        int i = direction.ordinal();
        byte[] from = array;
        int at = offset + passed;
        int left = length - passed;
        if (stream.heldLength[i] > 0) {
            if (!stream.hold(i, from, at, left, inspection.budget())) {
                refuse(stream);
                return;
            }
            from = stream.held[i];
            at = 0;
            left = stream.heldLength[i];
        }
        while (left > 0
                && stream.phase == Phase.BOUND
                && left >= Math.max(stream.need[i], stream.atLeast[i])) {
            StreamDissector dissector = dissector(stream);
            if (dissector == null) {
                break;
            }
            int consumed;
            enter(stream, left);
            try {
                consumed = dissector.data(scope.of(stream), direction, view.set(from, at, left));
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                failed(stream, thrown, direction);
                return;
            }
            if (consumed < 0 || consumed > left) {
                failed(
                        stream,
                        new IllegalStateException(
                                "consumed " + consumed + " of " + left + " bytes"),
                        direction);
                return;
            }
            stream.position[i] += consumed;
            at += consumed;
            left -= consumed;
            if (stream.phase == Phase.BOUND && scope.innerCarrier == null) {
                int skipped = passOver(stream, direction, left);
                at += skipped;
                left -= skipped;
                stream.atLeast[i] = consumed + skipped == 0 ? left + 1 : 1;
            }
            obey(stream, direction);
            if (scope.swap) {
                i = 1 - i;
                direction = direction.opposite();
            }
        }
        if (stream.phase == Phase.RELAY) {
            handOver(stream, direction, from, at, left);
        } else if (stream.phase == Phase.BOUND) {
            if (!stream.keep(i, from, at, left, inspection.budget())) {
                refuse(stream);
            }
        }
    }

    /**
     * Gives the inner stream what this one has not consumed: first the other direction's bytes,
     * which came earlier.
     */
    private void handOver(
            InspectedStream stream, Direction direction, byte[] from, int at, int left) {
        byte[] rest = Arrays.copyOfRange(from, at, at + left);
        stream.forget(direction.ordinal(), inspection.budget());
        int other = direction.opposite().ordinal();
        byte[] otherRest =
                stream.heldLength[other] == 0
                        ? new byte[0]
                        : Arrays.copyOf(stream.held[other], stream.heldLength[other]);
        stream.forget(other, inspection.budget());
        if (otherRest.length > 0) {
            feed(stream, direction.opposite(), otherRest, 0, otherRest.length);
        }
        if (rest.length > 0) {
            feed(stream, direction, rest, 0, rest.length);
        }
    }

    private void obey(InspectedStream stream, Direction direction) {
        boolean done = scope.done;
        Carrier carrier = scope.innerCarrier;
        Endpoint target = scope.innerTarget;
        scope.swap = scope.swap && stream.record.swapRoles();
        if (carrier != null) {
            openInner(stream, carrier, target);
        } else if (done) {
            release(stream);
        }
    }

    private void openInner(InspectedStream stream, Carrier carrier, Endpoint target) {
        if (stream.depth + 1 > Inspection.MOST_DEPTH
                || stream.record.innerCount >= FlowRecord.MOST_INNER_STREAMS) {
            inspection.count(Counter.REFUSED_INNER_STREAMS);
            release(stream);
            return;
        }
        inspection.count(Counter.INNER_STREAMS);
        stream.inner =
                new InspectedStream(
                        stream.record, stream, carrier, target, ++stream.record.innerCount);
        stream.inner.midStream = stream.midStream && carrier == Carrier.AFTER_TLS;
        stream.phase = Phase.RELAY;
        stream.slot = null;
    }

    private void probe(
            InspectedStream stream, Direction direction, byte[] array, int offset, int length) {
        int i = direction.ordinal();
        if (stream.firstDirection == null) {
            stream.firstDirection = direction;
        }
        if (stream.ruledOutVersion != inspection.dissectors().version()) {
            stream.ruledOutVersion = inspection.dissectors().version();
            stream.ruledOut = 0;
        }
        if (stream.midStream) {
            stream.ruledOut = 0;
            if (!inspection.dissectors().isAwaiting()) {
                stream.lookedAt += Math.min(length, InspectedStream.LOOK_MID_STREAM);
            }
        }
        if (!stream.hold(i, array, offset, length, inspection.budget())) {
            release(stream);
            return;
        }
        Places<StreamDissector> places = inspection.dissectors().streams();
        boolean open = false;
        int headLength = Math.min(stream.heldLength[i], MOST_HEAD);
        for (int place = 0; place < places.count() && place < 64; place++) {
            StreamDissector dissector = places.usable(place);
            if (dissector == null || (stream.ruledOut >>> place & 1) != 0) {
                continue;
            }
            Probe answer;
            inspection.guard().enter(places.seat(place), stream, headLength);
            try {
                answer =
                        dissector.probe(
                                scope.of(stream),
                                direction,
                                view.set(stream.held[i], 0, headLength));
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                inspection.failed(places.seat(place), thrown, scope.where(direction));
                answer = Probe.NO;
            }
            if (answer == Probe.YES) {
                bind(stream, place);
                if (scope.swap) {
                    stream.record.swapRoles();
                }
                deliverHeld(stream);
                return;
            }
            if (answer == Probe.NO) {
                stream.ruledOut |= 1L << place;
            } else {
                open = true;
            }
        }
        if (stream.midStream) {
            if (!open || headLength >= InspectedStream.LOOK_MID_STREAM) {
                stream.forget(i, inspection.budget());
            }
            if (stream.lookedAt >= InspectedStream.MOST_LOOKED_AT_MID_STREAM) {
                giveUpProbing(stream);
            }
        } else if ((!open || headLength == MOST_HEAD) && !inspection.dissectors().isAwaiting()) {
            giveUpProbing(stream);
        }
    }

    private void giveUpProbing(InspectedStream stream) {
        inspection.count(Counter.UNKNOWN_STREAMS);
        release(stream);
    }

    private void bind(InspectedStream stream, int place) {
        Seat<StreamDissector> seat = inspection.dissectors().streams().seat(place);
        stream.phase = Phase.BOUND;
        stream.seatId = seat.id();
        stream.seatName = seat.name();
        stream.seatLayout = seat.layout();
        stream.place = place;
        stream.placeVersion = inspection.dissectors().version();
        stream.slot = new StateSlot(seat.stateSize());
    }

    /** After binding: what both directions have held, the direction that spoke first at first. */
    private void deliverHeld(InspectedStream stream) {
        Direction first = stream.firstDirection;
        for (Direction direction : new Direction[] {first, first.opposite()}) {
            int i = direction.ordinal();
            if (stream.heldLength[i] > 0) {
                byte[] bytes = Arrays.copyOf(stream.held[i], stream.heldLength[i]);
                stream.forget(i, inspection.budget());
                feed(stream, direction, bytes, 0, bytes.length);
            }
        }
    }

    /**
     * The instance that reads this stream now. Null if its dissector left and no successor has come
     * yet: bytes are held for it then, as far as the bounds allow. Null too if it was taken out,
     * and the stream has been started again for the others.
     */
    private StreamDissector dissector(InspectedStream stream) {
        Places<StreamDissector> places = inspection.dissectors().streams();
        if (stream.placeVersion != inspection.dissectors().version()) {
            stream.placeVersion = inspection.dissectors().version();
            stream.place = places.placeOf(stream.seatId);
            if (stream.place < 0) {
                stream.place = places.successorOf(stream.seatName, stream.seatLayout);
                if (stream.place >= 0) {
                    stream.seatId = places.seat(stream.place).id();
                    inspection.count(Counter.CARRIED_OVER);
                } else {
                    convert(stream);
                }
            }
        }
        if (stream.place < 0) {
            // for a while the former version may come back
            if (stream.unconverted && !inspection.dissectors().isAwaiting()) {
                restart(stream);
            }
            return null;
        }
        StreamDissector dissector = places.usable(stream.place);
        if (dissector == null) {
            restart(stream);
        }
        return dissector;
    }

    /** Another version of its dissector may know the state that this one left. */
    private void convert(InspectedStream stream) {
        Places<StreamDissector> places = inspection.dissectors().streams();
        stream.unconverted = false;
        for (int place = places.next(stream.seatName, -1);
                place >= 0;
                place = places.next(stream.seatName, place)) {
            Seat<StreamDissector> seat = places.seat(place);
            StateSlot state = new StateSlot(seat.stateSize());
            boolean known = false;
            inspection.guard().enter(seat, stream, 0);
            try {
                known = places.usable(place).convert(stream.seatLayout, stream.slot, state);
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                inspection.failed(seat, thrown, scope.of(stream).where(Direction.TO_SERVER));
                known = false;
            }
            if (known) {
                inspection.count(Counter.CONVERTED);
                stream.unconverted = false;
                stream.place = place;
                stream.seatId = seat.id();
                stream.seatLayout = seat.layout();
                stream.slot = state;
                return;
            }
            stream.unconverted = true;
        }
    }

    /** As if the capture had begun now: the dissector left, and nobody can carry its state on. */
    private void restart(InspectedStream stream) {
        inspection.count(Counter.RESTARTED);
        stream.forget(0, inspection.budget());
        stream.forget(1, inspection.budget());
        stream.phase = Phase.PROBING;
        stream.midStream = true;
        stream.lookedAt = 0;
        stream.unconverted = false;
        stream.slot = null;
        Arrays.fill(stream.need, 1);
        Arrays.fill(stream.atLeast, 1);
        Arrays.fill(stream.skip, 0);
    }

    private void failed(InspectedStream stream, Throwable thrown, Direction direction) {
        if (stream.place >= 0) {
            inspection.failed(
                    inspection.dissectors().streams().seat(stream.place),
                    thrown,
                    scope.of(stream).where(direction));
        }
        release(stream);
    }

    /** No more bytes may be held: wait no longer, for more bytes or for a dissector that left. */
    private void refuse(InspectedStream stream) {
        if (stream.place < 0) {
            restart(stream);
        } else {
            release(stream);
        }
    }

    private void release(InspectedStream stream) {
        stream.forget(0, inspection.budget());
        stream.forget(1, inspection.budget());
        stream.phase = Phase.IDLE;
        stream.slot = null;
        stream.inner = null;
    }
}
