// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.nbns.NameServiceMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * SE-NBSTAT: right after a TCP connection was made, both ends of a session ask the other for its
 * NetBIOS names, three times at once from one port and with unrelated ids (wire facts §6.1).
 * Systems that look up names of hosts do so from port 137, or seconds apart.
 */
final class NameStatusTechnique implements TechniqueGroup {
    private static final int FLOWS = 1024;
    private static final int CONTACTS = 8192;
    private static final int PORT = 137;

    /** Two hosts, who dialled first. */
    private record Pair(IpAddress client, IpAddress server) {}

    /** Status queries of one flow that came at once. */
    private record Burst(long start, int queries, int ids) {}

    private final Technique byServer;
    private final Technique byClient;
    private final int queries;
    private final long together;
    private final long after;
    private final Map<Long, Burst> bursts = new BoundedMap<>(FLOWS);
    private final Map<Pair, Origin> contacts = new BoundedMap<>(CONTACTS);

    NameStatusTechnique(Catalogue catalogue) {
        byServer = catalogue.technique("SE-NBSTAT");
        byClient = catalogue.technique("SE-NBSTAT", "client");
        queries = catalogue.number("status.queries", 2, 16);
        together = catalogue.milliseconds("status.together.ms");
        after = catalogue.milliseconds("status.after.ms");
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(NameServiceMessage.class, FlowStarted.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof FlowStarted started) {
            Flow flow = started.origin().flow();
            if (flow.outer() == null
                    && flow.client().address() != null
                    && flow.server().address() != null) {
                contacts.put(
                        new Pair(flow.client().address(), flow.server().address()),
                        started.origin());
            }
        } else if (event instanceof NameServiceMessage seen && isStatusQuery(seen)) {
            query(seen, out);
        }
    }

    private static boolean isStatusQuery(NameServiceMessage seen) {
        return !seen.response()
                && seen.type() == NameServiceMessage.STATUS
                && seen.direction() == Direction.TO_SERVER
                && seen.flags() == 0
                && seen.name().equals("*")
                && seen.origin().flow().client().port() != PORT;
    }

    private void query(NameServiceMessage seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        long time = seen.origin().time();
        Burst before = bursts.get(flow.id());
        boolean goesOn =
                before != null && time - before.start() <= together && before.ids() != seen.id();
        Burst burst =
                goesOn
                        ? new Burst(before.start(), before.queries() + 1, seen.id())
                        : new Burst(time, 1, seen.id());
        bursts.put(flow.id(), burst);
        if (burst.queries() == queries) {
            tie(seen, flow, out);
        }
    }

    private void tie(NameServiceMessage seen, Flow flow, EvidenceListener out) {
        IpAddress asking = flow.client().address();
        IpAddress asked = flow.server().address();
        Origin accepted = recent(new Pair(asked, asking), seen);
        Origin dialled = recent(new Pair(asking, asked), seen);
        boolean server = accepted != null && (dialled == null || accepted.time() >= dialled.time());
        Origin contact = server ? accepted : dialled;
        if (contact == null) {
            return;
        }
        Flow connection = contact.flow();
        out.evidence(
                new Evidence(
                        server ? byServer : byClient,
                        Findings.TUNNEL,
                        Finding.TUNNEL,
                        new Subject(
                                party(connection, true),
                                party(connection, false),
                                connection.roles(),
                                null),
                        null,
                        false,
                        null,
                        connection.id(),
                        seen.origin().frame(),
                        seen.origin().time(),
                        queries
                                + " NetBIOS status queries at once from the "
                                + (server ? "server " : "client ")
                                + asking
                                + " to "
                                + asked
                                + " after their connection began",
                        Octets.NONE));
    }

    private Origin recent(Pair pair, NameServiceMessage seen) {
        Origin contact = contacts.get(pair);
        long since = contact == null ? Long.MAX_VALUE : seen.origin().time() - contact.time();
        return since >= 0 && since <= after ? contact : null;
    }

    private static Party party(Flow flow, boolean client) {
        return client
                ? new Party(flow.client().address(), flow.client().port(), null, flow.clientMac())
                : new Party(flow.server().address(), flow.server().port(), null, flow.serverMac());
    }
}
