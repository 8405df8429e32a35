// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detect.Evidence;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.dns.DnsAnswer;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.dns.DnsQuestion;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/** Events made by hand, for what no capture shows. */
final class Made {
    private static final long SECOND = 1_000_000_000L;

    private static long ids = 1;
    private static long frames = 1;

    private Made() {}

    static Flow tcp(String client, String server, int port) {
        return flow(Transport.TCP, client, 50_123, server, port, Roles.SYN);
    }

    static Flow flow(
            Transport transport,
            String client,
            int clientPort,
            String server,
            int serverPort,
            Roles roles) {
        return new Flow(
                ids++,
                transport,
                new Endpoint(IpAddress.parse(client), clientPort),
                new Endpoint(IpAddress.parse(server), serverPort),
                null,
                null,
                -1,
                roles,
                null,
                null);
    }

    static Flow inside(Flow outer, Carrier carrier, Endpoint target) {
        return new Flow(
                ids++,
                Transport.TCP,
                outer.client(),
                target,
                null,
                null,
                -1,
                outer.roles(),
                carrier,
                outer);
    }

    static Origin at(Flow flow, double seconds) {
        boolean tcp = flow.outermost().transport() == Transport.TCP;
        return new Origin(flow, frames++, (long) (seconds * SECOND), tcp);
    }

    static ClientHello hello(Flow flow, double seconds, String name, List<String> alpn) {
        return new ClientHello(
                at(flow, seconds),
                Direction.TO_SERVER,
                0x0301,
                0x0303,
                300,
                32,
                List.of(0x1302, 0xc030),
                List.of(10, 11),
                List.of(),
                List.of(),
                List.of(),
                List.of(0x0304),
                name,
                alpn,
                "0123456789abcdef0123456789abcdef",
                "t13d020200_000000000000_000000000000");
    }

    static ServerHello answer(Flow flow, double seconds, int version, int suite) {
        return new ServerHello(
                at(flow, seconds), version, suite, List.of(43, 51), 32, false, null, "ja3s");
    }

    /** Application data: positive lengths from the client, negative ones from the server. */
    static TlsRecords records(Flow flow, double seconds, boolean complete, int... lengths) {
        List<TlsRecord> records = new ArrayList<>();
        for (int length : lengths) {
            records.add(
                    new TlsRecord(
                            length > 0 ? Direction.TO_SERVER : Direction.TO_CLIENT,
                            23,
                            Math.abs(length),
                            frames++,
                            (long) (seconds * SECOND)));
        }
        return new TlsRecords(at(flow, seconds), 0, complete, records);
    }

    static DnsMessage dns(String client, double seconds, String name, String address) {
        Flow flow = flow(Transport.UDP, client, 53_535, "192.0.2.53", 53, Roles.FIRST_PACKET);
        boolean response = address != null;
        return new DnsMessage(
                at(flow, seconds),
                response ? Direction.TO_CLIENT : Direction.TO_SERVER,
                7,
                response,
                0,
                List.of(new DnsQuestion(name, 1)),
                response
                        ? List.of(new DnsAnswer(name, 1, IpAddress.parse(address), null))
                        : List.of());
    }

    static List<Evidence> judge(Event... events) {
        return judge(new SoftEtherDetector(""), events);
    }

    static List<Evidence> judge(SoftEtherDetector detector, Event... events) {
        List<Evidence> evidence = new ArrayList<>();
        for (Event event : events) {
            detector.judge(event, evidence::add);
        }
        return evidence;
    }
}
