// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.RudpChain;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.packet.Direction;

/**
 * SE-RUDP-SIG and SE-RUDP-IV: reliable UDP sends the seed of its keys in clear, and copies each IV
 * out of the packet before (wire facts §6.6).
 */
final class ReliableUdpTechniques implements TechniqueGroup {
    private static final int FLOWS = 8_192;

    private final Technique signature;
    private final Technique chain;
    private final Technique chainInUdp;
    private final Subjects subjects;
    private final Map<Long, Boolean> signed = new BoundedMap<>(FLOWS);

    ReliableUdpTechniques(Catalogue catalogue, Subjects subjects) {
        signature = catalogue.technique("SE-RUDP-SIG");
        chain = catalogue.technique("SE-RUDP-IV");
        chainInUdp = catalogue.technique("SE-RUDP-IV", "udp");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(RudpSignature.class, RudpChain.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof RudpSignature seen) {
            judge(seen, out);
        } else if (event instanceof RudpChain seen) {
            judge(seen, out);
        }
    }

    private void judge(RudpSignature seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        signed.put(flow.id(), true);
        // the key tells who dialled, whatever the flow table thinks
        boolean asDialled = seen.fromClient() == (seen.direction() == Direction.TO_SERVER);
        Subject subject =
                asDialled ? byKey(subjects.of(flow)) : subjects.turned(flow, Roles.PROTOCOL);
        Report report =
                new Report(signature, seen.origin(), subject)
                        .twoWay(seen.bothEnds())
                        .matched(seen.signature());
        // paths that lose the race are told so by disconnects
        boolean carries = seen.inSession() || seen.bothEnds() && !seen.disconnect();
        mark(report, seen.carrier(), carries);
        report.to(
                out,
                "signature verifies with the "
                        + (seen.fromClient() ? "client's" : "server's")
                        + " key derived from the seed "
                        + seen.seed()
                        + (seen.bothEnds() ? ", both ends have signed" : "")
                        + (seen.inSession() ? " and data was acknowledged" : "")
                        + (seen.disconnect() ? " (a disconnect)" : ""));
    }

    private void judge(RudpChain seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        boolean inUdp = seen.carrier() == Carrier.R_UDP;
        Report report =
                new Report(inUdp ? chainInUdp : chain, seen.origin(), subjects.of(flow))
                        .twoWay(seen.bothDirections())
                        .matched(seen.copied());
        // where signatures are known, they tell better whether the session came up
        boolean carries = seen.bothDirections() && !signed.containsKey(flow.id());
        mark(report, seen.carrier(), carries);
        report.to(
                out,
                "IV is a window of the packet before ("
                        + seen.matches()
                        + " so far"
                        + (seen.bothDirections() ? ", from both ends)" : ")"));
    }

    /** Who gets no answer, or takes another way after all, has only tried. */
    private static void mark(Report report, Carrier carrier, boolean carries) {
        Method method = method(carrier);
        if (carries) {
            report.tunnel(method);
        } else {
            report.attempt(method);
        }
    }

    private static Method method(Carrier carrier) {
        return switch (carrier) {
            case ICMP -> Method.ICMP;
            case DNS -> Method.DNS;
            default -> Method.R_UDP;
        };
    }

    private static Subject byKey(Subject subject) {
        return subject.roles().compareTo(Roles.PROTOCOL) >= 0
                ? subject
                : new Subject(subject.client(), subject.server(), Roles.PROTOCOL, subject.via());
    }
}
