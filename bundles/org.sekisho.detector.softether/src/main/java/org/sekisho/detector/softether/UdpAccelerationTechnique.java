// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.softether.UdpAccelerationChain.Variant;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;

/** SE-UACC-CHAIN: UDP acceleration shows bytes of the packet before (wire facts §5). */
final class UdpAccelerationTechnique implements TechniqueGroup {
    private final Technique chain;
    private final Interval serverPorts;
    private final int plainMatches;
    private final Subjects subjects;
    private final RecentContacts contacts;

    UdpAccelerationTechnique(Catalogue catalogue, Subjects subjects, RecentContacts contacts) {
        chain = catalogue.technique("SE-UACC-CHAIN");
        serverPorts = catalogue.interval("acceleration.server.ports");
        plainMatches = catalogue.number("acceleration.plain.matches", 1, 1000);
        this.subjects = subjects;
        this.contacts = contacts;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(UdpAccelerationChain.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        UdpAccelerationChain seen = (UdpAccelerationChain) event;
        boolean plain = seen.variant() == Variant.PLAIN;
        if (plain && !seen.bothDirections() && seen.matches() < plainMatches) {
            return;
        }
        Flow flow = seen.origin().flow();
        Subject subject = subject(flow);
        new Report(chain, seen.origin(), subject)
                .tunnel(Method.UDP_ACCELERATION)
                .twoWay(seen.bothDirections())
                .generation(generation(seen.variant()))
                .matched(seen.copied())
                .to(out, detail(seen, flow));
    }

    private static String generation(Variant variant) {
        return switch (variant) {
            case V1_TAIL, V2_TAIL -> "4";
            case V2_OFFSET_12 -> "5";
            case PLAIN -> null;
        };
    }

    private static String detail(UdpAccelerationChain seen, Flow flow) {
        String sender =
                (seen.direction() == Direction.TO_SERVER ? flow.client() : flow.server())
                        .toString();
        String what =
                switch (seen.variant()) {
                    case V1_TAIL -> "begins with the last 20 bytes of the packet before";
                    case V2_TAIL -> "begins with the 12 bytes before the MAC of the packet before";
                    case V2_OFFSET_12 -> "begins with bytes 12 to 23 of the packet before";
                    case PLAIN -> "keeps its cookie and answers the other end's clock";
                };
        return "a datagram from "
                + sender
                + " "
                + what
                + " ("
                + seen.matches()
                + " so far"
                + (seen.bothDirections() ? ", both ends do" : "")
                + ")";
    }

    /** Acceleration goes with a TCP session; who dialled there dialled here. */
    private Subject subject(Flow flow) {
        var dialled = contacts.latest(flow.client().address(), flow.server().address());
        var answered = contacts.latest(flow.server().address(), flow.client().address());
        if (answered != null && (dialled == null || answered.time() > dialled.time())) {
            return subjects.turned(flow, answered.roles());
        }
        if (dialled == null
                && flow.roles().compareTo(Roles.PORTS) <= 0
                && isTurned(flow.client(), flow.server())) {
            return subjects.turned(flow, Roles.PORTS);
        }
        return subjects.of(flow);
    }

    /** The middle of a session: ports tell, else that who dials out stands inside. */
    private boolean isTurned(Endpoint client, Endpoint server) {
        boolean atServerPort = serverPorts.contains(client.port());
        return atServerPort == serverPorts.contains(server.port())
                ? server.address().isPrivate() && !client.address().isPrivate()
                : atServerPort;
    }
}
