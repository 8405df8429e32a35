// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.l2tp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Roles;
import org.sekisho.event.l2tp.L2tpAnswer;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads the request for a tunnel and its reply, and lets the flow go. A reply seen before the
 * request waits for it, or, where the capture lacks the request, for what the client sends next to
 * the tunnel that the reply assigned.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class L2tpDissector implements DatagramDissector {
    /** Control message of version 2 with length and sequence numbers (RFC 2661 §3.1). */
    private static final int CONTROL = 0xc802;

    private static final int HEADER = 12;
    private static final int TUNNEL = 4;
    private static final int SESSION = 6;

    // Attributes (RFC 2661 §4.1, §4.4).
    private static final int ATTRIBUTE_HEADER = 6;
    private static final int ATTRIBUTE_LENGTH = 0x3ff;
    private static final int HIDDEN = 0x4000;
    private static final int MESSAGE_TYPE = 0;
    private static final int HOST_NAME = 7;
    private static final int VENDOR_NAME = 8;
    private static final int ASSIGNED_TUNNEL = 9;
    private static final int WINDOW = 10;

    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int CONNECTED = 3;

    private static final int MOST_ATTRIBUTES = 32;
    private static final int MOST_LETTERS = 128;

    /**
     * Datagrams that open no tunnel until a flow is let go. Other control messages count less: a
     * whole setup of a dozen may pass a mirror port before its first message does.
     */
    private static final int PATIENCE = 32;

    private static final int FOREIGN = 8;

    // State: the tunnel that the client assigned, 0 before there is one; datagrams that didn't fit;
    // whether a reply came early.
    private static final int ASSIGNED = 0;
    private static final int STRANGERS = 2;
    private static final int EARLY = 3;
    private static final int SIZE = 4;

    private final EarlyAnswers early = new EarlyAnswers();

    @Override
    public String protocol() {
        return "l2tp";
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
        int message = cut > 0 ? 0 : messageType(payload);
        int tunnel = message == 0 ? 0 : payload.u16(TUNNEL);
        StateSlot state = scope.state();
        if (message == REQUEST && tunnel == 0) {
            asked(scope, direction, Math.max(0, number(payload, ASSIGNED_TUNNEL)));
        } else if (message == REPLY && tunnel != 0 && state.u16(ASSIGNED) == 0) {
            state.u8(EARLY, early.keep(scope, direction, payload) ? 1 : 0);
            stranger(scope, payload);
        } else if (message == REPLY
                && direction == Direction.TO_CLIENT
                && tunnel != 0
                && tunnel == state.u16(ASSIGNED)) {
            answer(scope, payload);
            scope.done();
        } else if (message == CONNECTED && repliedTo(scope, direction, tunnel)) {
            asked(scope, direction, early.of(scope).payload().u16(TUNNEL));
        } else {
            stranger(scope, payload);
        }
    }

    private void asked(DatagramScope scope, Direction direction, int assigned) {
        scope.state().u16(ASSIGNED, assigned);
        if (direction == Direction.TO_CLIENT
                && scope.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            scope.swapRoles(); // as of the next datagram
        } else {
            isAnsweredEarly(scope);
        }
    }

    /** Whether the other end's early reply assigned this tunnel, and no request was seen. */
    private boolean repliedTo(DatagramScope scope, Direction direction, int tunnel) {
        StateSlot state = scope.state();
        EarlyAnswers.Answer reply = state.u8(EARLY) == 0 ? null : early.of(scope);
        return reply != null
                && state.u16(ASSIGNED) == 0
                && tunnel != 0
                && tunnel == number(reply.payload(), ASSIGNED_TUNNEL)
                && !reply.sender().equals(EarlyAnswers.sender(scope, direction));
    }

    /** Whether the reply was there before what tells that it is one, and is told now. */
    private boolean isAnsweredEarly(DatagramScope scope) {
        StateSlot state = scope.state();
        if (state.u8(EARLY) == 0 || state.u16(ASSIGNED) == 0) {
            return false;
        }
        EarlyAnswers.Answer reply = early.of(scope);
        if (reply == null
                || reply.payload().u16(TUNNEL) != state.u16(ASSIGNED)
                || !reply.sender().equals(scope.flow().server())) {
            return false;
        }
        answer(scope, reply.payload());
        early.forget(scope);
        scope.done();
        return true;
    }

    @Override
    public void end(DatagramScope scope) {
        early.forget(scope);
    }

    /** Type of a control message that is not about a session; 0 if it is none. */
    private static int messageType(Payload payload) {
        boolean control =
                payload.length() >= HEADER + ATTRIBUTE_HEADER + 2
                        && isControl(payload)
                        && payload.u16(SESSION) == 0;
        // its type is the first attribute (RFC 2661 §4.4.1)
        return control
                        && (payload.u16(HEADER) & ATTRIBUTE_LENGTH) == ATTRIBUTE_HEADER + 2
                        && payload.u32(HEADER + 2) == MESSAGE_TYPE
                ? payload.u16(HEADER + ATTRIBUTE_HEADER)
                : 0;
    }

    private static boolean isControl(Payload payload) {
        return payload.length() >= HEADER
                && payload.u16(0) == CONTROL
                && payload.u16(2) == payload.length();
    }

    private static void answer(DatagramScope scope, Payload payload) {
        List<Integer> types = new ArrayList<>();
        int at = HEADER;
        while (at < payload.length() && types.size() < MOST_ATTRIBUTES) {
            int length = lengthAt(payload, at);
            if (length < 0) {
                return;
            }
            if (payload.u16(at + 2) == 0) {
                types.add(payload.u16(at + 4));
            }
            at += length;
        }
        scope.emit(
                new L2tpAnswer(
                        scope.origin(),
                        types,
                        text(payload, HOST_NAME),
                        text(payload, VENDOR_NAME),
                        Math.max(0, number(payload, WINDOW))));
    }

    /** Length of an attribute with its header; -1 if it is none. */
    private static int lengthAt(Payload payload, int at) {
        if (at + ATTRIBUTE_HEADER > payload.length()) {
            return -1;
        }
        int length = payload.u16(at) & ATTRIBUTE_LENGTH;
        return length < ATTRIBUTE_HEADER || at + length > payload.length() ? -1 : length;
    }

    /** Where an attribute in clear begins; -1 if there is none. */
    private static int find(Payload payload, int type) {
        int at = HEADER;
        for (int i = 0; i < MOST_ATTRIBUTES && at < payload.length(); i++) {
            int length = lengthAt(payload, at);
            if (length < 0) {
                return -1;
            }
            boolean clear = (payload.u16(at) & HIDDEN) == 0;
            if (clear && payload.u16(at + 2) == 0 && payload.u16(at + 4) == type) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    private static int number(Payload payload, int type) {
        int at = find(payload, type);
        boolean fits = at >= 0 && lengthAt(payload, at) == ATTRIBUTE_HEADER + 2;
        return fits ? payload.u16(at + ATTRIBUTE_HEADER) : -1;
    }

    private static String text(Payload payload, int type) {
        int at = find(payload, type);
        if (at < 0) {
            return null;
        }
        int size = Math.min(lengthAt(payload, at) - ATTRIBUTE_HEADER, MOST_LETTERS);
        int from = payload.arrayOffset() + at + ATTRIBUTE_HEADER;
        return new String(payload.array(), from, size, StandardCharsets.ISO_8859_1);
    }

    private void stranger(DatagramScope scope, Payload payload) {
        StateSlot state = scope.state();
        int strangers = state.u8(STRANGERS) + (isControl(payload) ? 1 : FOREIGN);
        state.u8(STRANGERS, strangers);
        if (strangers >= PATIENCE) {
            early.forget(scope);
            scope.done();
        }
    }
}
