// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds SoftEther's reliable UDP directly above UDP, as NAT traversal sets it up (wire facts §6.6).
 * A first packet of 39 bytes proves nothing here: it is a candidate that has to come early in the
 * flow, until a later packet verifies with the keys derived from it.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class RudpDissector implements DatagramDissector {
    /** Datagrams at the start of a flow among which a first packet is looked for. */
    private static final int EARLY = 24;

    /** Datagrams without a verified one until a flow is given up that has shown nothing. */
    private static final int PATIENCE = 48;

    /** As {@link #PATIENCE} for a flow with a verified packet: bulk data has another key. */
    private static final int PATIENCE_IN_SESSION = 512;

    private static final int SEEN = 0;
    private static final int VERIFIED = 2;
    private static final int FLOW = 4;

    private final RudpFlow rudp = new RudpFlow(Carrier.R_UDP, FLOW);

    @Override
    public String protocol() {
        return "softether-rudp";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return FLOW + RudpFlow.STATE_SIZE;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        int seen = Math.min(0xffff, state.u16(SEEN) + 1);
        state.u16(SEEN, seen);
        boolean verified = state.u8(VERIFIED) != 0;
        if (cut == 0) {
            if (payload.length() == RudpFlow.INIT) {
                if (verified || seen <= EARLY) {
                    rudp.init(scope, direction, payload);
                }
            } else if (rudp.packet(scope, direction, payload)) {
                state.u8(VERIFIED, 1);
                return;
            }
        }
        if (verified
                ? rudp.unverified(state) >= PATIENCE_IN_SESSION
                : seen >= PATIENCE && !promising(state)) {
            scope.done();
        }
    }

    /** Whether a chain has begun that a few more packets may prove. */
    private boolean promising(StateSlot state) {
        int matches =
                rudp.chainMatches(state, Direction.TO_SERVER)
                        + rudp.chainMatches(state, Direction.TO_CLIENT);
        return matches > 0 && state.u16(SEEN) < PATIENCE * (1 + matches);
    }
}
