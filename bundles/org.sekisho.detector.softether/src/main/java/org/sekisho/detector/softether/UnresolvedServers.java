// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.packet.IpAddress;

/**
 * Evidence about a server of which only the name is known yet, because a proxy was given the name.
 * SoftEther's client looks the name up itself as well (wire facts §9), a little later; so such
 * evidence waits a few seconds for the answer, lest one tunnel be told of under two servers.
 */
final class UnresolvedServers {
    private static final int MOST = 1_024;

    private final RecentNames names;
    private final long patience;
    private final Deque<Evidence> waiting = new ArrayDeque<>();

    UnresolvedServers(Catalogue catalogue, RecentNames names) {
        this.names = names;
        this.patience = catalogue.milliseconds("names.patience.ms");
    }

    /** Passes evidence on, or keeps it. */
    void take(Evidence evidence, EvidenceListener out) {
        Party server = evidence.subject().server();
        boolean unresolved =
                server != null
                        && server.address() == null
                        && server.name() != null
                        && evidence.subject().client() != null;
        if (!unresolved) {
            out.evidence(evidence);
            return;
        }
        if (waiting.size() == MOST) {
            out.evidence(waiting.removeFirst());
        }
        waiting.addLast(evidence);
    }

    /** Call after each event that the techniques have judged. */
    void after(Event event, EvidenceListener out) {
        if (waiting.isEmpty()) {
            return;
        }
        Flow ended = event instanceof FlowEnded ? event.origin().flow() : null;
        for (Iterator<Evidence> i = waiting.iterator(); i.hasNext(); ) {
            Evidence evidence = i.next();
            Subject subject = evidence.subject();
            IpAddress address =
                    names.addressOf(subject.client().address(), subject.server().name());
            boolean over = ended != null && subject.client().address() != null
                    && subject.client().address().equals(ended.outermost().client().address())
                    && subject.client().port() == ended.outermost().client().port();
            if (address != null) {
                i.remove();
                out.evidence(with(evidence, address));
            } else if (over || event.origin().time() - evidence.time() > patience) {
                i.remove();
                out.evidence(evidence);
            }
        }
    }

    private static Evidence with(Evidence evidence, IpAddress address) {
        Subject subject = evidence.subject();
        Party server = subject.server();
        return new Evidence(
                evidence.technique(),
                evidence.tunnel(),
                evidence.finding(),
                new Subject(
                        subject.client(),
                        new Party(address, server.port(), server.name(), server.mac()),
                        subject.roles(),
                        subject.via()),
                evidence.method(),
                evidence.twoWay(),
                evidence.generation(),
                evidence.flow(),
                evidence.frame(),
                evidence.time(),
                evidence.detail(),
                evidence.matched());
    }
}
