// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Roles;
import org.sekisho.event.openvpn.OpenVpnSession;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Follows two ends of OpenVPN from the client's reset through the first TLS handshake. Nothing is
 * believed before one end has repeated the other's session id, 64 random bits; from then on the
 * bytes of TLS are handed out under their packet ids. Renewed keys are not followed.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class OpenVpnDissector implements DatagramDissector {
    /** Datagrams that don't fit until a flow is given up. */
    private static final int PATIENCE = 16;

    /** Tunnelled packets after which the handshake is over for sure. */
    private static final int DATA_PATIENCE = 64;

    /** A handshake has a few dozen packets, with large certificates. */
    private static final long MOST_PACKETS = 1024;

    // State: how far the session is, datagrams that didn't fit, tunnelled ones, both session ids.
    private static final int PHASE = 0;
    private static final int STRANGERS = 2;
    private static final int TUNNELLED = 4;
    private static final int CLIENT = 8;
    private static final int SERVER = 16;
    private static final int SIZE = 24;

    private static final int DIALLED = 1;
    private static final int ANSWERED = 2;
    private static final int LINKED = 3;

    private final ControlPacket packet = new ControlPacket();
    private final Payload piece = new Payload();

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
        return SIZE;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        if (cut > 0 || !packet.read(payload)) {
            boolean data = ControlPacket.isData(ControlPacket.opcode(payload));
            if (state.u8(PHASE) == LINKED && data) {
                count(scope, TUNNELLED, DATA_PATIENCE);
            } else {
                count(scope, STRANGERS, PATIENCE);
            }
            return;
        }
        if (packet.opcode() == ControlPacket.CLIENT_RESET) {
            dialled(scope, direction);
            return;
        }
        boolean fromClient = packet.session() == state.i64(CLIENT);
        if (packet.opcode() == ControlPacket.SERVER_RESET && !fromClient) {
            answered(state);
        }
        if (!fits(state, fromClient)) {
            count(scope, STRANGERS, PATIENCE);
            return;
        }
        link(scope, fromClient);
        boolean carries = packet.opcode() == ControlPacket.CONTROL && packet.key() == 0;
        if (carries
                && state.u8(PHASE) == LINKED
                && packet.number() > 0
                && packet.number() <= MOST_PACKETS) {
            int size = payload.length() - packet.body();
            piece.set(payload.array(), payload.arrayOffset() + packet.body(), size);
            // the reset has number 0 and carries nothing
            scope.inner(Carrier.OPENVPN, state.i64(CLIENT), direction, packet.number() - 1, piece);
        }
    }

    private void dialled(DatagramScope scope, Direction direction) {
        StateSlot state = scope.state();
        if (direction == Direction.TO_CLIENT
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            scope.swapRoles();
        }
        if (state.u8(PHASE) != 0 && state.i64(CLIENT) == packet.session()) {
            return;
        }
        if (state.u8(PHASE) == LINKED) {
            scope.innerEnd(state.i64(CLIENT));
        }
        state.u8(PHASE, DIALLED);
        state.u16(TUNNELLED, 0);
        state.i64(CLIENT, packet.session());
        state.i64(SERVER, 0);
    }

    private void answered(StateSlot state) {
        boolean wellTied = !packet.acknowledges() || packet.acknowledges(state.i64(CLIENT));
        if (state.u8(PHASE) == DIALLED && wellTied) {
            state.u8(PHASE, ANSWERED);
            state.i64(SERVER, packet.session());
        }
    }

    /** Whether the packet belongs to the session, as far as it is known. */
    private boolean fits(StateSlot state, boolean fromClient) {
        long sender = state.i64(fromClient ? CLIENT : SERVER);
        long peer = state.i64(fromClient ? SERVER : CLIENT);
        return state.u8(PHASE) >= ANSWERED
                && packet.session() == sender
                && (!packet.acknowledges() || packet.acknowledges(peer));
    }

    private void link(DatagramScope scope, boolean fromClient) {
        StateSlot state = scope.state();
        if (state.u8(PHASE) == ANSWERED
                && packet.acknowledges(state.i64(fromClient ? SERVER : CLIENT))) {
            state.u8(PHASE, LINKED);
            scope.emit(
                    new OpenVpnSession(
                            scope.origin(), state.octets(CLIENT, 8), state.octets(SERVER, 8)));
        }
    }

    private static void count(DatagramScope scope, int at, int most) {
        StateSlot state = scope.state();
        int count = state.u16(at) + 1;
        state.u16(at, count);
        if (count >= most) {
            if (state.u8(PHASE) == LINKED) {
                scope.innerEnd(state.i64(CLIENT));
            }
            scope.done();
        }
    }
}
