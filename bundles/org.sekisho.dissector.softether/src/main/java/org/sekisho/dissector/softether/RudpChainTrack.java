// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.util.Arrays;
import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Follows the rule that the IV of a packet of reliable UDP is a window of the packet sent before
 * (wire facts §6.6). Of the packet before, its first 304 bytes are kept: packets of two directions
 * at full size do not fit into a flow's state. About one window in six of real sessions is missed
 * by that, and the next packet has one again.
 */
final class RudpChainTrack {
    private static final int WINDOW = 304;
    private static final int IV = 20;

    // State of one direction.
    private static final int KEPT = 0;
    private static final int MATCHES = 2;
    private static final int OFFSETS = 4;
    private static final int BYTES = 8;
    private static final int BLOCK = BYTES + WINDOW;

    /** Bytes of state for both directions. */
    static final int SIZE = 2 * BLOCK;

    private final byte[] before = new byte[WINDOW];
    private final boolean sure;

    /**
     * @param sure whether the carrier's shape is certain, so that one match is enough; else three
     *     at different offsets, with nothing else in common, are asked for
     */
    RudpChainTrack(boolean sure) {
        this.sure = sure;
    }

    /** Matches that have to be there before they count. */
    int enough() {
        return sure ? 1 : 3;
    }

    int matches(StateSlot state, int at, Direction direction) {
        return state.u8(at + direction.ordinal() * BLOCK + MATCHES);
    }

    void turn(StateSlot state, int at) {
        for (int i = 0; i < BLOCK; i++) {
            int first = state.u8(at + i);
            state.u8(at + i, state.u8(at + BLOCK + i));
            state.u8(at + BLOCK + i, first);
        }
    }

    /**
     * Takes a packet of at least 77 bytes; returns whether it brought the matches to a new number.
     */
    boolean packet(StateSlot state, int at, Direction direction, Payload packet) {
        int block = at + direction.ordinal() * BLOCK;
        int kept = state.u16(block + KEPT);
        if (kept >= IV && state.matches(block + BYTES, packet, 0, IV)) {
            return false; // the same packet once more, as a mirror or a resolver may send it
        }
        int offset = -1;
        if (kept >= IV && HighEntropy.looksRandom(packet, IV, IV)) {
            state.get(block + BYTES, before, 0, kept);
            offset = find(packet, kept);
        }
        int keep = Math.min(WINDOW, packet.length());
        state.put(block + BYTES, packet, 0, keep);
        state.u16(block + KEPT, keep);
        if (offset < 0 || !sure && (known(state, block, offset) || similar(packet, kept, offset))) {
            return false;
        }
        int matches = state.u8(block + MATCHES);
        if (matches == 255) {
            return false;
        }
        if (matches < 2) {
            state.u16(block + OFFSETS + 2 * matches, offset);
        }
        state.u8(block + MATCHES, matches + 1);
        return true;
    }

    private int find(Payload packet, int kept) {
        byte first = (byte) packet.u8(IV);
        int start = packet.arrayOffset() + IV;
        for (int i = 0; i + IV <= kept; i++) {
            if (before[i] == first
                    && Arrays.equals(before, i, i + IV, packet.array(), start, start + IV)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean known(StateSlot state, int block, int offset) {
        int matches = Math.min(2, state.u8(block + MATCHES));
        for (int i = 0; i < matches; i++) {
            if (state.u16(block + OFFSETS + 2 * i) == offset) {
                return true;
            }
        }
        return false;
    }

    /** Whether the packets share more than the window: text and lists do, ciphertext does not. */
    private boolean similar(Payload packet, int kept, int offset) {
        boolean longer =
                offset > 0 && before[offset - 1] == (byte) packet.u8(IV - 1)
                        || offset + IV < kept && before[offset + IV] == (byte) packet.u8(2 * IV);
        int equal = 0;
        for (int i = 0; i < Math.min(kept, packet.length()) && i < 3 * IV; i++) {
            if (before[i] == (byte) packet.u8(i)) {
                equal++;
            }
        }
        // Of 60 random bytes five are equal by chance once in 200,000 pairs.
        return longer || equal >= 5;
    }
}
