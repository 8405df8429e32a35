// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.event.Flow;
import org.sekisho.packet.MacAddress;

/**
 * All cases, found by what they are about, and which of them tell about the same tunnel. At the
 * bound the case that was quiet longest goes, and attempts and look-ups, which anybody can make up,
 * go before tunnels.
 */
final class CaseIndex {
    /**
     * Most cases found under one end or MAC address, those that were heard of last: a host with
     * thousands of peers must not make every piece of evidence about it cost thousands of steps.
     */
    private static final int MAX_FOUND = 64;

    private final Limits limits;
    private final Continuations continuations;
    private final Map<CaseKey, Case> slight = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<CaseKey, Case> tunnels = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<End, Set<Case>> tunnelsByEnd = new HashMap<>();
    private final Map<End, Set<Case>> attemptsByClient = new HashMap<>();
    private final Map<MacAddress, Set<Case>> byMac = new HashMap<>();
    private final Map<Long, Case> byFlow = new HashMap<>();
    private long opened;
    private long evicted;

    CaseIndex(Limits limits) {
        this.limits = limits;
        this.continuations = new Continuations(limits);
    }

    /** Files evidence and returns its case, or null if it had to be given up. */
    Case file(Evidence evidence) {
        CaseKey key = CaseKey.of(evidence);
        if (key == null) {
            evicted++;
            return null;
        }
        if (!evidence.advisory()) {
            continuations.seen(evidence);
        }
        Case present = slight.get(key);
        present = present != null ? present : tunnels.get(key);
        boolean fresh = present == null;
        if (fresh) {
            makeRoom();
            present = new Case(key, ++opened, limits);
            slight.put(key, present);
        } else {
            unlink(present);
        }
        // advice joins no cases: it must not make one tunnel's case speak against somebody else
        boolean grounds = !evidence.advisory() && !present.isGrounded();
        if (!present.add(evidence)) {
            evicted++;
        }
        if (present.isTunnel() && slight.remove(key) != null) {
            tunnels.put(key, present);
        }
        if (grounds) {
            continuations.join(present, evidence, some(byMac.get(present.clientMac())));
        }
        if (!evidence.advisory()) {
            joinStations(present, evidence);
        }
        link(present);
        long flow = Flow.outermost(evidence.flow());
        if (present.sessions().flows().contains(flow)) {
            byFlow.put(flow, present);
        }
        return present;
    }

    /**
     * What a machine that bridges puts on the network was a case of its own until the machine was
     * known, and so may the machine have been until its IP address was.
     */
    private void joinStations(Case present, Evidence evidence) {
        if (present.key().kind() != CaseKey.Kind.LAN) {
            return;
        }
        Subject subject = evidence.subject();
        for (Party party : new Party[] {subject.client(), subject.server()}) {
            Case other = party == null || party.mac() == null ? null : lan(present, party.mac());
            if (other != null) {
                continuations.joinStation(present, other);
            }
        }
    }

    private Case lan(Case like, MacAddress mac) {
        return lan(like.key().tunnel(), End.of(mac));
    }

    private Case lan(String tunnel, End end) {
        CaseKey key = new CaseKey(CaseKey.Kind.LAN, tunnel, end, null);
        Case one = slight.get(key);
        return one != null ? one : tunnels.get(key);
    }

    /** This flow carries payload. */
    void goesOn(long flow, long time, long toServer, long toClient) {
        Case one = byFlow.get(flow);
        if (one != null) {
            one.sessions().goesOn(flow, time, toServer, toClient);
        }
    }

    private void makeRoom() {
        if (slight.size() + tunnels.size() < limits.maxCases()) {
            return;
        }
        Iterator<Case> eldest = (slight.isEmpty() ? tunnels : slight).values().iterator();
        Case gone = eldest.next();
        eldest.remove();
        unlink(gone);
        gone.sessions().flows().forEach(flow -> byFlow.remove(flow, gone));
        continuations.forget(gone);
        evicted++;
    }

    private void link(Case one) {
        if (isPair(one) && one.isTunnel()) {
            enter(tunnelsByEnd, one.key().first(), one);
            enter(tunnelsByEnd, one.key().second(), one);
        } else if (one.isAttempt()) {
            enter(attemptsByClient, one.client(), one);
        }
        enter(byMac, one.clientMac(), one);
    }

    private static boolean isPair(Case one) {
        return one.key().kind() == CaseKey.Kind.PAIR;
    }

    private void unlink(Case one) {
        leave(tunnelsByEnd, one.key().first(), one);
        leave(tunnelsByEnd, one.key().second(), one);
        leave(attemptsByClient, one.client(), one);
        leave(byMac, one.clientMac(), one);
    }

    private static <K> void enter(Map<K, Set<Case>> index, K key, Case one) {
        if (key != null) {
            Set<Case> cases = index.computeIfAbsent(key, fresh -> new LinkedHashSet<>(2));
            cases.add(one);
            if (cases.size() > MAX_FOUND) {
                cases.remove(cases.iterator().next());
            }
        }
    }

