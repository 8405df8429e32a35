// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ike;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Roles;
import org.sekisho.event.ike.IkeAnswer;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** Reads the first two messages of an exchange and lets the flow go. */
@Component(scope = ServiceScope.PROTOTYPE)
public final class IkeDissector implements DatagramDissector {
    // Header (RFC 2408 §3.1).
    private static final int RESPONDER = 8;
    private static final int NEXT = 16;
    private static final int VERSION = 17;
    private static final int EXCHANGE = 18;
    private static final int FLAGS = 19;
    private static final int MESSAGE = 20;
    private static final int LENGTH = 24;
    private static final int HEADER = 28;

    private static final int VERSION_1_0 = 0x10;
    private static final int MAIN = 2;
    private static final int AGGRESSIVE = 4;
    private static final int SECURITY_ASSOCIATION = 1;
    private static final int VENDOR_ID = 13;

    /** Next payload, reserved, length (RFC 2408 §3.2). */
    private static final int PAYLOAD_HEADER = 4;

    /** Four zero bytes where ESP has its SPI (RFC 3948 §2.2). */
    private static final int MARKER = 4;

    private static final int MOST_PAYLOADS = 32;
    private static final int MOST_VENDOR_IDS = 16;
    private static final int MOST_BYTES = 64;

    /** Datagrams that are no part of an exchange until a flow is let go. */
    private static final int PATIENCE = 4;

    // State: the initiator's cookie, 0 before there is one; datagrams that didn't fit.
    private static final int COOKIE = 0;
    private static final int STRANGERS = 8;
    private static final int SIZE = 9;

    @Override
    public String protocol() {
        return "ike";
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
        int at = payload.length() >= MARKER && payload.u32(0) == 0 ? MARKER : 0;
        if (cut > 0 || !opens(payload, at)) {
            stranger(scope);
            return;
        }
        StateSlot state = scope.state();
        long cookie = payload.i64(at);
        if (payload.i64(at + RESPONDER) == 0) {
            if (direction == Direction.TO_CLIENT
                    && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
                scope.swapRoles();
            }
            state.i64(COOKIE, cookie);
        } else if (direction == Direction.TO_CLIENT && cookie == state.i64(COOKIE)) {
            answer(scope, payload, at);
        } else {
            stranger(scope);
        }
    }

    /** Whether this may be one of the two messages that open an exchange. */
    private static boolean opens(Payload payload, int at) {
        if (payload.length() < at + HEADER) {
            return false;
        }
        int exchange = payload.u8(at + EXCHANGE);
        return payload.u8(at + VERSION) == VERSION_1_0
                && (exchange == MAIN || exchange == AGGRESSIVE)
                && payload.u8(at + NEXT) == SECURITY_ASSOCIATION
                && payload.u8(at + FLAGS) == 0
                && payload.u32(at + MESSAGE) == 0
                && payload.u32(at + LENGTH) == payload.length() - at
                && payload.i64(at) != 0;
    }

    private static void answer(DatagramScope scope, Payload payload, int start) {
        List<Integer> types = new ArrayList<>();
        List<Octets> vendorIds = new ArrayList<>();
        int type = payload.u8(start + NEXT);
        int at = start + HEADER;
        while (type != 0) {
            if (at + PAYLOAD_HEADER > payload.length() || types.size() == MOST_PAYLOADS) {
                scope.done();
                return;
            }
            int length = payload.u16(at + 2);
            if (length < PAYLOAD_HEADER || at + length > payload.length()) {
                scope.done();
                return;
            }
            types.add(type);
            if (type == VENDOR_ID && vendorIds.size() < MOST_VENDOR_IDS) {
                int size = Math.min(length - PAYLOAD_HEADER, MOST_BYTES);
                int from = payload.arrayOffset() + at + PAYLOAD_HEADER;
                vendorIds.add(Octets.of(payload.array(), from, size));
            }
            type = payload.u8(at);
            at += length;
        }
        scope.emit(new IkeAnswer(scope.origin(), payload.u8(start + EXCHANGE), types, vendorIds));
        scope.done();
    }

    private static void stranger(DatagramScope scope) {
        StateSlot state = scope.state();
        int strangers = state.u8(STRANGERS) + 1;
        state.u8(STRANGERS, strangers);
        if (strangers >= PATIENCE) {
            scope.done();
        }
    }
}
