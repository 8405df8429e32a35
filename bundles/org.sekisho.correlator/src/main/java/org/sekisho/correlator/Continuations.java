// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * Which cases of different pairs are about one tunnel all the same: a client that came back with
 * another address, and a server that a proxy was asked for by name before its address was known.
 */
final class Continuations {
    private final Limits limits;
    private final MacHolders macs = new MacHolders();

    /** The newest case of a client and a server's name. */
    private final Map<String, Case> named = new HashMap<>();

    Continuations(Limits limits) {
        this.limits = limits;
    }

    /** Learns from the ends of any evidence. */
    void seen(Evidence evidence) {
        for (Party party : new Party[] {evidence.subject().client(), evidence.subject().server()}) {
            if (party != null) {
                macs.seen(party.mac(), party.address());
            }
        }
    }

    /** Whether several hosts are behind this MAC address, as far as is known. */
    boolean shared(MacAddress mac) {
        return macs.shared(mac);
    }

    /**
     * Finds out whether a fresh case goes on with another.
     *
     * @param sameMac cases whose client has the same MAC address
     */
    void join(Case fresh, Evidence evidence, List<Case> sameMac) {
        if (fresh.key().kind() != CaseKey.Kind.PAIR) {
            return;
        }
        Case other = knownByName(fresh);
        if (other != null) {
            fresh.goesOnWith(other, true);
            return;
        }
        other = knownByMac(fresh, evidence, sameMac);
        if (other != null) {
            fresh.goesOnWith(other, false);
        }
    }

    /** Joins two cases about what one machine does to the local network. */
    void joinStation(Case one, Case other) {
        Case first = root(one);
        Case second = root(other);
        if (first != second) {
            boolean inOrder = first.order() < second.order();
            (inOrder ? second : first).goesOnWith(inOrder ? first : second, true);
        }
    }

    /**
     * The other case of this client and this server's name, if only one of the two has an address.
     */
    private Case knownByName(Case fresh) {
        String name = name(fresh);
        Case other = name == null ? null : named.get(name);
        if (other == null) {
            if (name != null) {
                named.put(name, fresh);
            }
            return null;
        }
        boolean oneAddress =
                (fresh.serverParty().address() == null) != (other.serverParty().address() == null);
        boolean taken = other.continuedBy().stream().anyMatch(Case::continuesForSure);
        return oneAddress && !taken ? other : null;
    }

    private static String name(Case one) {
        Party server = one.serverParty();
        return server == null || server.name() == null || one.client() == null
                ? null
                : one.key().tunnel()
                        + ' '
                        + one.client().text()
                        + ' '
                        + server.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The case of a host that dialled the same server until shortly before, from another address.
     */
    private Case knownByMac(Case fresh, Evidence evidence, List<Case> sameMac) {
        if (fresh.clientMac() == null || shared(fresh.clientMac())) {
            return null;
        }
        Case earlier = null;
        for (Case other : sameMac) {
            boolean samePair =
                    other.key().kind() == CaseKey.Kind.PAIR
                            && fresh.server().equals(other.server())
                            && sameNetwork(fresh, other)
                            && fresh.key().tunnel().equals(other.key().tunnel());
            // what a session says of itself it says at first; that it goes on is seen from its
            // flows
            long heard = Math.max(other.lastTime(), other.sessions().heard());
            boolean soon =
                    evidence.time() >= other.lastTime()
                            && evidence.time() - heard <= limits.reconnectNanos();
            boolean later = earlier == null || other.lastTime() >= earlier.lastTime();
            if (samePair && soon && later && other != fresh) {
                earlier = other;
            }
        }
        return earlier;
    }

    /**
     * A host that gets a new address stays where it is: the same /24 or /64. Hosts behind a router,
     * which share its MAC address, often don't.
     */
    private static boolean sameNetwork(Case one, Case other) {
        IpAddress mine = one.orientation().subject().client().address();
        IpAddress theirs = other.orientation().subject().client().address();
        if (mine == null || theirs == null || mine.v6() != theirs.v6()) {
            return false;
        }
        return mine.v6() ? mine.high() == theirs.high() : mine.low() >>> 8 == theirs.low() >>> 8;
    }

    /** A case that is given up goes on with nothing, and nothing goes on with it. */
    void forget(Case gone) {
        gone.forgetLinks();
        String name = name(gone);
        if (name != null) {
            named.remove(name, gone);
        }
    }

    private boolean holds(Case later) {
        return later.continuesForSure() || !shared(later.clientMac());
    }

    /** The case that stands for this one: itself, or the one it goes on with. */
    Case root(Case one) {
        Case root = one;
        while (root.continues() != null && holds(root)) {
            root = root.continues();
        }
        return root;
    }

    /** The case itself and those that go on with it, in the order in which they were opened. */
    List<Case> members(Case root) {
        List<Case> members = new ArrayList<>(1);
        members.add(root);
        for (int i = 0; i < members.size(); i++) {
            members.get(i).continuedBy().stream().filter(this::holds).forEach(members::add);
        }
        return members;
    }
}
