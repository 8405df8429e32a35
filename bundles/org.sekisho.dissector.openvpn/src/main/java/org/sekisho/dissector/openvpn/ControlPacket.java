// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.openvpn;

import org.sekisho.packet.Payload;

/**
 * A packet of the control channel in clear: {@code opcode and key id (1) ‖ session id (8) ‖ number
 * of acknowledgements (1) ‖ packet ids (4 each) ‖ session id of the other end (8, if there are any)
 * ‖ packet id (4, unless it only acknowledges) ‖ bytes of TLS}. Layout and opcodes as in OpenVPN's
 * {@code ssl_pkt.h} and its protocol description.
 */
final class ControlPacket {
    static final int CONTROL = 4;
    static final int ACK = 5;
    static final int DATA_V1 = 6;
    static final int CLIENT_RESET = 7;
    static final int SERVER_RESET = 8;
    static final int DATA_V2 = 9;

    /** OpenVPN keeps room for so many acknowledgements in a packet. */
    private static final int MOST_ACKNOWLEDGED = 8;

    private static final int SESSION = 1;
    private static final int COUNT = 9;
    private static final int LIST = 10;

    private int opcode;
    private int key;
    private long session;
    private long other;
    private boolean acknowledges;
    private long number;
    private int body;

    /** Upper five bits of the first byte; 0, which is no opcode, for an empty datagram. */
    static int opcode(Payload payload) {
        return payload.length() == 0 ? 0 : payload.u8(0) >>> 3;
    }

    static boolean isData(int opcode) {
        return opcode == DATA_V1 || opcode == DATA_V2;
    }

    /** Reads a packet; whether its layout is right. */
    boolean read(Payload payload) {
        opcode = opcode(payload);
        boolean control = opcode == CONTROL || opcode == CLIENT_RESET || opcode == SERVER_RESET;
        if (!control && opcode != ACK || payload.length() < LIST) {
            return false;
        }
        key = payload.u8(0) & 7;
        session = payload.i64(SESSION);
        int count = payload.u8(COUNT);
        acknowledges = count > 0;
        body = LIST + (acknowledges ? 4 * count + 8 : 0) + (control ? 4 : 0);
        if (count > MOST_ACKNOWLEDGED || body > payload.length() || session == 0) {
            return false;
        }
        other = acknowledges ? payload.i64(LIST + 4 * count) : 0;
        number = control ? payload.u32(body - 4) : -1;
        boolean bare = body == payload.length();
        return switch (opcode) {
            // an end that dials or answers has nothing to send yet
            case CLIENT_RESET -> bare && number == 0 && key == 0 && !acknowledges;
            case SERVER_RESET -> bare && number == 0 && key == 0;
            case ACK -> bare && acknowledges;
            default -> true;
        };
    }

    int opcode() {
        return opcode;
    }

    /** Which of the session's successive keys it is about; 0 for the first. */
    int key() {
        return key;
    }

    /** Session id of the sender. */
    long session() {
        return session;
    }

    /** Whether it names this session as that of the other end. */
    boolean acknowledges(long peer) {
        return acknowledges && other == peer;
    }

    /** Whether it names a session as that of the other end. */
    boolean acknowledges() {
        return acknowledges;
    }

    /** Packet id, counted in each direction from the reset's 0; -1 if it only acknowledges. */
    long number() {
        return number;
    }

    /** Index of the first byte of TLS. */
    int body() {
        return body;
    }
}
