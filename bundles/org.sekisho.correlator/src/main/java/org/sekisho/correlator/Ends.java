// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.List;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Via;

/**
 * Who dials, who listens, and what stands between them.
 *
 * @param client null if only the server is known
 * @param server null if only the client is known
 * @param via null if there is no proxy
 */
record Ends(Party client, Party server, Via via) {
    /**
     * The ends as the newest case knows them that saw this method; their ports are those of its
     * first flow.
     *
     * @param method carrier of the tunnel; null for a control finding
     */
    static Ends of(List<Case> members, Method method) {
        if (members.get(0).key().kind() == CaseKey.Kind.LAN) {
            return ofNetwork(members);
        }
        Case newest = members.get(members.size() - 1);
        Sighting sighting = null;
        for (Case member : members) {
            Sighting seen = method == null ? null : member.sightings().get(method);
            // the same server under its address: its first flow is still the earlier one
            boolean sameServer = sighting != null && member.continuesForSure();
            if (seen != null && !sameServer) {
                newest = member;
                sighting = seen;
            }
        }
        if (newest.key().kind() == CaseKey.Kind.HOST) {
            return ofHost(newest);
        }
        Subject subject = sighting != null ? sighting.subject() : firstSubject(newest);
        boolean turned =
                newest.key().kind() == CaseKey.Kind.PAIR
                        && !End.of(subject.client()).equals(newest.client());
        Party client = turned ? subject.server() : subject.client();
        Party server = turned ? subject.client() : subject.server();
        return new Ends(
                completed(client, newest),
                completed(addressed(server, members), newest),
                subject.via());
    }

    /**
     * The machine that bridges, as the best reason names it. The station by which it was known is
     * no end that listens.
     */
    private static Ends ofNetwork(List<Case> members) {
        Evidence best = null;
        for (Case member : members) {
            Evidence one = member.orientation();
            if (best == null || one.subject().roles().compareTo(best.subject().roles()) >= 0) {
                best = one;
            }
        }
        return new Ends(best.subject().client(), null, null);
    }

    /** A server known by name gets the address that another case of the same tunnel knows. */
    private static Party addressed(Party server, List<Case> members) {
        if (server == null || server.address() != null) {
            return server;
        }
        for (Case member : members) {
            Party known = member.serverParty();
            if (known != null && known.address() != null) {
                return new Party(known.address(), server.port(), server.name(), server.mac());
            }
        }
        return server;
    }

    private static Subject firstSubject(Case one) {
        return one.marks().all().stream()
                .filter(e -> e.finding() != Finding.CONTROL)
                .map(Evidence::subject)
                .findFirst()
                .orElse(one.orientation().subject());
    }

    /**
     * The host is the client if it dials and the server if it listens; of services nothing is told.
     */
    private static Ends ofHost(Case host) {
        End end = host.key().first();
        Party client = null;
        Party server = null;
        boolean hub = false;
        for (Evidence finding : host.findings()) {
            hub |= finding.finding() == Finding.HUB;
            if (end.equals(End.of(finding.subject().client()))) {
                client = fuller(client, finding.subject().client());
            } else if (end.equals(End.of(finding.subject().server()))) {
                server = fuller(server, finding.subject().server());
            }
        }
        if (hub && server == null) {
            server = client;
        }
        return hub || client == null ? new Ends(null, server, null) : new Ends(client, null, null);
    }

    private static Party fuller(Party known, Party more) {
        if (known == null) {
            return new Party(more.address(), 0, more.name(), more.mac());
        }
        return new Party(
                known.address(),
                0,
                known.name() != null ? known.name() : more.name(),
                known.mac() != null ? known.mac() : more.mac());
    }

    /** Name and MAC address may have been told by evidence on another flow. */
    private static Party completed(Party party, Case from) {
        if (party == null || party.name() != null && party.mac() != null) {
            return party;
        }
        End end = End.of(party);
        String name = party.name();
        var mac = party.mac();
        for (Evidence evidence : from.marks().all()) {
            for (Party other :
                    new Party[] {evidence.subject().client(), evidence.subject().server()}) {
                if (other != null && end.equals(End.of(other))) {
                    name = name != null ? name : other.name();
                    mac = mac != null ? mac : other.mac();
                }
            }
        }
        return new Party(party.address(), party.port(), name, mac);
    }
}
