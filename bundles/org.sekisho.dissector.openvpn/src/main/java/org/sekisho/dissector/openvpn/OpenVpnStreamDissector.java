// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.openvpn.OpenVpnHandshake;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * OpenVPN over TCP: each packet stands behind its length (2 bytes). Pieces can't be handed out of
 * the middle of a stream, so only the lengths of the server's TLS records are read, up to the
 * client's answer; then the stream is let go.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class OpenVpnStreamDissector implements StreamDissector {
    private static final int LENGTH = 2;

    /** Opcode and key id, session id, no acknowledgements, packet id. */
    private static final int RESET = 14;

    /** Control packets hold at most the tunnel's MTU, which nobody sets higher. */
    private static final int MOST = 16_384;

    private final ControlPacket packet = new ControlPacket();
    private final Payload view = new Payload();

    @Override
    public String protocol() {
        return "openvpn";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return Session.SIZE + ServerFlight.SIZE;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (scope.midStream() || direction != Direction.TO_SERVER) {
            return Probe.NO;
        }
        boolean possible =
                head.u8(0) == 0
                        && (head.length() < 2 || head.u8(1) == RESET)
                        && (head.length() < 3 || head.u8(2) == ControlPacket.CLIENT_RESET << 3);
        if (!possible) {
            return Probe.NO;
        }
        if (head.length() < LENGTH + RESET) {
            return Probe.MORE;
        }
        view.set(head.array(), head.arrayOffset() + LENGTH, RESET);
        return packet.read(view) ? Probe.YES : Probe.NO;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        if (bytes.length() <= LENGTH) {
            scope.need(direction, LENGTH + 1);
            return 0;
        }
        int length = bytes.u16(0);
        if (length == 0 || length > MOST) {
            scope.done();
            return 0;
        }
        if (bytes.length() < LENGTH + length) {
            scope.need(direction, LENGTH + length);
            return 0;
        }
        scope.need(direction, 1);
        view.set(bytes.array(), bytes.arrayOffset() + LENGTH, length);
        // tunnelled packets come when the handshake is over
        if (!packet.read(view) || !take(scope, direction)) {
            scope.done();
        }
        return LENGTH + length;
    }

    /** Whether there is more to expect. */
    private boolean take(StreamScope scope, Direction direction) {
        StateSlot state = scope.state();
        if (packet.opcode() == ControlPacket.CLIENT_RESET) {
            return direction == Direction.TO_SERVER && Session.dialled(state, packet);
        }
        if (!Session.take(scope, packet)) {
            return false;
        }
        boolean carries = packet.opcode() == ControlPacket.CONTROL && packet.body() < view.length();
        if (!carries || !Session.isLinked(state)) {
            return true;
        }
        if (direction == Direction.TO_CLIENT) {
            return ServerFlight.take(state, view, packet.body());
        }
        if (ServerFlight.hasBegun(state)) {
            scope.emit(new OpenVpnHandshake(scope.origin(), ServerFlight.lengths(state)));
            return false;
        }
        return true;
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done();
    }

    @Override
    public void end(StreamScope scope) {}
}
