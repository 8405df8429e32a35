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
 * Waits for an initiation and the response to it; layout after the WireGuard paper, §5.4. What is
 * encrypted isn't looked at.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class WireGuardDissector implements DatagramDissector {
    /** Message type 1 and three zero bytes. */
    private static final long INITIATION = 0x0100_0000L;

    private static final long RESPONSE = 0x0200_0000L;
    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE_LENGTH = 92;
    private static final int SENDER = 4;
    private static final int RECEIVER = 8;

    /** Other datagrams until a flow is let go; a session in use begins with transport data. */
    private static final int PATIENCE = 64;

    // State: whether there was an initiation, its sender; datagrams of other kinds.
    private static final int INITIATED = 0;
    private static final int NUMBER = 1;
    private static final int OTHERS = 5;
    private static final int SIZE = 6;

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
        return SIZE;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        int length = payload.length() + cut;
        if (payload.length() >= SENDER + 4
                && length == INITIATION_LENGTH
                && payload.u32(0) == INITIATION) {
            if (direction == Direction.TO_CLIENT
                    && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
                scope.swapRoles();
            }
            state.u8(INITIATED, 1);
            state.i32(NUMBER, (int) payload.u32(SENDER));
        } else if (payload.length() >= RECEIVER + 4
                && length == RESPONSE_LENGTH
                && payload.u32(0) == RESPONSE
                && direction == Direction.TO_CLIENT
                && state.u8(INITIATED) == 1
                && (int) payload.u32(RECEIVER) == state.i32(NUMBER)) {
            scope.emit(new WireGuardHandshake(scope.origin()));
            scope.done();
        } else {
            int others = state.u8(OTHERS) + 1;
            state.u8(OTHERS, others);
            if (others >= PATIENCE) {
                scope.done();
            }
        }
    }
}
