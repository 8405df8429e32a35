// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Follows two ends of OpenVPN over UDP from the client's reset through the first TLS handshake.
 * Nothing is believed before one end has repeated the other's session id, 64 random bits; from then
 * on the bytes of TLS are handed out under their packet ids. Renewed keys are not followed.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class OpenVpnDissector implements DatagramDissector {
    /** Datagrams that don't fit until a flow is given up. */
    private static final int PATIENCE = 16;

    /** Tunnelled packets after which the handshake is over for sure. */
    private static final int DATA_PATIENCE = 64;

    /** A handshake has a few dozen packets, with large certificates. */
    private static final long MOST_PACKETS = 1024;

    // State behind the session: datagrams that didn't fit, tunnelled ones.
    private static final int STRANGERS = Session.SIZE;
    private static final int TUNNELLED = STRANGERS + 2;
    private static final int SIZE = TUNNELLED + 2;

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
            boolean tunnelled = data && Session.isLinked(state);
            count(scope, tunnelled ? TUNNELLED : STRANGERS, tunnelled ? DATA_PATIENCE : PATIENCE);
        } else if (packet.opcode() == ControlPacket.CLIENT_RESET) {
            dialled(scope, direction);
        } else if (!Session.take(scope, packet)) {
            count(scope, STRANGERS, PATIENCE);
        } else if (Session.isLinked(state)) {
            handOut(scope, direction, payload);
        }
    }

    private void dialled(DatagramScope scope, Direction direction) {
        StateSlot state = scope.state();
        if (direction == Direction.TO_CLIENT
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            scope.swapRoles();
        }
        long before = Session.client(state);
        boolean linked = Session.isLinked(state);
        if (Session.dialled(state, packet)) {
            state.u16(TUNNELLED, 0);
            if (linked) {
                scope.innerEnd(before);
            }
        }
    }

    private void handOut(DatagramScope scope, Direction direction, Payload payload) {
        // the reset has number 0 and carries nothing
        if (packet.opcode() == ControlPacket.CONTROL
                && packet.key() == 0
                && packet.number() > 0
                && packet.number() <= MOST_PACKETS) {
            int size = payload.length() - packet.body();
            piece.set(payload.array(), payload.arrayOffset() + packet.body(), size);
            long stream = Session.client(scope.state());
            scope.inner(Carrier.OPENVPN, stream, direction, packet.number() - 1, piece);
        }
    }

    private static void count(DatagramScope scope, int at, int most) {
        StateSlot state = scope.state();
        int count = state.u16(at) + 1;
        state.u16(at, count);
        if (count >= most) {
            if (Session.isLinked(state)) {
                scope.innerEnd(Session.client(state));
            }
            scope.done();
        }
    }
}
