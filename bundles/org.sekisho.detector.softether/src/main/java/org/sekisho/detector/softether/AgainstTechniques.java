// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;

/**
 * What speaks against SoftEther: a pair of hosts does with TLS what SoftEther never does (wire
 * facts §2.1, §2.3). It is given as evidence only about pairs that something speaks for; for all
 * others it is the normal case and no news.
 */
final class AgainstTechniques implements TechniqueGroup {
    private static final int PAIRS = 8_192;
    private static final int PRE_SHARED_KEY = 41;

    private record Pair(IpAddress client, IpAddress server) {}

    /** Something seen, kept until it matters. */
    private record Seen(Technique technique, Origin origin, Subject subject, String detail) {}

    private final Technique protocol;
    private final Technique resumed;
    private final Technique publicName;
    private final List<Integer> emptyExtensions;
    private final Interval signature;
    private final PublicCertificate certificates = new PublicCertificate();
    private final Subjects subjects;
    private final TlsSessions sessions;

    private final Map<Pair, Map<String, Seen>> seen = new BoundedMap<>(PAIRS);
    private final Map<Pair, Boolean> suspected = new BoundedMap<>(PAIRS);
    private final Map<Long, String> publicNames = new BoundedMap<>(PAIRS);

    AgainstTechniques(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        protocol = catalogue.technique("SE-NOT-ALPN");
        resumed = catalogue.technique("SE-NOT-RESUMED");
        publicName = catalogue.technique("SE-NOT-PUBLIC");
        emptyExtensions = catalogue.numbers("flight.extensions");
        signature = catalogue.interval("sequence.signature");
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ServerHello.class, CertificateChain.class, TlsRecords.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        TlsSession session = sessions.of(event);
        if (event instanceof ServerHello answer) {
            if (answer.alpn() != null) {
                note(protocol, event, "both agreed on " + answer.alpn() + " by ALPN", out);
            }
            if (answer.sessionResumed() || answer.extensions().contains(PRE_SHARED_KEY)) {
                note(resumed, event, "a TLS session was resumed", out);
            }
        } else if (event instanceof CertificateChain chain) {
            String name = session.hello() == null ? null : session.hello().serverName();
            if (chain.direction() == Direction.TO_CLIENT && certificates.isFor(name, chain)) {
                publicNames.put(event.origin().flow().id(), name);
            }
        } else if (event instanceof TlsRecords && session.hasRecords()) {
            judge(session, event, out);
        }
    }

    private void judge(TlsSession session, Event event, EvidenceListener out) {
        List<Integer> flight = session.isTls13() ? session.serverFlight() : List.of();
        // in TLS 1.3 the choice is encrypted, but not the length of what would be empty without it
        if (session.offersAlpn() && !flight.isEmpty() && !emptyExtensions.contains(flight.get(0))) {
            note(protocol, event, "the server chose among the protocols offered by ALPN", out);
        }
        String name = publicNames.get(session.flow().id());
        List<TlsRecord> data = session.applicationData();
        if (name == null || data.size() < 2 || session.protection() == null) {
            return;
        }
        List<TlsMessage> messages = TlsMessage.byTurns(data, session.protection());
        boolean request =
                messages.size() >= 2 && messages.get(0).direction() == Direction.TO_SERVER;
        if (request && messages.get(0).content().to() < signature.from()) {
            note(
                    publicName,
                    event,
                    "certificate of a public authority for " + name + ", a short request first",
                    out);
        }
    }

    private void note(Technique technique, Event event, String detail, EvidenceListener out) {
        Flow flow = event.origin().flow();
        Subject subject = subjects.of(flow);
        Pair pair = pair(subject);
        if (pair == null) {
            return;
        }
        Seen one = new Seen(technique, event.origin(), subject, detail);
        Map<String, Seen> known = seen.computeIfAbsent(pair, p -> new LinkedHashMap<>(2));
        if (known.putIfAbsent(technique.id(), one) == null && suspected.containsKey(pair)) {
            tell(one, out);
        }
    }

    private static Pair pair(Subject subject) {
        if (subject.client() == null
                || subject.server() == null
                || subject.server().address() == null) {
            return null;
        }
        return new Pair(subject.client().address(), subject.server().address());
    }

    /** Takes evidence of the other techniques. */
    void seen(Evidence evidence, EvidenceListener out) {
        Pair pair = evidence.finding() == Finding.TUNNEL ? pair(evidence.subject()) : null;
        if (pair == null || suspected.put(pair, true) != null) {
            return;
        }
        seen.getOrDefault(pair, Map.of()).values().forEach(one -> tell(one, out));
    }

    private static void tell(Seen one, EvidenceListener out) {
        new Report(one.technique(), one.origin(), one.subject())
                .tunnel(Subjects.method(one.origin().flow()))
                .to(out, one.detail());
    }
}
