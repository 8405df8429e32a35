// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * SE-TLS-PROBE, SE-TLS-SEQ and SE-TLS-CERT by lengths: the messages that open a session, told from
 * the lengths of TLS records (wire facts §2.4, §3.2 and §3.6): each message in a record of its own,
 * as all programs captured write them, else all that an end sends before the other one does taken
 * together. A stream with a gap, or with anything out of order, is given up.
 */
final class TlsRecordTechniques implements TechniqueGroup {
    private static final int PAIRS = 8_192;

    private record Pair(IpAddress client, Endpoint target) {}

    private final Technique probe;
    private final Technique probeInBlocks;
    private final Technique sequence;
    private final Technique session;
    private final Technique certified;
    private final Technique certificate;
    private final HandshakeLengths lengths;
    private final long sessionWindow;
    private final Subjects subjects;
    private final TlsSessions sessions;
    private final Map<Pair, Long> logins = new BoundedMap<>(PAIRS);

    TlsRecordTechniques(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        probe = catalogue.technique("SE-TLS-PROBE");
        probeInBlocks = catalogue.technique("SE-TLS-PROBE", "cbc");
        sequence = catalogue.technique("SE-TLS-SEQ");
        session = catalogue.technique("SE-TLS-SEQ", "session");
        certified = catalogue.technique("SE-TLS-SEQ", "certified");
        sessionWindow = catalogue.milliseconds("sequence.session.window.ms");
        certificate = catalogue.technique("SE-TLS-CERT");
        lengths = new HandshakeLengths(catalogue);
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsRecords.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        TlsSession session = sessions.of(event);
        if (!session.hasRecords()) {
            return;
        }
        if (session.offersAlpn()) {
            session.forgetRecords();
            return;
        }
        Origin origin = event.origin();
        List<TlsRecord> data = session.applicationData();
        boolean tickets = session.isTls13() && lengths.startsWithTickets(data);
        if (tickets) {
            judgeCertificate(session, origin, out);
        }
        RecordProtection protection = session.protection();
        if (protection != null && judgeOpening(session, data, tickets, protection, origin, out)) {
            session.forgetRecords();
            return;
        }
        if (session.isFull()) {
            session.forgetRecords();
        }
    }

    /** Whether all that is looked for was found. */
    private boolean judgeOpening(
            TlsSession session,
            List<TlsRecord> data,
            boolean tickets,
            RecordProtection protection,
            Origin origin,
            EvidenceListener out) {
        List<TlsRecord> records = tickets ? lengths.withoutTickets(data) : data;
        int most = 2 + HandshakeLengths.MESSAGES;
        List<TlsMessage> single = TlsMessage.byRecords(records, most, protection);
        int opening = judgeProbe(session, single, origin, out);
        if (judgeSequence(session, single, opening, origin, out)) {
            return true;
        }
        if (session.isTls13() && !tickets) {
            records = lengths.without(lengths.ticketRecords(data, protection), data);
        }
        List<TlsMessage> turns = TlsMessage.byTurns(records, protection);
        if (turns.size() == records.size()) {
            return false; // the same as above
        }
        opening = judgeProbe(session, turns, origin, out);
        return judgeSequence(session, turns, opening, origin, out);
    }

