// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import org.sekisho.dissect.FlowScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.openvpn.OpenVpnSession;

/**
 * How far two ends are: one has dialled, the other answered, and one has repeated the other's
 * session id. Kept at the start of a flow's state.
 */
final class Session {
    /** Bytes of state. */
    static final int SIZE = 24;

    private static final int PHASE = 0;
    private static final int CLIENT = 8;
    private static final int SERVER = 16;

    private static final int DIALLED = 1;
    private static final int ANSWERED = 2;
    private static final int LINKED = 3;

    private Session() {}

    /** Whether both ends are known to have seen each other. */
    static boolean isLinked(StateSlot state) {
        return state.u8(PHASE) == LINKED;
    }

    /** The client's session id. */
    static long client(StateSlot state) {
        return state.i64(CLIENT);
    }

    /**
     * Takes a client's reset.
     *
     * @return whether it opens another session than the one that is known
     */
    static boolean dialled(StateSlot state, ControlPacket packet) {
        if (state.u8(PHASE) != 0 && state.i64(CLIENT) == packet.session()) {
            return false;
        }
        state.u8(PHASE, DIALLED);
        state.i64(CLIENT, packet.session());
        state.i64(SERVER, 0);
        return true;
    }

    /**
     * Takes any other packet and tells when the ends are linked.
     *
     * @return whether it belongs to the session
     */
    static boolean take(FlowScope scope, ControlPacket packet) {
        StateSlot state = scope.state();
        boolean fromClient = packet.session() == state.i64(CLIENT);
        if (packet.opcode() == ControlPacket.SERVER_RESET && !fromClient) {
            answered(state, packet);
        }
        long sender = state.i64(fromClient ? CLIENT : SERVER);
        long peer = state.i64(fromClient ? SERVER : CLIENT);
        if (state.u8(PHASE) < ANSWERED
                || packet.session() != sender
                || packet.acknowledges() && !packet.acknowledges(peer)) {
            return false;
        }
        if (state.u8(PHASE) == ANSWERED && packet.acknowledges(peer)) {
            state.u8(PHASE, LINKED);
            scope.emit(
                    new OpenVpnSession(
                            scope.origin(), state.octets(CLIENT, 8), state.octets(SERVER, 8)));
        }
        return true;
    }

    private static void answered(StateSlot state, ControlPacket packet) {
        boolean fits = !packet.acknowledges() || packet.acknowledges(state.i64(CLIENT));
        if (state.u8(PHASE) == DIALLED && fits) {
            state.u8(PHASE, ANSWERED);
            state.i64(SERVER, packet.session());
        }
    }
}
