// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.wireguard;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Roles;
import org.sekisho.event.wireguard.WireGuardHandshake;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Waits until one end addresses the other by the random number that this one gave itself in its
 * half of a handshake: the response to an initiation does, and so does every packet behind it, so
 * that either half may be missing and they may come in any order. Layout after the WireGuard paper,
 * §5.4. What is encrypted isn't looked at.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class WireGuardDissector implements DatagramDissector {
    /** Message type 1 and three zero bytes. */
    private static final long INITIATION = 0x0100_0000L;

    private static final long RESPONSE = 0x0200_0000L;
    private static final long TRANSPORT = 0x0400_0000L;
    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE_LENGTH = 92;

    /** Header and tag; what is between them is padded to a multiple of this half (§5.4.6). */
    private static final int TRANSPORT_LEAST = 32;

    private static final int TRANSPORT_STEP = 16;
    private static final int SENDER = 4;
    private static final int RECEIVER_OF_RESPONSE = 8;
    private static final int RECEIVER_OF_TRANSPORT = 4;
    private static final int LEAST = 12;

    /**
     * Datagrams of other kinds until a flow is let go. Transport data doesn't count: a session in
     * use begins a new handshake every two minutes.
     */
    private static final int PATIENCE = 64;

    // State: what is known, the numbers of the ends, the one that the response named as that of the
    // initiator; datagrams of other kinds.
    private static final int KNOWN = 0;
    private static final int INITIATOR = 1;
    private static final int RESPONDER = 5;
    private static final int NAMED = 9;
    private static final int OTHERS = 13;
    private static final int SIZE = 14;

    // Bits of what is known. The last one says which way the response went.
    private static final int INITIATED = 1;
    private static final int RESPONDED = 2;
    private static final int ANSWERED = 4;
    private static final int TO_SERVER = 8;

    @Override
    public String protocol() {
        return "wireguard";
    }

    @Override
    public int stateLayout() {
        return 2;
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
        if (is(state, ANSWERED)) {
            tell(scope);
            return;
        }
        int length = payload.length() + cut;
        long type = payload.length() >= LEAST ? payload.u32(0) : 0;
        if (type == INITIATION && length == INITIATION_LENGTH) {
            initiation(scope, direction, (int) payload.u32(SENDER));
        } else if (type == RESPONSE && length == RESPONSE_LENGTH) {
            response(scope, direction, payload);
        } else if (type == TRANSPORT && length >= TRANSPORT_LEAST && length % TRANSPORT_STEP == 0) {
            transport(scope, direction, (int) payload.u32(RECEIVER_OF_TRANSPORT));
        } else {
            int others = state.u8(OTHERS) + 1;
            state.u8(OTHERS, others);
            if (others >= PATIENCE) {
                scope.done();
            }
        }
    }

    private static void initiation(DatagramScope scope, Direction direction, int number) {
        StateSlot state = scope.state();
        boolean responded = cameFrom(state, direction.opposite()) && state.i32(NAMED) == number;
        state.u8(KNOWN, INITIATED);
        state.i32(INITIATOR, number);
        if (responded) {
            answered(scope, direction);
        } else if (mayTurn(scope, direction)) {
            scope.swapRoles();
        }
    }

    private static void response(DatagramScope scope, Direction direction, Payload payload) {
        StateSlot state = scope.state();
        int named = (int) payload.u32(RECEIVER_OF_RESPONSE);
        if (is(state, INITIATED)) {
            if (direction == Direction.TO_CLIENT && named == state.i32(INITIATOR)) {
                tell(scope);
            }
            return;
        }
        state.u8(KNOWN, direction == Direction.TO_SERVER ? RESPONDED | TO_SERVER : RESPONDED);
        state.i32(RESPONDER, (int) payload.u32(SENDER));
        state.i32(NAMED, named);
    }

    private static void transport(DatagramScope scope, Direction direction, int receiver) {
        StateSlot state = scope.state();
        if (is(state, INITIATED)) {
            if (direction == Direction.TO_CLIENT && receiver == state.i32(INITIATOR)) {
                tell(scope);
            }
        } else if (cameFrom(state, direction.opposite()) && receiver == state.i32(RESPONDER)) {
            answered(scope, direction);
        }
    }

    /** Both ends took part; this is the direction from the one that began. */
    private static void answered(DatagramScope scope, Direction fromInitiator) {
        if (fromInitiator == Direction.TO_SERVER) {
            tell(scope);
        } else if (mayTurn(scope, fromInitiator)) {
            scope.swapRoles();
            scope.state().u8(KNOWN, ANSWERED); // told with the next datagram, turned by then
        }
    }

    private static boolean mayTurn(DatagramScope scope, Direction fromInitiator) {
        return fromInitiator == Direction.TO_CLIENT
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0;
    }

    private static void tell(DatagramScope scope) {
        scope.emit(new WireGuardHandshake(scope.origin()));
        scope.done();
    }

    private static boolean is(StateSlot state, int bit) {
        return (state.u8(KNOWN) & bit) != 0;
    }

    /** Whether a response was seen that went this way. */
    private static boolean cameFrom(StateSlot state, Direction direction) {
        return is(state, RESPONDED) && is(state, TO_SERVER) == (direction == Direction.TO_SERVER);
    }
}
