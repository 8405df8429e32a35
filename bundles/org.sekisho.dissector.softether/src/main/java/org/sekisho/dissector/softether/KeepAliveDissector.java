// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds the text that every SoftEther server sends by default to keep its way to the internet open
 * (wire facts §7), on any port. Told once for each direction.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class KeepAliveDissector implements DatagramDissector {
    private static final byte[] TEXT =
            "Internet Connection Keep Alive Packet".getBytes(StandardCharsets.US_ASCII);

    /** Other datagrams until a flow is given up. */
    private static final int PATIENCE = 4;

    private static final int OTHERS = 0;
    private static final int TOLD = 1;

    @Override
    public String protocol() {
        return "softether-keep-alive";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        if (cut > 0 || payload.length() != TEXT.length || !payload.matches(0, TEXT)) {
            state.u8(OTHERS, state.u8(OTHERS) + 1);
            if (state.u8(OTHERS) >= PATIENCE) {
                scope.done();
            }
            return;
        }
        int told = state.u8(TOLD);
        int bit = 1 << direction.ordinal();
        if ((told & bit) == 0) {
            state.u8(TOLD, told | bit);
            scope.emit(
                    new KeepAliveText(scope.origin(), direction, payload.octets(0, TEXT.length)));
        }
    }
}
