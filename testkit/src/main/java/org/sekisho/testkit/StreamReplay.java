// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;

/**
 * One stream shown to one dissector, and what it said. Obeys the scope to the letter: a byte is
 * shown only if it was asked for, and a dissector that breaks its contract fails the test.
 */
public final class StreamReplay implements StreamScope {
    private static final int PROBE_LIMIT = 4096;

    /** One way on the wire; which {@link Direction} that is may change with {@link #swapRoles}. */
    private static final class Side {
        byte[] waiting = new byte[0];
        int need = 1;
        long skip;
        long position;
        boolean blocked; // nothing was consumed of what waits
    }

    private final RecordedStream stream;
    private final StreamDissector dissector;
    private final StateSlot state;
    private final Side[] sides = {new Side(), new Side()};
    private final List<Event> events = new ArrayList<>();
    private final List<StreamPiece> left = new ArrayList<>();
    private Flow flow;
    private boolean swapped;
    private boolean swapAsked;
    private long frame;
    private long time;
    private Probe probe = Probe.MORE;
    private boolean done;
    private Carrier innerCarrier;
    private Endpoint innerTarget;
    private long shown;

    StreamReplay(RecordedStream stream, StreamDissector dissector) {
        this.stream = stream;
        this.dissector = dissector;
        this.flow = stream.flow();
        this.state = new StateSlot(dissector.stateSize());
    }

    /** What was emitted, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** What was emitted of this type, in order. */
    public <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The last answer to the probe. */
    public Probe probe() {
        return probe;
    }

    /** Whether the dissector let the stream go. */
    public boolean isDone() {
        return done;
    }

    /** Bytes handed to {@link StreamDissector#data}, repetitions included: what reading costs. */
    public long bytesShown() {
        return shown;
    }

    /** The inner stream that was handed back, or null. */
    public RecordedStream inner() {
        if (innerCarrier == null) {
            return null;
        }
        Endpoint server = innerTarget == null ? flow.server() : innerTarget;
        Flow inner =
                new Flow(
                        flow.id() + 1_000_000,
                        org.sekisho.packet.Transport.TCP,
                        flow.client(),
                        server,
                        flow.clientMac(),
                        flow.serverMac(),
                        flow.vlan(),
                        flow.roles(),
                        innerCarrier,
                        flow);
        return new RecordedStream(inner, false, stream.twoWayFrom(), left);
    }

    void run(List<StreamPiece> pieces) {
        List<StreamPiece> unprobed = new ArrayList<>();
        ByteArrayOutputStream[] heads = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
        for (StreamPiece piece : pieces) {
            frame = piece.frame();
            time = piece.time();
            if (piece.missing() == 0 && piece.bytes().length == 0) {
                continue; // says nothing, as a segment without payload
            }
            if (innerCarrier != null) {
                left.add(turned(piece));
            } else if (probe == Probe.MORE) {
                unprobed.add(piece);
                probe(piece, heads[piece.direction().ordinal()]);
                if (probe == Probe.YES) {
                    unprobed.forEach(this::deliver);
                }
            } else if (probe == Probe.YES && !done) {
                deliver(piece);
            }
        }
        if (probe == Probe.YES && !done) {
            dissector.end(this);
        }
    }

    private void probe(StreamPiece piece, ByteArrayOutputStream head) {
        if (piece.missing() > 0 || head.size() >= PROBE_LIMIT) {
            probe = piece.missing() > 0 ? Probe.NO : probe;
            return;
        }
        head.writeBytes(Arrays.copyOf(piece.bytes(), Math.min(piece.bytes().length, PROBE_LIMIT)));
        probe =
                dissector.probe(
                        this,
                        direction(piece.direction().ordinal()),
                        Payload.of(head.toByteArray()));
        afterCall();
    }

    private void deliver(StreamPiece piece) {
        if (done && innerCarrier == null) {
            return;
        }
        if (innerCarrier != null) {
            left.add(turned(piece));
            return;
        }
        int at = piece.direction().ordinal();
        Side side = sides[at];
        if (piece.missing() > 0) {
            gap(at, side, piece.missing());
        } else {
            int before = side.waiting.length;
            side.waiting = Arrays.copyOf(side.waiting, before + piece.bytes().length);
            System.arraycopy(piece.bytes(), 0, side.waiting, before, piece.bytes().length);
            side.blocked = false;
        }
        drain(at);
        drain(1 - at); // what was said about the other direction may set it free
    }

