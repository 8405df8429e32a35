// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Payload;

/**
 * Walks over the headers of the server's TLS records (RFC 8446 §5.1) piece by piece, and remembers
 * the lengths of those with application data as their type. Kept in a flow's state behind the
 * {@link Session}.
 */
final class ServerFlight {
    /** Bytes of state. */
    static final int SIZE = 28;

    private static final int HEADER = 5;
    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 24;
    private static final int APPLICATION_DATA = 23;
    private static final int MAJOR_VERSION = 3;
    private static final int MOST = 8;

    // State: bytes of a header so far and the header; bytes of the record to come; lengths.
    private static final int HAVE = Session.SIZE;
    private static final int BYTES = HAVE + 1;
    private static final int REST = HAVE + 6;
    private static final int COUNT = HAVE + 8;
    private static final int LENGTHS = HAVE + 10;

    private ServerFlight() {}

    /**
     * Takes the next bytes.
     *
     * @return whether they are TLS so far
     */
    static boolean take(StateSlot state, Payload bytes, int from) {
        int at = from;
        while (at < bytes.length()) {
            int rest = state.u16(REST);
            if (rest > 0) {
                int step = Math.min(rest, bytes.length() - at);
                state.u16(REST, rest - step);
                at += step;
                continue;
            }
            int have = state.u8(HAVE);
            state.u8(BYTES + have, bytes.u8(at++));
            state.u8(HAVE, have + 1);
            if (have + 1 == HEADER && !header(state)) {
                return false;
            }
        }
        return true;
    }

    private static boolean header(StateSlot state) {
        state.u8(HAVE, 0);
        int type = state.u8(BYTES);
        if (type < FIRST_TYPE || type > LAST_TYPE || state.u8(BYTES + 1) != MAJOR_VERSION) {
            return false;
        }
        int length = state.u16(BYTES + 3);
        state.u16(REST, length);
        int count = state.u8(COUNT);
        if (type == APPLICATION_DATA && count < MOST) {
            state.u16(LENGTHS + 2 * count, length);
            state.u8(COUNT, count + 1);
        }
        return true;
    }

    /** The lengths so far. */
    static List<Integer> lengths(StateSlot state) {
        List<Integer> lengths = new ArrayList<>(state.u8(COUNT));
        for (int i = 0; i < state.u8(COUNT); i++) {
            lengths.add(state.u16(LENGTHS + 2 * i));
        }
        return lengths;
    }

    /** Whether any was seen. */
    static boolean hasBegun(StateSlot state) {
        return state.u8(COUNT) > 0;
    }
}
