// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.icmpv6;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Event;
import org.sekisho.event.neighbour.NeighbourAdvertisement;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterAdvertisement;
import org.sekisho.event.neighbour.RouterSolicitation;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads neighbour and router discovery (RFC 4861 §4). These messages have no identifier, so all of
 * two addresses are one flow; of a flow at most {@value #PER_SECOND} messages in a second are told,
 * more than the one per second that hosts repeat a solicitation at (§10, RETRANS_TIMER). A payload
 * starts behind the first eight bytes of the message.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class NeighbourDissector implements DatagramDissector {
    private static final int ROUTER_SOLICITATION = 133;
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    private static final int ADDRESS = 16;
    private static final int SOURCE_LINK = 1;
    private static final int TARGET_LINK = 2;

    private static final int PER_SECOND = 4;

    /** Other messages until a flow is given up: echo has identifiers and so flows of its own. */
    private static final int PATIENCE = 64;

    private static final int SECOND = 0;
    private static final int COUNT = 8;
    private static final int OTHERS = 9;

    @Override
    public String protocol() {
        return "icmpv6-neighbour";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 10;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.ICMP && clientPort == 0 && serverPort == 0;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        if (scope.serverAddress().length != ADDRESS) {
            scope.done();
            return;
        }
        int typeAndCode = scope.icmpTypeAndCode();
        int type = typeAndCode >>> 8;
        if (type < ROUTER_SOLICITATION || type > NEIGHBOUR_ADVERTISEMENT) {
            int others = scope.state().u8(OTHERS) + 1;
            scope.state().u8(OTHERS, others);
            if (others >= PATIENCE) {
                scope.done();
            }
            return;
        }
        // §6.1 and §7.1 have receivers drop any other code
        if ((typeAndCode & 0xff) == 0 && admits(scope)) {
            Event event = read(scope, direction, type, payload);
            if (event != null) {
                scope.emit(event);
            }
        }
    }

    private static Event read(DatagramScope scope, Direction direction, int type, Payload payload) {
        switch (type) {
            case ROUTER_SOLICITATION:
                return options(payload, 0)
                        ? new RouterSolicitation(
                                scope.origin(), direction, link(payload, 0, SOURCE_LINK))
                        : null;
            case ROUTER_ADVERTISEMENT:
                // reachable time and retransmission timer stand before the options
                return options(payload, 8) ? router(scope, direction, payload) : null;
            default:
                return options(payload, ADDRESS)
                        ? neighbour(scope, direction, type, payload)
                        : null;
        }
    }

    private static Event neighbour(
            DatagramScope scope, Direction direction, int type, Payload payload) {
        IpAddress target = IpAddress.v6(payload.i64(0), payload.i64(8));
        return type == NEIGHBOUR_SOLICITATION
                ? new NeighbourSolicitation(
                        scope.origin(), direction, target, link(payload, ADDRESS, SOURCE_LINK))
                : new NeighbourAdvertisement(
                        scope.origin(), direction, target, link(payload, ADDRESS, TARGET_LINK));
    }

    private static Event router(DatagramScope scope, Direction direction, Payload payload) {
        RouterOptions options = RouterOptions.read(payload, 8);
        return new RouterAdvertisement(
                scope.origin(),
                direction,
                link(payload, 8, SOURCE_LINK),
                options.mtu(),
                options.prefixes(),
                options.nameServers());
    }

    /** Whether the fixed part is there and the options behind it fill the rest (§4.6). */
    private static boolean options(Payload payload, int from) {
        if (payload.length() < from) {
            return false;
        }
        int at = from;
        while (at < payload.length()) {
            int size = at + 2 <= payload.length() ? payload.u8(at + 1) * 8 : 0;
            if (size == 0 || size > payload.length() - at) {
                return false;
            }
            at += size;
        }
        return true;
    }

    private static MacAddress link(Payload payload, int from, int wanted) {
        for (int at = from; at < payload.length(); at += payload.u8(at + 1) * 8) {
            if (payload.u8(at) == wanted && payload.u8(at + 1) == 1) {
                return new MacAddress((long) payload.u16(at + 2) << 32 | payload.u32(at + 4));
            }
        }
        return null;
    }

    private static boolean admits(DatagramScope scope) {
        StateSlot state = scope.state();
        long second = Math.floorDiv(scope.time(), 1_000_000_000L);
        if (state.i64(SECOND) != second) {
            state.i64(SECOND, second);
            state.u8(COUNT, 0);
        }
        int count = state.u8(COUNT);
        state.u8(COUNT, Math.min(count + 1, PER_SECOND));
        return count < PER_SECOND;
    }
}
