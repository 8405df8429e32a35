// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import org.sekisho.responder.nftables.table.Expression.Meta;
import org.sekisho.responder.nftables.table.Expression.Payload;

/**
 * What a rule takes out of a packet to look for it in a set. Offsets are those of Ethernet, IPv4
 * (RFC 791 §3.1), IPv6 (RFC 8200 §3), and TCP and UDP alike.
 */
enum Part {
    PROTOCOL("meta l4proto", Field.PROTOCOL, -1, 0),
    SOURCE4("ip saddr", Field.ADDRESS4, Payload.NETWORK, 12),
    DESTINATION4("ip daddr", Field.ADDRESS4, Payload.NETWORK, 16),
    SOURCE6("ip6 saddr", Field.ADDRESS6, Payload.NETWORK, 8),
    DESTINATION6("ip6 daddr", Field.ADDRESS6, Payload.NETWORK, 24),
    SOURCE_PORT("th sport", Field.PORT, Payload.TRANSPORT, 0),
    DESTINATION_PORT("th dport", Field.PORT, Payload.TRANSPORT, 2),
    SOURCE_MAC("ether saddr", Field.MAC, Payload.LINK, 6),
    DESTINATION_MAC("ether daddr", Field.MAC, Payload.LINK, 0);

    private final String text;
    private final Field field;
    private final int base;
    private final int offset;

    Part(String text, Field field, int base, int offset) {
        this.text = text;
        this.field = field;
        this.base = base;
        this.offset = offset;
    }

    String text() {
        return text;
    }

    Field field() {
        return field;
    }

    Expression load(int register) {
        return base < 0
                ? new Meta(Meta.L4PROTO, register)
                : new Payload(base, offset, field.length(), register);
    }

    static Part source(boolean v6) {
        return v6 ? SOURCE6 : SOURCE4;
    }

    static Part destination(boolean v6) {
        return v6 ? DESTINATION6 : DESTINATION4;
    }
}
