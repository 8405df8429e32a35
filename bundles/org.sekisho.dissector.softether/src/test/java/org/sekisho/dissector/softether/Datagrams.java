// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

/** Flows of captures as tests want them: found by what they carry, cut, doubled, turned. */
final class Datagrams {
    private static final long START = 1_700_000_000_000_000_000L;

    private Datagrams() {}

    /** All UDP and ICMP flows of the captures whose names start so. */
    static List<RecordedDatagrams> flows(String prefix) {
        return TestCaptures.startingWith(prefix).stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .toList();
    }

    /** Those of these flows about which a new dissector has something to say. */
    static List<RecordedDatagrams> flows(String prefix, Supplier<DatagramDissector> dissector) {
        return flows(prefix).stream()
                .filter(flow -> !flow.replay(dissector.get()).events().isEmpty())
                .toList();
    }

    /** The flow with its datagrams changed. */
    static RecordedDatagrams with(RecordedDatagrams flow, UnaryOperator<List<Datagram>> change) {
        return new RecordedDatagrams(flow.flow(), change.apply(new ArrayList<>(flow.datagrams())));
    }

    /** The same datagram with other bytes. */
    static Datagram with(Datagram datagram, byte[] bytes, int cut) {
        return new Datagram(
                datagram.direction(),
                bytes,
                cut,
                datagram.frame(),
                datagram.time(),
                datagram.icmpTypeAndCode(),
                datagram.icmpIdAndSequence());
    }

    /** As if the engine took the other end to be the client. */
    static RecordedDatagrams turned(RecordedDatagrams flow) {
        Flow f = flow.flow();
        Flow turned =
                new Flow(
                        f.id(),
                        f.transport(),
                        f.server(),
                        f.client(),
                        f.serverMac(),
                        f.clientMac(),
                        f.vlan(),
                        Roles.FIRST_PACKET,
                        null,
                        null);
        List<Datagram> list =
                flow.datagrams().stream()
                        .map(
                                d ->
                                        new Datagram(
                                                d.direction().opposite(),
                                                d.bytes(),
                                                d.cut(),
                                                d.frame(),
                                                d.time(),
                                                d.icmpTypeAndCode(),
                                                d.icmpIdAndSequence()))
                        .toList();
        return new RecordedDatagrams(turned, list);
    }

    /** A UDP flow written by hand: datagrams a second apart. */
    static RecordedDatagrams udp(List<Datagram> datagrams) {
        Flow flow =
                new Flow(
                        1,
                        Transport.UDP,
                        new Endpoint(IpAddress.parse("192.0.2.7"), 40_100),
                        new Endpoint(IpAddress.parse("198.51.100.7"), 41_200),
                        null,
                        null,
                        -1,
                        Roles.FIRST_PACKET,
                        null,
                        null);
        return new RecordedDatagrams(flow, datagrams);
    }

    /** A UDP datagram, {@code milliseconds} after the start of the flow. */
    static Datagram udp(Direction direction, byte[] bytes, long milliseconds) {
        long time = START + milliseconds * 1_000_000;
        return new Datagram(direction, bytes, 0, 1 + milliseconds, time, -1, 0);
    }

    /** Events without the flow, which differs when roles were turned. */
    static List<String> said(List<Event> events) {
        return events.stream()
                .map(
                        e ->
                                e.origin().frame()
                                        + " "
                                        + e.toString()
                                                .replaceFirst("Origin\\[.*?twoWay=\\w+\\]", ""))
                .toList();
    }

    /** A dissector that is replaced by a new instance before each datagram. */
    static DatagramDissector replacedAllTheTime(Supplier<DatagramDissector> source) {
        DatagramDissector first = source.get();
        return new DatagramDissector() {
            @Override
            public String protocol() {
                return first.protocol();
            }

            @Override
            public int stateLayout() {
                return first.stateLayout();
            }

            @Override
            public int stateSize() {
                return first.stateSize();
            }

            @Override
            public boolean accepts(Transport transport, int clientPort, int serverPort) {
                return first.accepts(transport, clientPort, serverPort);
            }

            @Override
            public void datagram(
                    DatagramScope scope, Direction direction, Payload payload, int cut) {
                source.get().datagram(scope, direction, payload, cut);
            }

            @Override
            public void end(DatagramScope scope) {
                source.get().end(scope);
            }
        };
    }

    /** All datagram dissectors of this bundle. */
    static List<Supplier<DatagramDissector>> dissectors() {
        return List.of(
                UdpAccelerationDissector::new,
                NatTraversalDissector::new,
                RudpDissector::new,
                IcmpRudpDissector::new,
                DnsRudpDissector::new,
                KeepAliveDissector::new,
                BeaconDissector::new);
    }
}
