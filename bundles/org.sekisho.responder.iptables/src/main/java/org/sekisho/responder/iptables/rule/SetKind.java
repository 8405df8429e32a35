// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

/** What the elements of a set are, and what the rules that look into it say besides. */
public enum SetKind {
    /** Clients. */
    CLIENTS('c', "hash:net"),
    /** Servers. */
    SERVERS('s', "hash:net"),
    /** Client and server, where the kernel has such sets. */
    PAIRS('p', "hash:net,net"),
    /** Clients of one server, which the rules name; where the kernel has no sets of pairs. */
    CLIENTS_OF_SERVER('o', "hash:net"),
    /** Clients and their ports in flows of TCP to one port of one server, which the rules name. */
    TCP_FLOWS('t', "hash:ip,port"),
    /** The same for UDP. */
    UDP_FLOWS('u', "hash:ip,port"),
    /** MAC addresses, where the kernel has such sets. */
    MACS('m', "hash:mac"),
    /**
     * All addresses, for as long as one MAC address is blocked, which the rules name; where the
     * kernel has no sets of those.
     */
    ONE_MAC('a', "hash:net");

    private final char letter;
    private final String type;

    SetKind(char letter, String type) {
        this.letter = letter;
        this.type = type;
    }

    char letter() {
        return letter;
    }

    /** As {@code ipset} calls its type. */
    public String type() {
        return type;
    }

    /** Whether there is a set for each of something that the rules name. */
    boolean isNamedByRules() {
        return this == CLIENTS_OF_SERVER || isFlow() || this == ONE_MAC;
    }

    boolean isFlow() {
        return this == TCP_FLOWS || this == UDP_FLOWS;
    }

    static SetKind of(char letter) {
        for (SetKind kind : values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of set has the letter " + letter);
    }
}
