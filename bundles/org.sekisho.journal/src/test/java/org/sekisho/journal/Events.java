// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.dns.DnsAnswer;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.dns.DnsQuestion;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.event.http.HttpHeader;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

/** Events of flows that differ, and what a journal shows. */
final class Events {
    static final EventClasses CLASSES =
            name -> {
                try {
                    return Class.forName(name, false, Events.class.getClassLoader());
                } catch (ClassNotFoundException | LinkageError e) {
                    return null;
                }
            };

    private Events() {}

    static Flow flow(long id) {
        return new Flow(
                id,
                Transport.TCP,
                new Endpoint(IpAddress.v4(0x0a00_0000 | (int) id), 40000),
                new Endpoint(IpAddress.v6(0x2001_0db8_0000_0000L, id), 443, "host" + id + ".test"),
                new MacAddress(0x5e00_0000_0000L | id),
                null,
                -1,
                Roles.SYN,
                null,
                null);
    }

    static Origin origin(Flow flow, long frame) {
        return new Origin(flow, frame, frame * 1_000_000L + 1_700_000_000_000_000_000L, true);
    }

    static FlowStarted started(long flow, long frame) {
        return new FlowStarted(origin(flow(flow), frame), true);
    }

    static FlowEnded ended(long flow, long frame) {
        return new FlowEnded(origin(flow(flow), frame), FlowEnded.Reason.CLOSED, 1, 2, 3, 4, 5);
    }

    /** One event of a flow, of seven kinds in turn. */
    static Event some(long frame) {
        Flow flow = flow(frame / 7 + 1);
        Origin origin = origin(flow, frame);
        return switch ((int) (frame % 7)) {
            case 0 -> new FlowStarted(origin, frame % 2 == 0);
            case 1 ->
                    new DnsMessage(
                            origin,
                            Direction.TO_SERVER,
                            4711,
                            true,
                            0,
                            List.of(new DnsQuestion("q\u00e4\u20ac\ud800.test", 28)),
                            List.of(new DnsAnswer("a", 1, IpAddress.v4((int) frame), null)));
            case 2 ->
                    new HttpRequest(
                            origin(inner(flow), frame),
                            "GET",
                            "/" + "x".repeat((int) (frame % 90)),
                            "1.1",
                            List.of(new HttpHeader("User-Agent", "a fairly long agent")),
                            Octets.of(new byte[(int) (frame % 50)]));
            case 3 ->
                    new CertificateChain(
                            origin,
                            Direction.TO_CLIENT,
                            List.of(
                                    Octets.of(new byte[] {1, 2, (byte) (frame % 3)}),
                                    Octets.of(new byte[900])));
            case 4 ->
                    new FlowTurns(
                            origin,
                            List.of(new Turn(Direction.TO_SERVER, 1L << 40, 7, frame, -frame)));
            case 5 ->
                    new NatTraversalMessage(
                            origin,
                            Direction.TO_CLIENT,
                            NatTraversalMessage.Kind.PACK,
                            Map.of("opcode", "nat_t_register", "n", "1"),
                            Octets.NONE);
            default -> ended(flow.id(), frame);
        };
    }

    private static Flow inner(Flow outer) {
        return new Flow(
                outer.id() + 1_000_000,
                Transport.TCP,
                outer.client(),
                new Endpoint(null, 443, "behind.test"),
                null,
                null,
                7,
                Roles.PROTOCOL,
                Carrier.HTTP_PROXY,
                outer);
    }

    static List<Event> shown(EventJournal journal) {
        try (EventJournal.Reader reader = journal.reader()) {
            return rest(reader);
        }
    }

    static List<Event> rest(EventJournal.Reader reader) {
        List<Event> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }
}
