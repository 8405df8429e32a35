// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Payload;

/**
 * UDP acceleration of sessions without encryption (wire facts §5): cookie u32, own clock u64, the
 * peer's clock as last heard u64, size u16, flag u8, then {@code size} bytes. Both clocks count
 * milliseconds. One packet proves little; several whose clock runs with the time of the capture do.
 */
final class PlainAcceleration {
    /** Bytes of state for one direction. */
    static final int STATE_SIZE = 32;

    /** Least payload: a header without data. */
    static final int SHORTEST = 23;

    /** Bytes of the cookie at the start. */
    static final int COOKIE = 4;

    /** Packets in a row that have to fit. */
    static final int ENOUGH = 3;

    // Places in the packet.
    private static final int OWN_CLOCK = 4;
    private static final int PEER_CLOCK = 12;
    private static final int DATA_SIZE = 20;
    private static final int FLAG = 22;

    // Places in the state.
    private static final int FITTING = 0;
    private static final int LAST_COOKIE = 4;
    private static final int LAST_OWN = 8;
    private static final int LAST_PEER = 16;
    private static final int LAST_TIME = 24;

    /** How far the clock may be from the time of capture: queues on the way, in milliseconds. */
    private static final long TOLERANCE = 400;

    private PlainAcceleration() {}

    /** Takes a packet of one direction; returns how many in a row fit, this one included. */
    static int packet(StateSlot state, int at, long time, Payload payload) {
        if (!shaped(payload)) {
            state.u8(at + FITTING, 0);
            return 0;
        }
        int fitting = state.u8(at + FITTING);
        long own = payload.i64(OWN_CLOCK);
        long peer = payload.i64(PEER_CLOCK);
        if (fitting > 0) {
            long passed = own - state.i64(at + LAST_OWN);
            if (passed == 0) {
                return 0; // a repeated packet, or a burst within a tick
            }
            long elapsed = Math.floorDiv(time - state.i64(at + LAST_TIME), 1_000_000L);
            boolean fits =
                    payload.i32(0) == state.i32(at + LAST_COOKIE)
                            && passed > 0
                            && Math.abs(passed - elapsed) <= TOLERANCE
                            && peer >= state.i64(at + LAST_PEER);
            if (!fits) {
                fitting = 0;
            }
        }
        fitting = Math.min(255, fitting + 1);
        state.u8(at + FITTING, fitting);
        state.i32(at + LAST_COOKIE, payload.i32(0));
        state.i64(at + LAST_OWN, own);
        state.i64(at + LAST_PEER, peer);
        state.i64(at + LAST_TIME, time);
        return fitting;
    }

    private static boolean shaped(Payload payload) {
        // A clock of more than 32 bits would be 49 days of milliseconds: the maker's starts at
        // boot, and
        // hosts that run longer are left to the other marks.
        return payload.i32(OWN_CLOCK) == 0
                && payload.i32(OWN_CLOCK + 4) != 0
                && payload.i32(PEER_CLOCK) == 0
                && payload.u16(DATA_SIZE) == payload.length() - SHORTEST
                && payload.u8(FLAG) <= 1
                && HighEntropy.distinct(payload, 0, COOKIE) >= 3;
    }
}