    private static <K> void leave(Map<K, Set<Case>> index, K key, Case one) {
        Set<Case> cases = key == null ? null : index.get(key);
        if (cases != null && cases.remove(one) && cases.isEmpty()) {
            index.remove(key);
        }
    }

    /** The case that stands for this one: itself, or the one it goes on with. */
    Case root(Case one) {
        return continuations.root(one);
    }

    /** The case itself and those that go on with it, in the order in which they were opened. */
    List<Case> members(Case root) {
        return continuations.members(root);
    }

    /**
     * The case that a host's finding is listed with: the nearest tunnel of that host, else the
     * network that it joins to a foreign one, else the nearest attempt, else none.
     */
    Case target(Case host, Evidence finding) {
        End end = host.key().first();
        boolean hub = finding.finding() == Finding.HUB;
        String tunnel = finding.tunnel();
        long time = finding.time();
        Case nearest = null;
        for (Case one : tunnelsOf(host, end)) {
            // that a host dials elsewhere does not say that it offers a hub
            if (!hub || end.equals(one.server())) {
                nearest = nearer(one, nearest, tunnel, time);
            }
        }
        if (nearest == null && !hub) {
            Case bridge = lan(tunnel, end);
            if (bridge != null && bridge.isSuspected()) {
                nearest = nearer(bridge, null, tunnel, time);
            }
        }
        if (nearest == null && !hub) {
            for (Case one : some(attemptsByClient.get(end))) {
                nearest = nearer(one, nearest, tunnel, time);
            }
        }
        return nearest == null ? null : root(nearest);
    }

    /** The tunnel that an attempt of one of its ends is listed with, or null. */
    Case target(Case attempt) {
        Case nearest = null;
        for (Case one : tunnelsOf(attempt, attempt.client())) {
            nearest = nearer(one, nearest, attempt.key().tunnel(), attempt.firstTime());
        }
        return nearest == null ? null : root(nearest);
    }

    /** Cases of tunnels that this end takes part in, in the order in which they were opened. */
    List<Case> tunnelsOf(End end) {
        List<Case> found = some(tunnelsByEnd.get(end));
        found.sort(Comparator.comparingLong(Case::order));
        return found;
    }

    /** The cases of the ends of this tunnel that offer a hub. */
    List<Case> hubsOf(Case tunnel) {
        List<Case> hubs = new ArrayList<>(0);
        for (End end : new End[] {tunnel.key().first(), tunnel.key().second()}) {
            Case host =
                    slight.get(new CaseKey(CaseKey.Kind.HOST, tunnel.key().tunnel(), end, null));
            if (host != null && host.isHub()) {
                hubs.add(host);
            }
        }
        return hubs;
    }

    private List<Case> tunnelsOf(Case asking, End end) {
        List<Case> found = some(tunnelsByEnd.get(end));
        MacAddress mac = asking.clientMac();
        if (mac != null && !continuations.shared(mac)) {
            for (Case one : some(byMac.get(mac))) {
                if (isPair(one)
                        && one.isTunnel()
                        && otherVersion(asking, one)
                        && !found.contains(one)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /** A host that looks up over IPv6 and dials over IPv4 is one host. */
    private static boolean otherVersion(Case one, Case other) {
        Party mine = one.orientation().subject().client();
        Party theirs = other.orientation().subject().client();
        return mine != null
                && theirs != null
                && mine.address() != null
                && theirs.address() != null
                && mine.address().v6() != theirs.address().v6();
    }

    private Case nearer(Case one, Case nearest, String tunnel, long time) {
        if (!one.key().tunnel().equals(tunnel) || one.distance(time) > limits.controlNanos()) {
            return nearest;
        }
        if (nearest == null || one.distance(time) < nearest.distance(time)) {
            return one;
        }
        boolean tie = one.distance(time) == nearest.distance(time);
        return tie && one.order() < nearest.order() ? one : nearest;
    }

    private static List<Case> some(Collection<Case> cases) {
        return cases == null ? new ArrayList<>() : new ArrayList<>(cases);
    }

    /**
     * Hosts and attempts that may be listed with a case: those of its ends and of its MAC address.
     */
    Set<Case> around(Case one) {
        Set<Case> around = new LinkedHashSet<>();
        for (End end : new End[] {one.key().first(), one.key().second()}) {
            Case host = slight.get(new CaseKey(CaseKey.Kind.HOST, one.key().tunnel(), end, null));
            if (host != null) {
                around.add(host);
            }
            around.addAll(some(attemptsByClient.get(end)));
        }
        for (Case other : some(byMac.get(one.clientMac()))) {
            if (other.isAttempt() || other.key().kind() == CaseKey.Kind.HOST) {
                around.add(other);
            }
        }
        around.remove(one);
        return around;
    }

    /** Every case, in the order in which they were opened. */
    List<Case> all() {
        List<Case> all = new ArrayList<>(slight.values());
        all.addAll(tunnels.values());
        all.sort(Comparator.comparingLong(Case::order));
        return all;
    }

    long evicted() {
        return evicted;
    }
}
