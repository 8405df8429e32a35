// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.NatTraversalMessage.Kind;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;

/** SE-NATT-PACK: messages of the NAT traversal service (wire facts §6.5). */
final class NatTraversalTechnique implements TechniqueGroup {
    private static final int FLOWS = 4_096;

    private final Technique pack;
    private final Technique address;
    private final List<String> serverOpcodes;
    private final String registerOpcode;
    private final String relayOpcode;
    private final String connectOpcode;
    private final int servicePort;
    private final Map<String, String> generations;
    private final Subjects subjects;

    /** What the host of a flow has sent, to tell an answer from a stray datagram and an echo. */
    private final Map<Long, NatTraversalMessage> asked = new BoundedMap<>(FLOWS);

    NatTraversalTechnique(Catalogue catalogue, Subjects subjects) {
        pack = catalogue.technique("SE-NATT-PACK");
        address = catalogue.technique("SE-NATT-PACK", "address");
        serverOpcodes = catalogue.words("natt.opcodes.server");
        registerOpcode = catalogue.text("natt.opcode.register");
        relayOpcode = catalogue.text("natt.opcode.relay");
        connectOpcode = catalogue.text("natt.opcode.connect");
        servicePort = catalogue.number("natt.service.port", 1, 65_535);
        generations =
                Map.of(
                        catalogue.text("natt.product.4"), "4",
                        catalogue.text("natt.product.5"), "5");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(NatTraversalMessage.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        NatTraversalMessage seen = asAsked((NatTraversalMessage) event);
        Flow flow = seen.origin().flow();
        boolean fromHost = seen.direction() == Direction.TO_SERVER;
        NatTraversalMessage question = asked.get(flow.id());
        Kind before = question == null ? null : question.kind();
        if (fromHost && before != Kind.PACK) {
            asked.put(flow.id(), seen);
        }
        switch (seen.kind()) {
            case SERVER_QUERY, SESSION_QUERY -> {
                // one byte alone is no evidence
            }
            case ADDRESS_ANSWER -> {
                if (before == Kind.SERVER_QUERY || before == Kind.SESSION_QUERY) {
                    judgeAnswer(seen, before, out);
                }
            }
            case PACK ->
                    judgePack(
                            seen,
                            !fromHost && before == Kind.PACK && isAnswer(seen, question),
                            out);
        }
    }

    /** What only says again what it was asked may come from anybody who sends back what he gets. */
    private static boolean isAnswer(NatTraversalMessage seen, NatTraversalMessage question) {
        return !question.fields().entrySet().containsAll(seen.fields().entrySet());
    }

    /** A capture that begins with the service's answer takes the service for the client. */
    private NatTraversalMessage asAsked(NatTraversalMessage seen) {
        Flow flow = seen.origin().flow();
        if (flow.client().port() != servicePort || flow.server().port() == servicePort) {
            return seen;
        }
        Flow turned =
                new Flow(
                        flow.id(),
                        flow.transport(),
                        flow.server(),
                        flow.client(),
                        flow.serverMac(),
                        flow.clientMac(),
                        flow.vlan(),
                        Roles.PROTOCOL,
                        null,
                        null);
        Origin origin = seen.origin();
        return new NatTraversalMessage(
                new Origin(turned, origin.frame(), origin.time(), origin.twoWay()),
                seen.direction().opposite(),
                seen.kind(),
                seen.fields(),
                seen.head());
    }

    private void judgeAnswer(NatTraversalMessage seen, Kind before, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        Subject subject =
                before == Kind.SERVER_QUERY ? subjects.listening(flow) : subjects.clientOnly(flow);
        new Report(address, seen.origin(), subject)
                .twoWay(true)
                .matched(seen.head())
                .to(
                        out,
                        "one-byte query answered with IP="
                                + seen.fields().get("ip")
                                + ",PORT="
                                + seen.fields().get("port"));
    }

    private void judgePack(NatTraversalMessage seen, boolean answer, EvidenceListener out) {
        String opcode = seen.fields().getOrDefault("opcode", "");
        Report report =
                new Report(pack, seen.origin(), subject(seen, opcode))
                        .twoWay(answer)
                        .generation(generations.get(seen.fields().getOrDefault("product_str", "")))
                        .matched(seen.head());
        if (opcode.equals(connectOpcode)) {
            report.attempt(Method.R_UDP);
        } else if (answer && leadsClients(opcode, seen)) {
            report.hub();
        }
        report.to(
                out,
                "Pack of the NAT traversal service"
                        + (opcode.isEmpty() ? "" : ": " + opcode)
                        + field(seen, "dest_ip")
                        + field(seen, "host_name")
                        + field(seen, "private_ip"));
    }

    /** The service agreed to lead clients to the host, or leads one there. */
    private boolean leadsClients(String opcode, NatTraversalMessage seen) {
        return opcode.equals(relayOpcode)
                || opcode.equals(registerOpcode) && "1".equals(seen.fields().get("ok"));
    }

    private static String field(NatTraversalMessage seen, String name) {
        String value = seen.fields().get(name);
        return value == null ? "" : ", " + name + " " + value;
    }

    private Subject subject(NatTraversalMessage seen, String opcode) {
        Flow flow = seen.origin().flow();
        if (serverOpcodes.contains(opcode) || opcode.equals(relayOpcode)) {
            return subjects.listening(flow);
        }
        IpAddress destination = IpAddress.parse(seen.fields().get("dest_ip"));
        boolean request = seen.direction() == Direction.TO_SERVER;
        if (opcode.equals(connectOpcode) && request && destination != null) {
            return subjects.with(flow, destination, 0, Roles.PROTOCOL);
        }
        return subjects.clientOnly(flow);
    }
}
