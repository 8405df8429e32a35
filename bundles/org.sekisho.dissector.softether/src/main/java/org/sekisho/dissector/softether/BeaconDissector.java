// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.softether.LanBeacon;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds the texts that SecureNAT and virtual layer-3 switches send to the whole local network every
 * five seconds (wire facts §8.2), on any port.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class BeaconDissector implements DatagramDissector {
    private static final byte[] SECURE_NAT = text("SecureNAT Virtual TCP/IP Stack Beacon");
    private static final byte[] SWITCH = text("PacketiX VPN Virtual Layer-3 Switch Beacon");

    /** Other datagrams until a flow is given up. */
    private static final int PATIENCE = 4;

    /** A third beacon shows the rhythm; from then on a minute is soon enough. */
    private static final int SURE = 3;

    private static final long REPEAT_NANOS = 60_000_000_000L;

    private static final int OTHERS = 0;
    private static final int SEEN = 1;
    private static final int TOLD = 3;

    @Override
    public String protocol() {
        return "softether-beacon";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 11;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        LanBeacon.Kind kind = cut > 0 ? null : kind(payload);
        if (kind == null) {
            state.u8(OTHERS, state.u8(OTHERS) + 1);
            if (state.u8(OTHERS) >= PATIENCE) {
                scope.done();
            }
            return;
        }
        int seen = Math.min(state.u16(SEEN) + 1, 0xffff);
        state.u16(SEEN, seen);
        if (seen == 1 || seen == SURE || scope.time() - state.i64(TOLD) >= REPEAT_NANOS) {
            state.i64(TOLD, scope.time());
            scope.emit(
                    new LanBeacon(
                            scope.origin(),
                            direction,
                            kind,
                            seen,
                            payload.octets(0, payload.length())));
        }
    }

    private static LanBeacon.Kind kind(Payload payload) {
        if (is(payload, SECURE_NAT)) {
            return LanBeacon.Kind.SECURE_NAT;
        }
        return is(payload, SWITCH) ? LanBeacon.Kind.LAYER_3_SWITCH : null;
    }

    private static boolean is(Payload payload, byte[] text) {
        return payload.length() == text.length && payload.matches(0, text);
    }

    /** The text with the zero at its end, which is sent too. */
    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
