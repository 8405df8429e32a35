// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.NatTraversalMessage.Kind;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads the NAT traversal service (wire facts §6.5): Packs with its field names and address answers
 * on any port, and queries of one byte on its port 5004, where alone they mean something. Of
 * messages that repeat, the first in each direction is told.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class NatTraversalDissector implements DatagramDissector {
    private static final int PORT = 5004;

    /** Other datagrams until a flow is given up. */
    private static final int PATIENCE = 8;

    /** Messages told of one flow. */
    private static final int MOST_TOLD = 16;

    /** Names of which one is in every Pack of the service. */
    private static final Set<String> NAMES = Set.of("nat_traversal_version", "opcode");

    private static final byte[] ADDRESS_START = {'I', 'P', '='};
    private static final int LONGEST_ANSWER = 512;
    private static final int HEAD = 64;

    // State: other datagrams, count and hashes of what was told.
    private static final int OTHERS = 0;
    private static final int TOLD = 2;
    private static final int HASHES = 4;

    @Override
    public String protocol() {
        return "softether-nat-traversal";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return HASHES + 4 * MOST_TOLD;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        if (cut > 0 || !read(scope, direction, payload)) {
            StateSlot state = scope.state();
            state.u16(OTHERS, state.u16(OTHERS) + 1);
            if (state.u16(OTHERS) >= PATIENCE) {
                scope.done();
            }
        }
    }

    private static boolean read(DatagramScope scope, Direction direction, Payload payload) {
        int length = payload.length();
        if (length == 1) {
            return query(scope, direction, payload);
        }
        if (length <= LONGEST_ANSWER && payload.matches(0, ADDRESS_START)) {
            Map<String, String> address = address(payload.text(0, length));
            if (address == null) {
                return false;
            }
            tell(scope, direction, Kind.ADDRESS_ANSWER, 0, address, payload);
            return true;
        }
        if (Pack.plausible(payload, 0, length)) {
            Map<String, String> fields = Pack.read(payload, 0, length);
            if (fields == null || !fromService(fields)) {
                return false;
            }
            String opcode = fields.getOrDefault("opcode", "");
            // An answer has the name of what it answers.
            int hash = 31 * opcode.hashCode() + (fields.containsKey("isret") ? 1 : 0);
            tell(scope, direction, Kind.PACK, hash, fields, payload);
            return true;
        }
        return false;
    }

    private static boolean query(DatagramScope scope, Direction direction, Payload payload) {
        int letter = payload.u8(0);
        boolean toService =
                (direction == Direction.TO_SERVER ? scope.serverPort() : scope.clientPort())
                        == PORT;
        if (letter != 'A' && letter != 'B' || !toService) {
            return false;
        }
        Kind kind = letter == 'A' ? Kind.SERVER_QUERY : Kind.SESSION_QUERY;
        tell(scope, direction, kind, 0, Map.of(), payload);
        return true;
    }

    /**
     * Reads {@code IP=a.b.c.d,PORT=n}, which may go on after {@code #}; null if it is something
     * else.
     */
    private static Map<String, String> address(String text) {
        int hash = text.indexOf('#');
        String answer = hash < 0 ? text : text.substring(0, hash);
        int comma = answer.indexOf(",PORT=");
        if (comma < 0 || answer.length() > comma + 11) {
            return null;
        }
        IpAddress address = IpAddress.parse(answer.substring(3, comma));
        String port = answer.substring(comma + 6);
        boolean digits = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (address == null || !digits || Integer.parseInt(port) > 65535) {
            return null;
        }
        Map<String, String> fields = new TreeMap<>();
        fields.put("ip", address.toString());
        fields.put("port", port);
        return fields;
    }

    /** Whether a Pack is one of this service: other protocols of SoftEther have Packs too. */
    private static boolean fromService(Map<String, String> fields) {
        return fields.containsKey("tran_id") && NAMES.stream().anyMatch(fields::containsKey);
    }

    private static void tell(
            DatagramScope scope,
            Direction direction,
            Kind kind,
            int detail,
            Map<String, String> fields,
            Payload payload) {
        StateSlot state = scope.state();
        state.u16(OTHERS, 0);
        int told = state.u16(TOLD);
        if (told >= MOST_TOLD) {
            return;
        }
        int hash = (31 * detail + kind.ordinal() << 1 | direction.ordinal()) + 1;
        for (int i = 0; i < told; i++) {
            if (state.i32(HASHES + 4 * i) == hash) {
                return;
            }
        }
        state.i32(HASHES + 4 * told, hash);
        state.u16(TOLD, told + 1);
        int head = Math.min(HEAD, payload.length());
        scope.emit(
                new NatTraversalMessage(
                        scope.origin(), direction, kind, fields, payload.octets(0, head)));
        if (told + 1 >= MOST_TOLD) {
            scope.done();
        }
    }
}
