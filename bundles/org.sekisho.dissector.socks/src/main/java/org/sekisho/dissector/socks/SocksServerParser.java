// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import org.sekisho.packet.Payload;

/**
 * Reads what a SOCKS server says. Methods tell the size of the message that begins at {@code at},
 * or what {@link Step} names; a refusal is {@link Step#WRONG}, because no inner stream follows.
 */
final class SocksServerParser {
    /** Method "no authentication required" (RFC 1928 §3). */
    static final int NO_LOGIN = 0;

    /** Method "user name and password" (RFC 1928 §3). */
    static final int LOGIN = 2;

    /** Reply of version 4 that grants a request. */
    private static final int GRANTED4 = 0x5a;

    private SocksServerParser() {}

    /** {@code 00 5a port address}. */
    static int reply4(Payload bytes, int at) {
        int there = bytes.length() - at;
        return there > 1 && bytes.u8(at + 1) != GRANTED4 ? Step.WRONG : Step.of(8, there);
    }

    /** {@code 05 method} (RFC 1928 §3). */
    static int choice5(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there < 2) {
            return Step.MORE;
        }
        int method = bytes.u8(at + 1);
        return method == NO_LOGIN || method == LOGIN ? 2 : Step.WRONG;
    }

    /** {@code 01 00}: the login is accepted (RFC 1929 §2). */
    static int accepted(Payload bytes, int at) {
        int there = bytes.length() - at;
        return there > 1 && bytes.u8(at + 1) != 0 ? Step.WRONG : Step.of(2, there);
    }

    /** {@code 05 00 00 type address port}: granted (RFC 1928 §6). */
    static int reply5(Payload bytes, int at) {
        int there = bytes.length() - at;
        return there > 1 && bytes.u8(at + 1) != 0
                ? Step.WRONG
                : SocksClientParser.addressed(bytes, at);
    }
}
