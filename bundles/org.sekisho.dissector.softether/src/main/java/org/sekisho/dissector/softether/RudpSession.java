// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * One session of reliable UDP as it is laid out in a flow's state. A view that is placed on one
 * session after the other.
 */
final class RudpSession {
    /** Bytes of state. */
    static final int SIZE = 80;

    // Flags.
    static final int USED = 1;

    /** The first packet went to the server as the flow sees it. */
    static final int TO_SERVER = 2;

    static final int CLIENT_VERIFIED = 4;
    static final int SERVER_VERIFIED = 8;
    static final int CLIENT_TOLD = 16;
    static final int SERVER_TOLD = 32;
    static final int INIT_TOLD = 64;
    static final int ACKNOWLEDGED = 128;
    static final int STREAM = 256;

    static final int ENDED = 512;

    private static final int SEED = 0;
    private static final int KEYS = 20;
    private static final int FLAGS = 60;
    private static final int FIRST_FROM_CLIENT = 64;
    private static final int FIRST_FROM_SERVER = 68;
    private static final int EMPTY_FROM_CLIENT = 72;
    private static final int EMPTY_FROM_SERVER = 76;

    /** Segments at the start of each direction that can be remembered as empty. */
    static final int MOST_EMPTY = 32;

    private StateSlot state;
    private int at;

    RudpSession on(StateSlot state, int at) {
        this.state = state;
        this.at = at;
        return this;
    }

    boolean has(int flags) {
        return (state.u16(at + FLAGS) & flags) == flags;
    }

    void set(int flags) {
        state.u16(at + FLAGS, state.u16(at + FLAGS) | flags);
    }

    void clear(int flags) {
        state.u16(at + FLAGS, state.u16(at + FLAGS) & ~flags);
    }

    /** Starts anew with this seed and these keys. */
    void begin(byte[] seed, byte[] keys, Direction direction) {
        state.put(at + SEED, seed);
        state.put(at + KEYS, keys);
        state.u16(at + FLAGS, USED | (direction == Direction.TO_SERVER ? TO_SERVER : 0));
        state.i64(at + FIRST_FROM_CLIENT, 0);
        state.i64(at + EMPTY_FROM_CLIENT, 0);
    }

    void turn() {
        if (has(USED)) {
            state.u16(at + FLAGS, state.u16(at + FLAGS) ^ TO_SERVER);
        }
    }

    /** Whether packets of this direction come from the session's client. */
    boolean fromClient(Direction direction) {
        return has(TO_SERVER) == (direction == Direction.TO_SERVER);
    }

    void copySeed(byte[] target) {
        state.get(at + SEED, target, 0, RudpCipher.SIZE);
    }

    void copyKeys(byte[] target) {
        state.get(at + KEYS, target, 0, 2 * RudpCipher.SIZE);
    }

    Octets seed() {
        return state.octets(at + SEED, RudpCipher.SIZE);
    }

    /** First 8 bytes of the seed: names the inner stream. */
    long stream() {
        return state.i64(at + SEED);
    }

    /** Number of the first segment with stream data from an end; 0 if there was none. */
    long firstData(boolean client) {
        return state.i32(at + (client ? FIRST_FROM_CLIENT : FIRST_FROM_SERVER)) & 0xffff_ffffL;
    }

    void firstData(boolean client, long number) {
        state.i32(at + (client ? FIRST_FROM_CLIENT : FIRST_FROM_SERVER), (int) number);
    }

    /** Remembers that a segment, counted from 0, carries nothing; false if it comes too late. */
    boolean keepEmpty(boolean client, int number) {
        if (number >= MOST_EMPTY) {
            return false;
        }
        int place = at + (client ? EMPTY_FROM_CLIENT : EMPTY_FROM_SERVER);
        state.i32(place, state.i32(place) | 1 << number);
        return true;
    }

    /** Whether a segment, counted from 0, is remembered as one that carries nothing. */
    boolean isEmpty(boolean client, int number) {
        int mask = state.i32(at + (client ? EMPTY_FROM_CLIENT : EMPTY_FROM_SERVER));
        return (mask >>> number & 1) != 0;
    }
}
