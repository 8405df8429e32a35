// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads DNS, multicast DNS and LLMNR in UDP. On their own ports a malformed message is passed over;
 * on any other port the first datagram that is not DNS beyond doubt ends the look at the flow.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class DnsDissector implements DatagramDissector {
    /** NetBIOS name service (RFC 1002): the layout of DNS, but names that mean something else. */
    private static final int NETBIOS = 137;

    private final DnsParser parser = new DnsParser();

    @Override
    public String protocol() {
        return "dns";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 0;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP && clientPort != NETBIOS && serverPort != NETBIOS;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        boolean fromServerPort = isDns(scope.clientPort());
        if (fromServerPort || isDns(scope.serverPort())) {
            if (parser.read(payload, cut > 0)) {
                emit(scope, direction, fromServerPort);
            }
        } else if (cut == 0 && parser.readStrictly(payload)) {
            emit(scope, direction, true);
        } else {
            scope.done();
        }
    }

    private void emit(DatagramScope scope, Direction direction, boolean turned) {
        scope.emit(parser.event(scope.origin(), direction));
        boolean answerFirst = parser.response() && direction == Direction.TO_SERVER;
        if (answerFirst && turned && scope.clientPort() != scope.serverPort()) {
            scope.swapRoles();
        }
    }

    /** DNS (RFC 1035 §4.2), multicast DNS (RFC 6762 §5.1), LLMNR (RFC 4795 §2.3). */
    private static boolean isDns(int port) {
        return port == 53 || port == 5353 || port == 5355;
    }
}
