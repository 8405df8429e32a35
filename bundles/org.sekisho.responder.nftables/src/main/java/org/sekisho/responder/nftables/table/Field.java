// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

/**
 * A part of a key, with the number that {@code nft} knows its type by ({@code enum datatypes} of
 * its sources, kept in the kernel for whoever lists the set).
 */
enum Field {
    PROTOCOL("inet_proto", 12, 1),
    ADDRESS4("ipv4_addr", 7, 4),
    ADDRESS6("ipv6_addr", 8, 16),
    PORT("inet_service", 13, 2),
    MAC("ether_addr", 9, 6);

    private static final int REGISTER_BYTES = 4;

    private final String word;
    private final int type;
    private final int length;

    Field(String word, int type, int length) {
        this.word = word;
        this.type = type;
        this.length = length;
    }

    String word() {
        return word;
    }

    int type() {
        return type;
    }

    /** Bytes of its value. */
    int length() {
        return length;
    }

    /** Bytes it takes in a key of several fields: whole registers of the kernel. */
    int padded() {
        return (length + REGISTER_BYTES - 1) / REGISTER_BYTES * REGISTER_BYTES;
    }

    int registers() {
        return padded() / REGISTER_BYTES;
    }
}
