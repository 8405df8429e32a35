// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** One datagram flow shown to one dissector, and what it said. */
public final class DatagramReplay implements DatagramScope {
    /**
     * A piece that the dissector found of a stream inside.
     *
     * @param carrier what the datagram flow is to it
     * @param stream tells streams of a flow apart
     * @param direction of the piece
     * @param number counted from 0 in each direction of each stream
     * @param bytes of the piece
     * @param frame frame in which it was found
     * @param time packet time of that frame
     */
    public record InnerPiece(
            Carrier carrier,
            long stream,
            Direction direction,
            long number,
            byte[] bytes,
            long frame,
            long time) {}

    private final DatagramDissector dissector;
    private final StateSlot state;
    private final List<Event> events = new ArrayList<>();
    private final List<InnerPiece> innerPieces = new ArrayList<>();
    private final List<Long> innerEnds = new ArrayList<>();
    private Flow flow;
    private boolean swapped;
    private boolean swapAsked;
    private boolean accepted;
    private boolean done;
    private RecordedDatagrams.Datagram current;

    DatagramReplay(Flow flow, DatagramDissector dissector) {
        this.flow = flow;
        this.dissector = dissector;
        this.state = new StateSlot(dissector.stateSize());
    }

    void run(List<RecordedDatagrams.Datagram> datagrams) {
        accepted = dissector.accepts(flow.transport(), clientPort(), serverPort());
        for (RecordedDatagrams.Datagram datagram : datagrams) {
            if (!accepted || done) {
                return;
            }
            current = datagram;
            Direction direction = datagram.direction();
            dissector.datagram(
                    this,
                    swapped ? direction.opposite() : direction,
                    Payload.of(datagram.bytes()),
                    datagram.cut());
            if (swapAsked) {
                swap();
            }
        }
        if (accepted && !done && current != null) {
            dissector.end(this);
        }
    }

    private void swap() {
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
                        null,
                        null);
    }

    /** What was emitted, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** What was emitted of this type, in order. */
    public <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Whether the dissector wanted the flow at all. */
    public boolean isAccepted() {
        return accepted;
    }

    /** Whether the dissector let the flow go. */
    public boolean isDone() {
        return done;
    }

    /** Pieces of inner streams, as found. */
    public List<InnerPiece> innerPieces() {
        return List.copyOf(innerPieces);
    }

    /** Inner streams said to have ended. */
    public List<Long> innerEnds() {
        return List.copyOf(innerEnds);
    }

    /**
     * The inner streams with their pieces in order and repeated ones dropped, in the order of their
     * first piece. A direction stops before a number that never came.
     */
    public List<RecordedStream> inner() {
        Map<Long, Map<Direction, TreeMap<Long, InnerPiece>>> streams = new LinkedHashMap<>();
        for (InnerPiece piece : innerPieces) {
            streams.computeIfAbsent(piece.stream(), s -> new TreeMap<>())
                    .computeIfAbsent(piece.direction(), d -> new TreeMap<>())
                    .putIfAbsent(piece.number(), piece);
        }
        List<RecordedStream> result = new ArrayList<>();
        for (Map<Direction, TreeMap<Long, InnerPiece>> stream : streams.values()) {
            List<StreamPiece> pieces = new ArrayList<>();
            Carrier carrier = null;
            for (TreeMap<Long, InnerPiece> byNumber : stream.values()) {
                carrier = byNumber.firstEntry().getValue().carrier();
                long next = 0;
                long frame = 0;
                long time = 0;
                for (InnerPiece piece : byNumber.values()) {
                    if (piece.number() != next++) {
                        break;
                    }
                    if (piece.frame() > frame) {
                        frame = piece.frame();
                        time = piece.time();
                    }
                    pieces.add(new StreamPiece(piece.direction(), piece.bytes(), 0, frame, time));
                }
            }
            // stable, so pieces that one frame set free stay in the order of their numbers
            pieces.sort(java.util.Comparator.comparingLong(StreamPiece::frame));
            Flow inner =
                    new Flow(
                            flow.id() + 1_000_000 + result.size(),
                            Transport.TCP,
                            flow.client(),
                            flow.server(),
                            flow.clientMac(),
                            flow.serverMac(),
                            flow.vlan(),
                            flow.roles(),
                            carrier,
                            flow);
            result.add(new RecordedStream(inner, false, Long.MAX_VALUE, pieces));
        }
        return result;
    }

    @Override
    public Transport transport() {
        return flow.transport();
    }

    @Override
    public byte[] serverAddress() {
        return flow.server().address().toBytes();
    }

    @Override
    public int icmpTypeAndCode() {
        return current.icmpTypeAndCode();
    }

    @Override
    public int icmpIdAndSequence() {
        return current.icmpIdAndSequence();
    }

    @Override
    public void inner(
            Carrier carrier, long stream, Direction direction, long number, Payload piece) {
        byte[] bytes = piece.octets(0, piece.length()).toBytes();
        innerPieces.add(new InnerPiece(carrier, stream, direction, number, bytes, frame(), time()));
    }

    @Override
    public void innerEnd(long stream) {
        innerEnds.add(stream);
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public Origin origin() {
        return new Origin(flow, frame(), time(), false);
    }

    @Override
    public long frame() {
        return current.frame();
    }

    @Override
    public long time() {
        return current.time();
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
        return false;
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
