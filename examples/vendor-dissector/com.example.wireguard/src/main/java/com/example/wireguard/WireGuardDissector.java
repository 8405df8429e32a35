// SPDX-License-Identifier: Apache-2.0
package com.example.wireguard;

import com.example.event.wireguard.WireGuardHandshake;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds a handshake initiation and the response that repeats its sender index (WireGuard white
 * paper §5.4.2 and §5.4.3), on any port.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class WireGuardDissector implements DatagramDissector {
    /** Type and three reserved zero bytes, as 32 bits in network byte order. */
    private static final int INITIATION = 0x01000000;

    private static final int RESPONSE = 0x02000000;
    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE_LENGTH = 92;

    /** Where messages hold the sender's index, and a response the receiver's. */
    private static final int SENDER = 4;

    private static final int RECEIVER = 8;

    /** Datagrams of other kinds until the flow is given up. */
    private static final int PATIENCE = 16;

    // The state slot: counter, who initiated (0 nobody, else 1 + direction), sender index.
    private static final int OTHERS = 0;
    private static final int INITIATOR = 1;
    private static final int INDEX = 2;

    @Override
    public String protocol() {
        return "wireguard";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return INDEX + 4;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        int length = payload.length() + cut;
        if (isMessage(payload, length, INITIATION, INITIATION_LENGTH)) {
            state.u8(INITIATOR, 1 + direction.ordinal());
            state.put(INDEX, payload, SENDER, 4);
        } else if (isMessage(payload, length, RESPONSE, RESPONSE_LENGTH)
                && state.u8(INITIATOR) == 1 + direction.opposite().ordinal()
                && state.matches(INDEX, payload, RECEIVER, 4)) {
            scope.emit(
                    new WireGuardHandshake(
                            scope.origin(), direction.opposite(), state.octets(INDEX, 4)));
            scope.done();
        } else {
            state.u8(OTHERS, state.u8(OTHERS) + 1);
            if (state.u8(OTHERS) >= PATIENCE) {
                scope.done();
            }
        }
    }

    /** The capture may have cut a datagram, so its length says nothing about what can be read. */
    private static boolean isMessage(Payload payload, int length, int type, int expected) {
        return length == expected && payload.length() >= RECEIVER + 4 && payload.i32(0) == type;
    }
}
