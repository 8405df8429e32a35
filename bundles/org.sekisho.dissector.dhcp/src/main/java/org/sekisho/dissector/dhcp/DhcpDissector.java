// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dhcp;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads DHCP and BOOTP for IPv4 on their ports (RFC 2131 §2, RFC 951 §3), known by the magic
 * cookie. Of a flow at most {@value #PER_SECOND} messages in a second are told; all clients of a
 * network that have no address yet share a flow.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class DhcpDissector implements DatagramDissector {
    private static final int SERVER_PORT = 67;
    private static final int CLIENT_PORT = 68;

    /** RFC 2131 §3, where options begin after it. */
    private static final int COOKIE = 0x6382_5363;

    private static final int COOKIE_AT = 236;
    private static final int OPTIONS = 240;
    private static final int SNAME = 44;

    private static final int PER_SECOND = 128;
    private static final int SECOND = 0;
    private static final int COUNT = 8;

    private final DhcpOptions options = new DhcpOptions();

    @Override
    public String protocol() {
        return "dhcp";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 9;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP && (isDhcp(clientPort) || isDhcp(serverPort));
    }

    private static boolean isDhcp(int port) {
        return port == SERVER_PORT || port == CLIENT_PORT;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        if (payload.length() < OPTIONS
                || payload.i32(COOKIE_AT) != COOKIE
                || payload.u8(0) < 1
                || payload.u8(0) > 2
                || !options.read(payload, OPTIONS, cut > 0)
                || !admits(scope)) {
            return;
        }
        boolean ethernet = payload.u8(1) == 1 && payload.u8(2) == 6;
        scope.emit(
                new DhcpMessage(
                        scope.origin(),
                        direction,
                        payload.u8(0) == 2,
                        options.type(),
                        payload.i32(4),
                        payload.u16(8),
                        payload.u16(10),
                        ethernet ? mac(payload, 28) : null,
                        address(payload, 12),
                        address(payload, 16),
                        address(payload, 20),
                        address(payload, 24),
                        payload.length() + cut,
                        namesEmpty(payload),
                        options.numbers(),
                        options.address(DhcpOptions.SERVER_ID),
                        options.address(DhcpOptions.REQUESTED),
                        options.lease(),
                        options.addresses(DhcpOptions.ROUTERS),
                        options.addresses(DhcpOptions.NAME_SERVERS),
                        options.text(DhcpOptions.DOMAIN),
                        options.text(DhcpOptions.HOST_NAME),
                        options.text(DhcpOptions.VENDOR_CLASS),
                        options.octets(DhcpOptions.CLIENT_ID)));
    }

    private static IpAddress address(Payload payload, int at) {
        return IpAddress.v4(payload.i32(at));
    }

    private static MacAddress mac(Payload payload, int at) {
        return new MacAddress((long) payload.u16(at) << 32 | payload.u32(at + 2));
    }

    private static boolean namesEmpty(Payload payload) {
        for (int i = SNAME; i < COOKIE_AT; i += 8) {
            if (payload.i64(i) != 0) {
                return false;
            }
        }
        return true;
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
