// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds SoftEther's reliable UDP in messages that have the fixed shape of its VPN over DNS (wire
 * facts §6.4), on any port.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class DnsRudpDissector implements DatagramDissector {
    /** Other messages until a flow is given up. */
    private static final int PATIENCE = 16;

    /** As {@link #PATIENCE} when messages had the shape: bulk data has another key. */
    private static final int PATIENCE_IN_SESSION = 1024;

    // State: messages of another shape, what was told.
    private static final int OTHERS = 0;
    private static final int TOLD = 2;
    private static final int FLOW = 4;

    private static final int QUERY_TOLD = 1;
    private static final int ANSWER_TOLD = 2;

    private final RudpFlow rudp = new RudpFlow(Carrier.DNS, FLOW);
    private final Payload body = new Payload();

    @Override
    public String protocol() {
        return "softether-dns";
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
        boolean query = DnsTunnelShape.query(payload, cut);
        if (!query && !DnsTunnelShape.answer(payload, cut)) {
            int others = state.u16(OTHERS) + 1;
            state.u16(OTHERS, others);
            if (others >= PATIENCE) {
                scope.done();
            }
            return;
        }
        int start = query ? DnsTunnelShape.QUERY_HEAD : DnsTunnelShape.ANSWER_HEAD;
        int carried = payload.length() + cut - start;
        if (query != (direction == Direction.TO_SERVER)
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            // What the message says is told with the next one, when directions fit.
            scope.swapRoles();
            rudp.turn(state);
            if (query && cut == 0 && carried == RudpFlow.INIT) {
                body.set(payload.array(), payload.arrayOffset() + start, carried);
                rudp.init(scope, direction.opposite(), body);
            }
            return;
        }
        tell(scope, direction, query, carried, payload, start);
        if (cut > 0) {
            return;
        }
        body.set(payload.array(), payload.arrayOffset() + start, carried);
        if (carried == RudpFlow.INIT) {
            rudp.init(scope, direction, body);
        } else {
            rudp.packet(scope, direction, body);
        }
        if (rudp.unverified(state) >= PATIENCE_IN_SESSION) {
            scope.done();
        }
    }

    private static void tell(
            DatagramScope scope,
            Direction direction,
            boolean query,
            int carried,
            Payload payload,
            int start) {
        StateSlot state = scope.state();
        int told = state.u8(TOLD);
        int bit = query ? QUERY_TOLD : ANSWER_TOLD;
        if ((told & bit) != 0) {
            return;
        }
        state.u8(TOLD, told | bit);
        boolean answered = (told | bit) == (QUERY_TOLD | ANSWER_TOLD);
        scope.emit(
                new DnsTunnelMessage(
                        scope.origin(),
                        direction,
                        !query,
                        answered,
                        carried,
                        payload.octets(0, start)));
    }
}
