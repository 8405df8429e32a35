// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Roles;
import org.sekisho.event.tls.TlsFramingLost;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * SSL 3.0 to TLS 1.3 over any port, from the ClientHello or from any record in the middle.
 *
 * <p>Only whole records are consumed, so that the rest of both directions can be handed back when
 * the connection goes on without TLS. Once the handshake is over a record costs a look at its
 * header and a skip. A direction that lost a header to a gap is taken up again where a segment
 * begins with one.
 */
@Component(service = StreamDissector.class, scope = ServiceScope.PROTOTYPE)
public final class TlsDissector implements StreamDissector {
    /** Segments without a record at their start before a damaged stream is given up. */
    private static final int PATIENCE = 64;

    /** Bytes of {@link TlsFramingLost}: as many as SoftEther's shortest message in clear has. */
    private static final int BYTES_AFTER_LOSS = 8;

    private final DataCall call = new DataCall();
    private final RecordPublisher publisher = new RecordPublisher();
    private final HandshakeReader handshake = new HandshakeReader(publisher);

    /** Made by Declarative Services, one for each worker. */
    @Activate
    public TlsDissector() {}

    @Override
    public String protocol() {
        return "tls";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return TlsState.SIZE;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        return scope.midStream() ? HelloProbe.inMiddle(head) : HelloProbe.atStart(head);
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        call.begin(scope, direction, bytes);
        publisher.begin();
        TlsState state = call.state;
        if (state.framingLost(direction) || state.framingLost(direction.opposite())) {
            if (isHandedBack() || state.framingLost(direction)) {
                return 0;
            }
        }
        if (call.phase() == TlsState.NEW) {
            if (scope.midStream()) {
                state.mark(TlsState.INCOMPLETE);
                state.phase(direction, TlsState.UNSYNCHRONISED);
            } else if ((bytes.u8(0) & 0x80) != 0) {
                return ssl2Hello();
            } else {
                state.phase(direction, TlsState.HANDSHAKE);
            }
        }
        if (call.phase() == TlsState.UNSYNCHRONISED) {
            return resynchronise();
        }
        return records();
    }

    private int ssl2Hello() {
        if (!call.has(HelloProbe.SSL2_ENOUGH)) {
            return call.await(HelloProbe.SSL2_ENOUGH);
        }
        if (!HelloProbe.isSsl2Hello(call.bytes)) {
            return notTls();
        }
        int size = HelloProbe.ssl2Length(call.bytes);
        if (!call.has(2 + size)) {
            return call.await(2 + size);
        }
        handshake.ssl2Hello(call, 2, size);
        call.state.phase(call.direction, TlsState.HANDSHAKE);
        call.scope.need(call.direction, RecordHeader.SIZE);
        return 2 + size;
    }

    /**
     * At the start of a segment, somewhere in the stream: the inside of a record is passed over.
     */
    private int resynchronise() {
        if (!call.has(RecordHeader.SIZE)) {
            return call.await(RecordHeader.SIZE);
        }
        if (!RecordHeader.isAt(call.bytes, 0)) {
            int record = RecordHeader.indexIn(call.bytes);
            if (record > 0) {
                return record;
            }
            if (call.state.tired(PATIENCE)) {
                leave();
            }
            return call.bytes.length();
        }
        boolean mayBeHello =
                RecordHeader.type(call.bytes, 0) == RecordHeader.HANDSHAKE
                        && RecordHeader.length(call.bytes, 0) >= 6;
        if (mayBeHello && !call.has(HelloProbe.ENOUGH)) {
            return call.await(HelloProbe.ENOUGH);
        }
        boolean hello = mayBeHello && HelloProbe.isHello(call.bytes, 0);
        call.state.phase(call.direction, hello ? TlsState.HANDSHAKE : TlsState.RECORDS);
        return records();
    }

    /** Reads records from a boundary on. */
    private int records() {
        TlsState state = call.state;
        Direction direction = call.direction;
        int at = 0;
        while (!publisher.hasLetGo()) {
            boolean taken = state.headerTaken(direction); // only of the first record
            if (!taken && !call.has(at + RecordHeader.SIZE)) {
                return consumed(at, RecordHeader.SIZE);
            }
            if (!taken && !RecordHeader.isAt(call.bytes, at)) {
                return at > 0 ? consumed(at, RecordHeader.SIZE) : notTls();
            }
            if (!taken && at >= state.noted(direction)) {
                publisher.note(call, at);
            }
            int body = taken ? at : at + RecordHeader.SIZE;
            int length = taken ? lengthOfTaken() : RecordHeader.length(call.bytes, at);
            int type = taken ? RecordHeader.HANDSHAKE : RecordHeader.type(call.bytes, at);
            if (type == RecordHeader.HANDSHAKE && call.phase() == TlsState.HANDSHAKE) {
                if (!state.helloChecked(direction) && length > 0) {
                    if (!call.has(body + 1)) {
                        return consumed(at, body + 1 - at);
                    }
                    state.helloChecked(direction, true);
                    if (isWrongWay(body)) {
                        return turn(at, length);
                    }
                }
                int needed = handshake.read(call, at, body, length);
                if (needed > 0) {
                    return consumed(at, needed);
                }
                state.handled(direction, Math.max(0, state.handled(direction) - length));
            } else if (type == RecordHeader.CHANGE_CIPHER_SPEC
                    || type == RecordHeader.APPLICATION_DATA) {
                endOfClear();
            }
            state.headerTaken(direction, false);
            at = body + length;
        }
        return Math.min(at, call.bytes.length());
    }

