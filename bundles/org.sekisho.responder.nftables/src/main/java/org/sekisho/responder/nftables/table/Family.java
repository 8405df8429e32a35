// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

/** Which packets a table sees. */
public enum Family {
    /** IPv4 and IPv6, forwarded or the machine's own. {@code NFPROTO_INET} of the kernel. */
    INET(1, "inet"),
    /** Frames between the ports of a bridge. {@code NFPROTO_BRIDGE} of the kernel. */
    BRIDGE(7, "bridge");

    private final int number;
    private final String word;

    Family(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }

    /** As {@code nft} calls it. */
    public String word() {
        return word;
    }

    /** Its table of ours, as in {@code nft list table}. */
    public String table() {
        return word + " " + TableLayout.NAME;
    }
}
