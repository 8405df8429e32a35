// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import java.nio.charset.StandardCharsets;
import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;

/** What is remembered of a connection, laid over the slot that the engine lends. */
final class HttpState {
    /** A head comes next; what a slot of zeros says. */
    static final int HEAD = 0;

    /** The line with the size of a chunk comes next. */
    static final int CHUNK = 1;

    /** The trailer section after the last chunk comes next. */
    static final int TRAILER = 2;

    /** The client asked for a tunnel: nothing of it is read before the answer. */
    static final int WAITING = 3;

    /** Where a request ends can't be told; one more response is read. */
    static final int BLIND = 4;

    /** A request whose answer has a body as its head says. */
    static final int PLAIN = 0;

    /** A HEAD request, whose answer has no body. */
    static final int NO_BODY = 1;

    /** A CONNECT request. */
    static final int TUNNEL = 2;

    private static final int MOST_PENDING = 32;

    private static final int PHASES = 0;
    private static final int SCANNED = 2;
    private static final int HEADS = 6;
    private static final int PENDING = 8;
    private static final int PENDING_KINDS = 9;
    private static final int TARGET_LENGTH = 17;
    private static final int TARGET = 19;

    /** Bytes of a slot. */
    static final int SIZE = TARGET + ConnectTarget.LONGEST;

    private StateSlot slot;

    HttpState of(StateSlot slot) {
        this.slot = slot;
        return this;
    }

    int phase(Direction direction) {
        return slot.u8(PHASES + direction.ordinal());
    }

    void phase(Direction direction, int phase) {
        slot.u8(PHASES + direction.ordinal(), phase);
    }

    /** How many bytes of the coming head were searched for its end in vain. */
    int scanned(Direction direction) {
        return slot.u16(SCANNED + 2 * direction.ordinal());
    }

    void scanned(Direction direction, int bytes) {
        slot.u16(SCANNED + 2 * direction.ordinal(), bytes);
    }

    /** Counts a head and returns how many there were. */
    int countHead() {
        int heads = slot.u16(HEADS) + 1;
        slot.u16(HEADS, heads);
        return heads;
    }

    /** Remembers a request until it is answered; false if too many are waiting. */
    boolean ask(int kind) {
        int pending = slot.u8(PENDING);
        if (pending == MOST_PENDING) {
            return false;
        }
        slot.i64(PENDING_KINDS, slot.i64(PENDING_KINDS) | (long) kind << 2 * pending);
        slot.u8(PENDING, pending + 1);
        return true;
    }

    /** Kind of the request that is answered next; plain if none was seen. */
    int answered() {
        return (int) slot.i64(PENDING_KINDS) & 3;
    }

    /** The request that is answered next has its final answer. */
    void forgetAnswered() {
        slot.i64(PENDING_KINDS, slot.i64(PENDING_KINDS) >>> 2);
        slot.u8(PENDING, Math.max(0, slot.u8(PENDING) - 1));
    }

    /**
     * Target of the CONNECT request that waits, at most {@link ConnectTarget#LONGEST} characters.
     */
    String target() {
        byte[] text = new byte[slot.u16(TARGET_LENGTH)];
        slot.get(TARGET, text, 0, text.length);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    void target(String target) {
        byte[] text = target.getBytes(StandardCharsets.ISO_8859_1);
        slot.u16(TARGET_LENGTH, text.length);
        slot.put(TARGET, text);
    }
}
