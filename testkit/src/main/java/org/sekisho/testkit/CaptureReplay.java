// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Transport;

/** A capture file, grouped into flows. */
public final class CaptureReplay {
    private record Ends(Transport transport, Set<Endpoint> ends, int icmpId) {}

    private final List<CapturedFrame> frames;
    private final List<RecordedStream> streams;
    private final List<RecordedDatagrams> datagrams;

    private CaptureReplay(
            List<CapturedFrame> frames,
            List<RecordedStream> streams,
            List<RecordedDatagrams> datagrams) {
        this.frames = frames;
        this.streams = streams;
        this.datagrams = datagrams;
    }

    /** Reads and groups a file. */
    public static CaptureReplay of(Path file) {
        try {
            return of(PcapFile.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Groups frames, such as those of a file with some left out, repeated or changed. */
    public static CaptureReplay of(List<CapturedFrame> frames) {
        PacketDecoder decoder = new PacketDecoder();
        List<TcpConnection> connections = new ArrayList<>();
        Map<Ends, TcpConnection> current = new HashMap<>();
        Map<Ends, List<DecodedPacket>> messages = new LinkedHashMap<>();
        for (CapturedFrame frame : frames) {
            DecodedPacket packet = decoder.decode(frame);
            if (packet == null || packet.source().equals(packet.destination())) {
                continue;
            }
            boolean icmp = packet.transport() == Transport.ICMP;
            Ends ends =
                    new Ends(
                            packet.transport(),
                            Set.of(packet.source(), packet.destination()),
                            icmp ? packet.sequence() >>> 16 : 0);
            if (packet.transport() != Transport.TCP) {
                messages.computeIfAbsent(ends, e -> new ArrayList<>()).add(packet);
                continue;
            }
            TcpConnection connection = current.get(ends);
            if (connection == null || connection.isOver(packet)) {
                connection = new TcpConnection(frame.number(), packet);
                connections.add(connection);
                current.put(ends, connection);
            }
            connection.add(packet);
        }
        return new CaptureReplay(
                List.copyOf(frames),
                connections.stream().map(TcpConnection::sorted).toList(),
                messages.values().stream().map(CaptureReplay::datagrams).toList());
    }

    private static RecordedDatagrams datagrams(List<DecodedPacket> packets) {
        DecodedPacket first = packets.get(0);
        boolean icmp = first.transport() == Transport.ICMP;
        Flow flow =
                new Flow(
                        first.frame(),
                        first.transport(),
                        first.source(),
                        first.destination(),
                        first.sourceMac(),
                        first.destinationMac(),
                        first.vlan(),
                        Roles.FIRST_PACKET,
                        null,
                        null);
        List<RecordedDatagrams.Datagram> list = new ArrayList<>();
        for (DecodedPacket packet : packets) {
            boolean fromClient = packet.source().equals(first.source());
            list.add(
                    new RecordedDatagrams.Datagram(
                            fromClient ? Direction.TO_SERVER : Direction.TO_CLIENT,
                            packet.payload(),
                            packet.cut(),
                            packet.frame(),
                            packet.time(),
                            icmp ? packet.acknowledgment() : -1,
                            icmp ? packet.sequence() : 0));
        }
        return new RecordedDatagrams(flow, list);
    }

    /** All frames, also those that belong to no flow. */
    public List<CapturedFrame> frames() {
        return frames;
    }

    /** TCP connections in the order of their first frame. */
    public List<RecordedStream> streams() {
        return streams;
    }

    /** UDP and ICMP flows in the order of their first frame. */
    public List<RecordedDatagrams> datagrams() {
        return datagrams;
    }

    /** What a dissector says about all TCP connections, connection by connection. */
    public List<Event> events(StreamDissector dissector) {
        return streams.stream().flatMap(s -> s.replay(dissector).events().stream()).toList();
    }

    /** What a dissector says about all UDP and ICMP flows, flow by flow. */
    public List<Event> events(DatagramDissector dissector) {
        return datagrams.stream().flatMap(d -> d.replay(dissector).events().stream()).toList();
    }
}
