// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.nbns;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.nbns.NameServiceMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads messages of the NetBIOS name service (RFC 1002 §4.2) on its port: queries, registrations
 * and status queries, each with one question, and their answers. Anything else is passed over. Of a
 * flow at most {@value #PER_SECOND} messages in a second are told.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class NbnsDissector implements DatagramDissector {
    private static final int PORT = 137;
    private static final int HEADER = 12;
    private static final int RESPONSE = 0x8000;
    private static final int INTERNET = 1;

    private static final int PER_SECOND = 16;
    private static final int MOST_NAMES = 16;

    /** A name in a status answer: 16 bytes and 2 of flags (RFC 1002 §4.2.18). */
    private static final int STATUS_NAME = 18;

    private static final int SECOND = 0;
    private static final int COUNT = 8;

    private final NetbiosName name = new NetbiosName();

    @Override
    public String protocol() {
        return "nbns";
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
        return transport == Transport.UDP && (clientPort == PORT || serverPort == PORT);
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        if (payload.length() < HEADER) {
            return;
        }
        int questions = payload.u16(4);
        boolean response = (payload.u16(2) & RESPONSE) != 0;
        if (questions == 1 && !response) {
            question(scope, direction, payload);
        } else if (questions == 0 && response && payload.u16(6) == 1) {
            answer(scope, direction, payload);
        }
    }

    private void question(DatagramScope scope, Direction direction, Payload payload) {
        int end = name.read(payload, HEADER);
        if (end > 0 && end + 4 <= payload.length() && payload.u16(end + 2) == INTERNET) {
            tell(scope, direction, payload, payload.u16(end), List.of(), null);
        }
    }

    /** Name, type, class, time to live, length of the data; an answer repeats the question. */
    private void answer(DatagramScope scope, Direction direction, Payload payload) {
        int end = name.read(payload, HEADER);
        if (end < 0 || end + 10 > payload.length() || payload.u16(end + 2) != INTERNET) {
            return;
        }
        int type = payload.u16(end);
        if (type != NameServiceMessage.STATUS) {
            tell(scope, direction, payload, type, List.of(), null);
            return;
        }
        int data = end + 10;
        int dataEnd = Math.min(payload.length(), data + payload.u16(end + 8));
        if (data >= dataEnd) {
            return;
        }
        int count = payload.u8(data);
        List<String> names = new ArrayList<>(Math.min(count, MOST_NAMES));
        String asked = name.text();
        int suffix = name.suffix();
        int at = data + 1;
        for (int i = 0; i < count; i++, at += STATUS_NAME) {
            if (at + STATUS_NAME > dataEnd) {
                return;
            }
            if (names.size() < MOST_NAMES) {
                name.readClear(payload, at);
                names.add(name.text());
            }
        }
        MacAddress unit = null;
        if (at + 6 <= dataEnd) {
            long mac = (long) payload.u16(at) << 32 | payload.u32(at + 2);
            unit = mac == 0 ? null : new MacAddress(mac);
        }
        tell(scope, direction, payload, type, asked, suffix, names, unit);
    }

    private void tell(
            DatagramScope scope,
            Direction direction,
            Payload payload,
            int type,
            List<String> names,
            MacAddress unit) {
        tell(scope, direction, payload, type, name.text(), name.suffix(), names, unit);
    }

    private void tell(
            DatagramScope scope,
            Direction direction,
            Payload payload,
            int type,
            String asked,
            int suffix,
            List<String> names,
            MacAddress unit) {
        if (!admits(scope)) {
            return;
        }
        int flags = payload.u16(2);
        scope.emit(
                new NameServiceMessage(
                        scope.origin(),
                        direction,
                        payload.u16(0),
                        (flags & RESPONSE) != 0,
                        flags >>> 11 & 0xf,
                        flags,
                        type,
                        asked,
                        suffix,
                        names,
                        unit));
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
