// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;

/**
 * SE-SSTP: an SSTP client on a SoftEther server, told by the lengths of the first four messages
 * inside TLS: the request, the answer in SoftEther's wording, Call Connect Request and Call Connect
 * Ack ([MS-SSTP] §2.2.9 and §2.2.10). Other servers word the answer differently; that one is
 * SoftEther's for sure only its certificate tells, which is evidence of its own.
 */
final class SstpTechnique implements TechniqueGroup {
    private static final int MESSAGES = 4;

    private final Technique answered;
    private final Technique inBlocks;
    private final HandshakeLengths handshake;
    private final Interval request;
    private final Interval anyAnswer;
    private final int answer;
    private final int connect;
    private final int acknowledge;
    private final Subjects subjects;
    private final TlsSessions sessions;
    private final KnownServerTechnique knownServers;

    SstpTechnique(
            Catalogue catalogue,
            Subjects subjects,
            TlsSessions sessions,
            KnownServerTechnique knownServers) {
        answered = catalogue.technique("SE-SSTP");
        inBlocks = catalogue.technique("SE-SSTP", "cbc");
        handshake = new HandshakeLengths(catalogue);
        request = catalogue.interval("sstp.request");
        anyAnswer = catalogue.interval("sstp.answer.any");
        answer = catalogue.number("sstp.answer", 1, 16_384);
        connect = catalogue.number("sstp.connect", 1, 16_384);
        acknowledge = catalogue.number("sstp.acknowledge", 1, 16_384);
        this.subjects = subjects;
        this.sessions = sessions;
        this.knownServers = knownServers;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsRecords.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        TlsSession session = sessions.of(event);
        if (!session.hasRecords() || session.offersAlpn() || session.protection() == null) {
            return;
        }
        RecordProtection protection = session.protection();
        List<TlsRecord> data = session.applicationData();
        boolean tickets = session.isTls13() && handshake.startsWithTickets(data);
        List<TlsRecord> messages = opening(tickets ? handshake.withoutTickets(data) : data);
        if (messages != null
                && judge(TlsMessage.byRecords(messages, MESSAGES, protection), event, out)) {
            return;
        }
        if (session.isTls13()) {
            data = handshake.without(handshake.ticketRecords(data, protection), data);
        }
        List<TlsMessage> turns = TlsMessage.byTurns(data, protection);
        if (!turns.isEmpty() && turns.get(0).direction() == Direction.TO_SERVER) {
            judge(turns, event, out);
        }
    }

    private boolean judge(List<TlsMessage> messages, Event event, EvidenceListener out) {
        if (messages.size() < MESSAGES) {
            return false;
        }
        TlsSession session = sessions.of(event);
        Interval[] content = new Interval[MESSAGES];
        List<TlsRecord> records = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            content[i] = messages.get(i).content();
            records.add(messages.get(i).last());
        }
        if (!request.meets(content[0])
                || !anyAnswer.meets(content[1])
                || !content[2].contains(connect)
                || !content[3].contains(acknowledge)) {
            return false;
        }
        if (session.isNews(answered.id())) {
            TlsRecord last = Collections.max(records, Comparator.comparingLong(TlsRecord::frame));
            Origin origin =
                    new Origin(session.flow(), last.frame(), last.time(), event.origin().twoWay());
            report(content, origin, out);
            knownServers.opened(origin, Method.SSTP_CLONE, "SSTP", out);
        }
        return true;
    }

    /**
     * The first two messages of each end, in turns; null if they are not there. A client answers
     * within a millisecond, and a mirror port delays one direction by more: so it only counts that
     * the client was first.
     */
    private static List<TlsRecord> opening(List<TlsRecord> data) {
        List<TlsRecord> asked = of(Direction.TO_SERVER, data);
        List<TlsRecord> answered = of(Direction.TO_CLIENT, data);
        if (asked.size() + answered.size() < MESSAGES
                || data.get(0).direction() != Direction.TO_SERVER) {
            return null;
        }
        return List.of(asked.get(0), answered.get(0), asked.get(1), answered.get(1));
    }

    private static List<TlsRecord> of(Direction direction, List<TlsRecord> data) {
        return data.stream()
                .filter(record -> record.direction() == direction)
                .limit(MESSAGES / 2)
                .toList();
    }

    private void report(Interval[] content, Origin origin, EvidenceListener out) {
        if (!content[1].contains(answer)) {
            return;
        }
        boolean exact = content[1].exact();
        new Report(exact ? answered : inBlocks, origin, subjects.of(origin.flow()))
                .tunnel(Method.SSTP_CLONE)
                .to(
                        out,
                        "SSTP by its lengths: request of "
                                + content[0].from()
                                + (exact ? "" : ".." + content[0].to())
                                + " bytes, answer of "
                                + answer
                                + " as SoftEther words it, then "
                                + connect
                                + " and "
                                + acknowledge);
    }
}
