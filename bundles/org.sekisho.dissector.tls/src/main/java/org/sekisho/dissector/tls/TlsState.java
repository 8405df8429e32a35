// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;

/**
 * What is remembered of a flow, as a view of its {@link StateSlot}. One view is placed on slot
 * after slot. Less than 512 bytes, because a sensor remembers very many flows.
 */
final class TlsState {
    /** Nothing was read of this direction yet. */
    static final int NEW = 0;

    /** At a record boundary; handshake messages are in clear. */
    static final int HANDSHAKE = 1;

    /** At a record boundary; only the outside of records is read. */
    static final int RECORDS = 2;

    /** Not known where the next record begins. */
    static final int UNSYNCHRONISED = 3;

    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int RETRY = 4;
    static final int INCOMPLETE = 8;

    private static final int FLAGS = 0;
    private static final int RESYNCHRONISATIONS = 1;
    private static final int OFFERED_SESSION = 2;
    private static final int HALVES = 10;

    private static final int PHASE = 0;
    private static final int SEEN = 1;
    private static final int HANDLED = 2;
    private static final int NOTED = 6;
    private static final int BOUNDARY = 10;
    private static final int RECORD_VERSION = 14;
    private static final int HALF_SIZE = 15;

    private static final int HEADER_TAKEN = 2;
    private static final int HELLO_CHECKED = 4;
    private static final int FRAMING_LOST = 8;

    private static final int RUN = HALVES + 2 * HALF_SIZE;

    static final int SIZE = RUN + RecordRun.SIZE;

    final RecordRun run = new RecordRun();
    private StateSlot slot;

    void on(StateSlot slot) {
        this.slot = slot;
        run.on(slot, RUN);
    }

    boolean is(int flag) {
        return (slot.u8(FLAGS) & flag) != 0;
    }

    void mark(int flag) {
        slot.u8(FLAGS, slot.u8(FLAGS) | flag);
    }

    /** Counts a failed look for a record; true when it is time to give up. */
    boolean tired(int patience) {
        int count = slot.u8(RESYNCHRONISATIONS) + 1;
        slot.u8(RESYNCHRONISATIONS, Math.min(count, 255));
        return count >= patience;
    }

    /** Digest of the session id that the client offered; 0 if none. */
    long offeredSession() {
        return slot.i64(OFFERED_SESSION);
    }

    void offeredSession(long digest) {
        slot.i64(OFFERED_SESSION, digest);
    }

    private static int half(Direction direction) {
        return HALVES + direction.ordinal() * HALF_SIZE;
    }

    int phase(Direction direction) {
        return slot.u8(half(direction) + PHASE);
    }

    void phase(Direction direction, int phase) {
        slot.u8(half(direction) + PHASE, phase);
        handled(direction, 0);
    }

    private boolean bit(Direction direction, int bit) {
        return (slot.u8(half(direction) + SEEN) & bit) != 0;
    }

    private void bit(Direction direction, int bit, boolean value) {
        int bits = slot.u8(half(direction) + SEEN);
        slot.u8(half(direction) + SEEN, value ? bits | bit : bits & ~bit);
    }

    /** Whether this direction ever had a record. */
    boolean seen(Direction direction) {
        return bit(direction, 1);
    }

    void seen(Direction direction, boolean value) {
        bit(direction, 1, value);
    }

    /** Whether the header of the record at hand was consumed without its content. */
    boolean headerTaken(Direction direction) {
        return bit(direction, HEADER_TAKEN);
    }

    void headerTaken(Direction direction, boolean value) {
        bit(direction, HEADER_TAKEN, value);
    }

    /** Whether it was looked at which kind of hello this direction begins with. */
    boolean helloChecked(Direction direction) {
        return bit(direction, HELLO_CHECKED);
    }

    void helloChecked(Direction direction, boolean value) {
        bit(direction, HELLO_CHECKED, value);
    }

    /** Whether this direction went on with something that is not TLS. */
    boolean framingLost(Direction direction) {
        return bit(direction, FRAMING_LOST);
    }

    void framingLost(Direction direction, boolean value) {
        bit(direction, FRAMING_LOST, value);
    }

    /** Bytes of handshake messages, from the record at hand on, that need no more reading. */
    int handled(Direction direction) {
        return slot.i32(half(direction) + HANDLED);
    }

    void handled(Direction direction, int bytes) {
        slot.i32(half(direction) + HANDLED, bytes);
    }

    /** Bytes after those consumed that belong to records whose header is in the run already. */
    int noted(Direction direction) {
        return slot.i32(half(direction) + NOTED);
    }

    void noted(Direction direction, int bytes) {
        slot.i32(half(direction) + NOTED, bytes);
    }

    /** Low 32 bits of the position at which the last record passed ends. */
    int boundary(Direction direction) {
        return slot.i32(half(direction) + BOUNDARY);
    }

    void boundary(Direction direction, int position) {
        slot.i32(half(direction) + BOUNDARY, position);
    }

    /** Low byte of the version of the first record. */
    int recordVersion(Direction direction) {
        return slot.u8(half(direction) + RECORD_VERSION);
    }

    void recordVersion(Direction direction, int lowByte) {
        slot.u8(half(direction) + RECORD_VERSION, lowByte);
    }

    /** Directions are turned from the next call on. */
    void turn() {
        byte[] first = new byte[HALF_SIZE];
        slot.get(HALVES, first, 0, HALF_SIZE);
        slot.move(HALVES + HALF_SIZE, HALVES, HALF_SIZE);
        slot.put(HALVES + HALF_SIZE, first);
        run.turn();
    }
}
