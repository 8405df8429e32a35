// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.packet.Payload;

/**
 * A decrypted packet of reliable UDP (wire facts §6.6): sender's clock u64, peer's clock u64,
 * highest number acknowledged u64, count of acknowledgements u32, that many u64, number u64,
 * payload, padding of p bytes of value p. Numbers count segments from 1. A packet without payload
 * carries the number that the next segment will have. One instance is used for packet after packet.
 */
final class RudpPacket {
    /** Signature, IV and the smallest encrypted part. */
    static final int SHORTEST = 77;

    /** Longest packet that is looked at: 64 acknowledgements, 512 bytes payload, 255 padding. */
    static final int LONGEST = 1500;

    private static final int MOST_ACKNOWLEDGED = 64;
    private static final int MAX_ACKNOWLEDGED = 16;
    private static final int ACKNOWLEDGEMENTS = 24;
    private static final int HEADER = 28;

    /** Decrypted bytes. */
    final byte[] plain = new byte[LONGEST];

    private final Payload view = new Payload();

    /** Highest number of the other side that the sender has acknowledged. */
    long acknowledged;

    /** Number of this segment. */
    long number;

    /** Where in {@link #plain} the payload begins. */
    int start;

    /** Bytes of payload. */
    int length;

    /** Reads the first {@code count} bytes of {@link #plain}; false if they are no packet. */
    boolean read(int count) {
        view.set(plain, 0, count);
        if (count < HEADER + 8 + 1) {
            return false;
        }
        int listed = view.i32(ACKNOWLEDGEMENTS);
        if (listed < 0 || listed > MOST_ACKNOWLEDGED) {
            return false;
        }
        int padding = view.u8(count - 1);
        start = HEADER + 8 * listed + 8;
        length = count - start - padding;
        if (padding == 0 || length < 0) {
            return false;
        }
        acknowledged = view.i64(MAX_ACKNOWLEDGED);
        number = view.i64(start - 8);
        return true;
    }

    /** Whether it ends the session: its number begins with 32 one bits. */
    boolean disconnect() {
        return number >>> 32 == 0xffff_ffffL;
    }

    /** A view of {@code count} bytes of the payload, valid until the next call. */
    Payload payload(int from, int count) {
        return view.set(plain, start + from, count);
    }

    /**
     * Whether the payload begins with 32 one bits, as the number that will end the session does.
     */
    boolean announcesDisconnect() {
        if (length < 8) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            if (plain[start + i] != -1) {
                return false;
            }
        }
        return true;
    }
}
