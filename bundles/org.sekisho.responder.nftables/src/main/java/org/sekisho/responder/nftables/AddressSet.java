// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.util.List;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;

/**
 * A named set of the table, and the rules that look into it. One set for each action, scope and IP
 * version.
 *
 * @param action what happens to a packet that is found in it
 * @param scope what its elements are
 * @param v6 whether it holds IPv6 addresses
 */
record AddressSet(Action action, Scope scope, boolean v6) implements Comparable<AddressSet> {
    /** Enough to notice that the network works, too little for a tunnel. */
    private static final String RATE = "limit rate over 8 kbytes/second";

    static AddressSet of(Block block) {
        boolean v6 =
                switch (block.scope()) {
                    case FLOW, PAIR, CLIENT -> block.client().address().v6();
                    case SERVER -> block.server().address().v6();
                    case MAC -> false;
                };
        return new AddressSet(block.action(), block.scope(), v6);
    }

    String name() {
        String what =
                switch (action) {
                    case DROP -> "blocked";
                    case RESET -> "reset";
                    case LIMIT -> "limited";
                };
        String whom =
                switch (scope) {
                    case FLOW -> "_flows";
                    case PAIR -> "_pairs";
                    case SERVER -> "_servers";
                    case CLIENT -> "_clients";
                    case MAC -> "_macs";
                };
        return what + whom + (v6 ? "6" : "");
    }

    String type() {
        String address = v6 ? "ipv6_addr" : "ipv4_addr";
        return switch (scope) {
            case FLOW -> address + " . inet_service . " + address + " . inet_service";
            case PAIR -> address + " . " + address;
            case SERVER, CLIENT -> address;
            case MAC -> "ether_addr";
        };
    }

    /** Rules without table and chain, in the order in which they must stand. */
    List<String> rules() {
        List<String> matches =
                switch (scope) {
                    case FLOW ->
                            List.of(source() + " . th sport . " + destination() + " . th dport");
                    case PAIR -> List.of(source() + " . " + destination());
                    case SERVER, CLIENT -> List.of(source(), destination());
                    case MAC -> List.of("ether saddr");
                };
        return matches.stream().flatMap(match -> rules(match + " @" + name()).stream()).toList();
    }

    private List<String> rules(String found) {
        String transport = scope == Scope.FLOW ? "meta l4proto { tcp, udp } " : "";
        return switch (action) {
            case DROP -> List.of(transport + found + " drop");
            case LIMIT -> List.of(transport + found + " " + RATE + " drop");
            case RESET ->
                    List.of(
                            "meta l4proto tcp " + found + " reject with tcp reset",
                            transport + found + " drop");
        };
    }

    private String source() {
        return v6 ? "ip6 saddr" : "ip saddr";
    }

    private String destination() {
        return v6 ? "ip6 daddr" : "ip daddr";
    }

    @Override
    public int compareTo(AddressSet other) {
        return name().compareTo(other.name());
    }
}
