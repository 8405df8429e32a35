// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * SE-MULTI: a session's further connections are opened a second or so apart, each with the same
 * hello and a full handshake, while the earlier ones stay open (wire facts §3.5).
 */
final class MultipleConnectionsTechnique implements TechniqueGroup {
    private static final int PAIRS = 8_192;
    private static final int PER_PAIR = 16;

    private record Pair(IpAddress client, Endpoint target, String ja3, String name) {}

    private record Connection(long flow, Endpoint client, long began) {}

    private final Technique several;
    private final long least;
    private final long most;
    private final Subjects subjects;
    private final TlsSessions sessions;
    private final Map<Pair, List<Connection>> open = new BoundedMap<>(PAIRS);
    private final Map<Long, Pair> pairs = new BoundedMap<>(PAIRS * 2);

    MultipleConnectionsTechnique(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        several = catalogue.technique("SE-MULTI");
        least = catalogue.milliseconds("multiple.apart.least.ms");
        most = catalogue.milliseconds("multiple.apart.most.ms");
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsRecords.class, FlowEnded.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        long id = event.origin().flow().id();
        if (event instanceof FlowEnded) {
            Pair pair = pairs.remove(id);
            List<Connection> connections = pair == null ? null : open.get(pair);
            if (connections != null) {
                connections.removeIf(c -> c.flow() == id);
                if (connections.isEmpty()) {
                    open.remove(pair);
                }
            }
        } else if (event instanceof TlsRecords records && records.first() == 0) {
            // the first run is published when the handshake is over and data flows
            opened(records, out);
        }
    }

    private void opened(TlsRecords records, EvidenceListener out) {
        TlsSession session = sessions.of(records);
        if (session.hello() == null
                || session.answer() == null
                || session.answer().sessionResumed()
                || session.offersAlpn()) {
            return;
        }
        Flow flow = session.flow();
        Pair pair =
                new Pair(
                        flow.outermost().client().address(),
                        Subjects.target(flow),
                        session.hello().ja3(),
                        session.hello().serverName());
        List<Connection> connections = open.computeIfAbsent(pair, p -> new ArrayList<>(2));
        for (Connection earlier : connections) {
            long apart = session.began() - earlier.began();
            // a stream that was read twice, because copies of its bytes differ, is one connection
            boolean another = !earlier.client().equals(flow.outermost().client());
            if (another && least <= apart && apart <= most) {
                new Report(several, records.origin(), subjects.of(flow))
                        .tunnel(Subjects.method(flow))
                        .to(
                                out,
                                connections.size()
                                        + 1
                                        + " connections with the same hello are open, this one"
                                        + " begun "
                                        + apart / 1_000_000
                                        + " ms after another");
                break;
            }
        }
        if (connections.size() == PER_PAIR) {
            connections.remove(0);
        }
        connections.add(new Connection(flow.id(), flow.outermost().client(), session.began()));
        pairs.put(flow.id(), pair);
    }
}