    private void judgeCertificate(TlsSession session, Origin origin, EvidenceListener out) {
        List<Integer> flight = session.serverFlight();
        if (!lengths.isDefaultCertificate(flight) || !session.isNews(certificate.id())) {
            return;
        }
        Flow flow = session.flow();
        new Report(certificate, origin, subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .generation(lengths.generationOfExtensions(flight.get(0)))
                .to(
                        out,
                        "server flight "
                                + flight
                                + " and two tickets of 74, as with a default certificate for a"
                                + " name of "
                                + lengths.nameLength(flight.get(1))
                                + " letters");
    }

    /** Looks for the probe; gives back where the signature upload should be. */
    private int judgeProbe(
            TlsSession session, List<TlsMessage> messages, Origin origin, EvidenceListener out) {
        IpAddress address = subjects.targetAddress(session.flow());
        if (address == null || messages.size() < 2 || !alternate(messages, 0, 2)) {
            return 0;
        }
        int port = Subjects.target(session.flow()).port();
        Interval asked = messages.get(0).content();
        Interval answered = messages.get(1).content();
        if (!lengths.isProbe(asked, address)) {
            return 0;
        }
        boolean page = lengths.isProbePage(answered);
        if (!page && !lengths.isProbeRefusal(answered, address, port)) {
            return 0;
        }
        if (!session.isNews(probe.id())) {
            return 2;
        }
        Flow flow = session.flow();
        String refusal = session.isTls13() ? "5" : null;
        new Report(
                        asked.exact() ? probe : probeInBlocks,
                        at(messages.get(1).last(), origin),
                        subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .generation(page ? "4" : refusal)
                .to(
                        out,
                        "first request of "
                                + text(asked)
                                + " bytes = 242 + length of "
                                + address
                                + ", answer of "
                                + text(answered));
        return 2;
    }

    private boolean judgeSequence(
            TlsSession stream,
            List<TlsMessage> messages,
            int opening,
            Origin origin,
            EvidenceListener out) {
        if (messages.size() < opening + HandshakeLengths.MESSAGES
                || !alternate(messages, opening, HandshakeLengths.MESSAGES)) {
            return false;
        }
        Interval[] content = new Interval[HandshakeLengths.MESSAGES];
        int answer = HandshakeLengths.MESSAGES - 1;
        for (int i = 0; i < answer; i++) {
            content[i] = messages.get(opening + i).content();
        }
        // tunnelled frames may follow the last one in the same turn
        TlsMessage last = messages.get(opening + answer);
        for (int i = 0; i < last.records().size(); i++) {
            content[answer] = last.sums().get(i);
            if (judgeSequence(stream, content, opening, at(last.records().get(i), origin), out)) {
                return true;
            }
        }
        return false;
    }

    private boolean judgeSequence(
            TlsSession stream,
            Interval[] content,
            int opening,
            Origin origin,
            EvidenceListener out) {
        IpAddress address = subjects.targetAddress(stream.flow());
        boolean first = lengths.isLogin(content, address);
        if (!first && !(opening == 0 && lengths.isAdditional(content, address))) {
            return false;
        }
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < content.length; i++) {
            seen.append(i == 0 ? "" : ", ")
                    .append(i % 2 == 0 ? "C " : "S ")
                    .append(text(content[i]));
        }
        Flow flow = stream.flow();
        Pair pair = new Pair(flow.outermost().client().address(), Subjects.target(flow));
        Long login = logins.get(pair);
        boolean both = !first && login != null && origin.time() - login <= sessionWindow;
        if (first) {
            logins.put(pair, origin.time());
        }
        boolean byDefault = first && hasDefaultCertificate(stream);
        Technique form = both ? session : byDefault ? certified : sequence;
        new Report(form, origin, subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .to(
                        out,
                        (first ? "signature, hello, login, welcome: " : "additional connection: ")
                                + seen
                                + (both ? ", after a login on another connection" : "")
                                + (byDefault ? ", to a server with a default certificate" : ""));
        return true;
    }

    private boolean hasDefaultCertificate(TlsSession stream) {
        return stream.isTls13()
                && lengths.startsWithTickets(stream.applicationData())
                && lengths.isDefaultCertificate(stream.serverFlight());
    }

    private static boolean alternate(List<TlsMessage> messages, int from, int count) {
        for (int i = 0; i < count; i++) {
            Direction expected = i % 2 == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
            if (messages.get(from + i).direction() != expected) {
                return false;
            }
        }
        return true;
    }

    /** The evidence was complete when this record was there, not when its run was published. */
    private static Origin at(TlsRecord record, Origin origin) {
        return new Origin(origin.flow(), record.frame(), record.time(), origin.twoWay());
    }

    private static String text(Interval content) {
        return content.exact() ? "" + content.from() : content.from() + ".." + content.to();
    }
}