    /** What follows in this direction is encrypted, unless the server asked for another hello. */
    private void endOfClear() {
        TlsState state = call.state;
        boolean anotherHello = state.is(TlsState.RETRY) && !state.is(TlsState.SERVER_HELLO);
        if (!anotherHello && call.phase() == TlsState.HANDSHAKE) {
            state.phase(call.direction, TlsState.RECORDS);
        }
    }

    /** All records before this index are done with; what is not there of the last is skipped. */
    private int consumed(int upTo, int needed) {
        TlsState state = call.state;
        Direction direction = call.direction;
        int there = Math.min(upTo, call.bytes.length());
        state.noted(direction, Math.max(0, state.noted(direction) - upTo));
        if (!state.headerTaken(direction)) {
            state.boundary(direction, (int) call.scope.position(direction) + upTo);
        }
        if (upTo > there) {
            call.scope.skip(direction, upTo - there);
        }
        call.scope.need(direction, needed);
        return there;
    }

    private boolean isWrongWay(int body) {
        int hello = call.bytes.u8(body);
        boolean fromServer = call.direction == Direction.TO_CLIENT;
        return hello == (fromServer ? TlsState.CLIENT_HELLO : TlsState.SERVER_HELLO)
                && call.scope.flow().roles().compareTo(Roles.PROTOCOL) < 0;
    }

    /**
     * Turns the roles. Directions change only with the next call, so nothing of the message may be
     * said in this one; consuming the record header makes that call come at once.
     */
    private int turn(int at, int length) {
        TlsState state = call.state;
        Direction direction = call.direction;
        int body = at + RecordHeader.SIZE;
        consumed(body, 1);
        state.boundary(direction, (int) call.scope.position(direction) + body + length);
        state.headerTaken(direction, true);
        call.scope.swapRoles();
        state.turn();
        return body;
    }

    /** The record whose header was consumed ends at the boundary. */
    private int lengthOfTaken() {
        int position = (int) call.scope.position(call.direction);
        return call.state.boundary(call.direction) - position;
    }

    /** No record where one should begin. */
    private int notTls() {
        TlsState state = call.state;
        Direction direction = call.direction;
        if (!state.seen(direction)) {
            leave(); // an answer that never was TLS, such as an error in clear
            return 0;
        }
        if (state.is(TlsState.INCOMPLETE)) {
            state.phase(direction, TlsState.UNSYNCHRONISED);
            return resynchronise();
        }
        if (!call.has(BYTES_AFTER_LOSS)) {
            return call.await(BYTES_AFTER_LOSS);
        }
        publisher.publish(call.scope, state);
        call.scope.emit(
                new TlsFramingLost(
                        call.scope.origin(),
                        direction,
                        state.run.total(),
                        call.bytes.octets(0, BYTES_AFTER_LOSS)));
        state.framingLost(direction, true);
        isHandedBack();
        return 0;
    }

    /**
     * Hands both directions back if both stand between two records. If the other one is inside a
     * record, the bytes here wait: they are not consumed until that record has passed.
     */
    private boolean isHandedBack() {
        Direction other = call.direction.opposite();
        TlsState state = call.state;
        int ahead = (int) call.scope.position(other) - state.boundary(other);
        if (state.noted(call.direction) > 0 || state.noted(other) > 0 || ahead < 0) {
            return false;
        }
        publisher.publish(call.scope, state);
        call.scope.inner(Carrier.AFTER_TLS, null);
        return true;
    }

    private void leave() {
        publisher.publish(call.scope, call.state);
        call.scope.done();
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        call.begin(scope, direction, null);
        TlsState state = call.state;
        state.mark(TlsState.INCOMPLETE);
        if (state.framingLost(direction) || state.framingLost(direction.opposite())) {
            leave();
            return;
        }
        state.phase(direction, TlsState.UNSYNCHRONISED);
        state.noted(direction, 0);
        state.headerTaken(direction, false);
        scope.need(direction, RecordHeader.SIZE);
    }

    @Override
    public void end(StreamScope scope) {
        call.begin(scope, Direction.TO_SERVER, null);
        publisher.publish(scope, call.state);
    }
}