    private void gap(int at, Side side, long missing) {
        side.position += side.waiting.length;
        side.waiting = new byte[0];
        long passed = Math.min(side.skip, missing);
        side.skip -= passed;
        side.position += passed;
        if (missing > passed) {
            dissector.gap(this, direction(at), missing - passed);
            side.position += missing - passed;
            afterCall();
        }
    }

    private void drain(int at) {
        Side side = sides[at];
        while (!done) {
            int passed = (int) Math.min(side.skip, side.waiting.length);
            take(side, passed);
            side.skip -= passed;
            if (side.blocked || side.skip > 0 || side.waiting.length < Math.max(1, side.need)) {
                return;
            }
            int offered = side.waiting.length;
            Direction direction = direction(at);
            shown += offered;
            int consumed =
                    dissector.data(this, direction, new Payload().set(side.waiting, 0, offered));
            if (consumed < 0 || consumed > offered) {
                throw new AssertionError("consumed " + consumed + " of " + offered + " bytes");
            }
            take(side, consumed);
            side.blocked = consumed == 0;
            if (side.blocked && !done && offered >= MAX_NEED && side.need <= offered) {
                throw new AssertionError("consumes nothing of " + offered + " bytes");
            }
            afterCall();
        }
    }

    private void take(Side side, int count) {
        side.waiting = Arrays.copyOfRange(side.waiting, count, side.waiting.length);
        side.position += count;
    }

    private void afterCall() {
        if (swapAsked) {
            swapAsked = false;
            swapped = !swapped;
            flow =
                    new Flow(
                            flow.id(),
                            flow.transport(),
                            flow.server(),
                            flow.client(),
                            flow.serverMac(),
                            flow.clientMac(),
                            flow.vlan(),
                            Roles.PROTOCOL,
                            flow.carrier(),
                            flow.outer());
        }
        if (innerCarrier != null) {
            for (int at = 0; at < 2; at++) {
                if (sides[at].waiting.length > 0) {
                    left.add(new StreamPiece(direction(at), sides[at].waiting, 0, frame, time));
                    sides[at].waiting = new byte[0];
                }
            }
        }
    }

    private StreamPiece turned(StreamPiece piece) {
        Direction direction = direction(piece.direction().ordinal());
        return new StreamPiece(
                direction, piece.bytes(), piece.missing(), piece.frame(), piece.time());
    }

    private Direction direction(int at) {
        Direction wire = Direction.values()[at];
        return swapped ? wire.opposite() : wire;
    }

    private Side side(Direction direction) {
        return sides[(swapped ? direction.opposite() : direction).ordinal()];
    }

    @Override
    public void need(Direction direction, int bytes) {
        side(direction).need = Math.min(bytes, MAX_NEED);
    }

    @Override
    public void skip(Direction direction, long bytes) {
        side(direction).skip = bytes;
        side(direction).blocked = false;
    }

    @Override
    public long position(Direction direction) {
        return side(direction).position;
    }

    @Override
    public void inner(Carrier carrier, Endpoint target) {
        innerCarrier = carrier;
        innerTarget = target;
        done = true;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public Origin origin() {
        return new Origin(flow, frame, time, frame >= stream.twoWayFrom());
    }

    @Override
    public long frame() {
        return frame;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public int clientPort() {
        return flow.client().port();
    }

    @Override
    public int serverPort() {
        return flow.server().port();
    }

    @Override
    public boolean midStream() {
        return stream.midStream();
    }

    @Override
    public StateSlot state() {
        return state;
    }

    @Override
    public void emit(Event event) {
        events.add(event);
    }

    @Override
    public void swapRoles() {
        swapAsked = flow.roles().compareTo(Roles.PROTOCOL) < 0;
    }

    @Override
    public void done() {
        done = true;
    }
}
