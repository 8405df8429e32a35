// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.packet.Direction;

/**
 * SE-ICMP-SHA1 and SE-DNS-SHAPE: the shapes in which reliable UDP hides in ICMP and in DNS (wire
 * facts §6.3, §6.4). Every client tries both when it connects, so without an answer they tell of
 * the client only, and with one that a server is there. Whether a session travels so is told by
 * {@link ReliableUdpTechniques}.
 */
final class DisguiseTechniques implements TechniqueGroup {
    // RFC 792
    private static final int ECHO_REQUEST = 8;
    private static final int INFORMATION_REQUEST = 15;
    private static final int INFORMATION_REPLY = 16;

    private final Technique icmp;
    private final Technique dns;
    private final Subjects subjects;

    DisguiseTechniques(Catalogue catalogue, Subjects subjects) {
        icmp = catalogue.technique("SE-ICMP-SHA1");
        dns = catalogue.technique("SE-DNS-SHAPE");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(IcmpDigest.class, DnsTunnelMessage.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof IcmpDigest seen) {
            Report report =
                    new Report(icmp, seen.origin(), subject(seen))
                            .attempt(Method.ICMP)
                            .twoWay(seen.answered())
                            .matched(seen.digest());
            report.to(
                    out,
                    "ICMP type "
                            + seen.type()
                            + " begins with the SHA-1 of the rest of its data"
                            + (seen.answered() ? ", so do answers" : ""));
        } else if (event instanceof DnsTunnelMessage seen) {
            Report report =
                    new Report(dns, seen.origin(), subject(seen))
                            .attempt(Method.DNS)
                            .twoWay(seen.answered())
                            .matched(seen.head());
            report.to(
                    out,
                    (seen.response() ? "DNS answer" : "DNS query")
                            + " of type 48 carries "
                            + seen.carried()
                            + " bytes where options belong"
                            + (seen.answered() ? ", and was answered so" : ""));
        }
    }

    /** Only clients send types 8 and 15, only servers type 16; both send type 0. */
    private Subject subject(IcmpDigest seen) {
        boolean byClient = seen.type() == ECHO_REQUEST || seen.type() == INFORMATION_REQUEST;
        boolean byServer = seen.type() == INFORMATION_REPLY;
        boolean toServer = seen.direction() == Direction.TO_SERVER;
        return byClient && !toServer || byServer && toServer
                ? subjects.turned(seen.origin().flow(), Roles.PROTOCOL)
                : subjects.of(seen.origin().flow());
    }

    private Subject subject(DnsTunnelMessage seen) {
        boolean toServer = seen.direction() == Direction.TO_SERVER;
        return seen.response() == toServer
                ? subjects.turned(seen.origin().flow(), Roles.PROTOCOL)
                : subjects.of(seen.origin().flow());
    }
}
