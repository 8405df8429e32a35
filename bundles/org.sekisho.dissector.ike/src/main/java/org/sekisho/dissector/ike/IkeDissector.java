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

/**
 * Reads the first two messages of an exchange and lets the flow go. An answer seen before its
 * question waits for it, or, where the capture lacks the question, for a later message of the
 * initiator: it repeats both cookies.
 */
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

    /**
     * Datagrams that open no exchange until a flow is let go. Other messages of one count less: a
     * whole exchange may pass a mirror port before its first message does.
     */
    private static final int PATIENCE = 32;

    private static final int FOREIGN = 8;

    // State: the initiator's cookie, 0 before there is one; datagrams that didn't fit; whether an
    // answer came early.
    private static final int COOKIE = 0;
    private static final int STRANGERS = 8;
    private static final int EARLY = 9;
    private static final int SIZE = 10;

    private final EarlyAnswers early = new EarlyAnswers();

    @Override
    public String protocol() {
        return "ike";
    }

    @Override
    public int stateLayout() {
        return 2;
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
        if (isAnsweredEarly(scope)) {
            return;
        }
        int at = start(payload);
        if (repeatsBothCookies(scope, direction, payload)) {
            asked(scope, direction, payload.i64(at));
            return;
        }
        if (cut > 0 || !opens(payload, at)) {
            stranger(scope, payload);
            return;
        }
        StateSlot state = scope.state();
        long cookie = payload.i64(at);
        if (payload.i64(at + RESPONDER) == 0) {
            asked(scope, direction, cookie);
        } else if (direction == Direction.TO_CLIENT && cookie == state.i64(COOKIE)) {
            answer(scope, payload, at);
        } else {
            if (state.i64(COOKIE) == 0 && early.keep(scope, direction, payload)) {
                state.u8(EARLY, 1);
            }
            stranger(scope, payload);
        }
    }

    private static int start(Payload payload) {
        return payload.length() >= MARKER && payload.u32(0) == 0 ? MARKER : 0;
    }

    private void asked(DatagramScope scope, Direction direction, long cookie) {
        scope.state().i64(COOKIE, cookie);
        if (direction == Direction.TO_CLIENT
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            scope.swapRoles(); // as of the next datagram
        } else {
            isAnsweredEarly(scope);
        }
    }

    /** Whether this goes on with the exchange of an early answer whose question was not seen. */
    private boolean repeatsBothCookies(DatagramScope scope, Direction direction, Payload payload) {
        StateSlot state = scope.state();
        int at = start(payload);
        if (state.u8(EARLY) == 0
                || state.i64(COOKIE) != 0
                || payload.length() < at + HEADER // the rest may be cut off
                || payload.u8(at + VERSION) != VERSION_1_0) {
            return false;
        }
        EarlyAnswers.Answer answer = early.of(scope);
        if (answer == null || answer.sender().equals(EarlyAnswers.sender(scope, direction))) {
            return false;
        }
        int begin = start(answer.payload());
        return payload.i64(at) == answer.payload().i64(begin)
                && payload.i64(at + RESPONDER) == answer.payload().i64(begin + RESPONDER);
    }

    /** Whether the answer was there before what tells that it is one, and is told now. */
    private boolean isAnsweredEarly(DatagramScope scope) {
        StateSlot state = scope.state();
        if (state.u8(EARLY) == 0 || state.i64(COOKIE) == 0) {
            return false;
        }
        EarlyAnswers.Answer answer = early.of(scope);
        int begin = answer == null ? 0 : start(answer.payload());
        if (answer == null
                || answer.payload().i64(begin) != state.i64(COOKIE)
                || !answer.sender().equals(scope.flow().server())) {
            return false;
        }
        answer(scope, answer.payload(), begin);
        early.forget(scope);
        return true;
    }

    @Override
    public void end(DatagramScope scope) {
        early.forget(scope);
    }

    /** Whether this may be one of the two messages that open an exchange. */
    private static boolean opens(Payload payload, int at) {
        if (!isMessage(payload, at)) {
            return false;
        }
        int exchange = payload.u8(at + EXCHANGE);
        return (exchange == MAIN || exchange == AGGRESSIVE)
                && payload.u8(at + NEXT) == SECURITY_ASSOCIATION
                && payload.u8(at + FLAGS) == 0
                && payload.u32(at + MESSAGE) == 0
                && payload.i64(at) != 0;
    }

    private static boolean isMessage(Payload payload, int at) {
        return payload.length() >= at + HEADER
                && payload.u8(at + VERSION) == VERSION_1_0
                && payload.u32(at + LENGTH) == payload.length() - at;
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

    private void stranger(DatagramScope scope, Payload payload) {
        StateSlot state = scope.state();
        int strangers = state.u8(STRANGERS) + (isMessage(payload, start(payload)) ? 1 : FOREIGN);
        state.u8(STRANGERS, strangers);
        if (strangers >= PATIENCE) {
            early.forget(scope);
            scope.done();
        }
    }
}
