// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sekisho.detect.Evidence;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissector.dns.DnsDissector;
import org.sekisho.dissector.http.HttpDissector;
import org.sekisho.dissector.ike.IkeDissector;
import org.sekisho.dissector.l2tp.L2tpDissector;
import org.sekisho.dissector.openvpn.OpenVpnDissector;
import org.sekisho.dissector.socks.SocksDissector;
import org.sekisho.dissector.softether.AzureControlDissector;
import org.sekisho.dissector.softether.ClearFramesDissector;
import org.sekisho.dissector.softether.DnsRudpDissector;
import org.sekisho.dissector.softether.IcmpRudpDissector;
import org.sekisho.dissector.softether.KeepAliveDissector;
import org.sekisho.dissector.softether.NatTraversalDissector;
import org.sekisho.dissector.softether.RudpDissector;
import org.sekisho.dissector.softether.UdpAccelerationDissector;
import org.sekisho.dissector.ssh.SshDissector;
import org.sekisho.dissector.tls.TlsDissector;
import org.sekisho.dissector.wireguard.WireGuardDissector;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;

/** What the real dissectors say about a capture, in the order of frames, and what we make of it. */
final class CaptureEvents {
    private static final int MOST_NESTED = 4;

    private CaptureEvents() {}

    private static List<StreamDissector> streamDissectors() {
        return List.of(
                new TlsDissector(),
                new HttpDissector(),
                new SocksDissector(),
                new SshDissector(),
                new AzureControlDissector(),
                new ClearFramesDissector());
    }

    private static List<DatagramDissector> datagramDissectors() {
        return List.of(
                new DnsDissector(),
                new OpenVpnDissector(),
                new IkeDissector(),
                new L2tpDissector(),
                new WireGuardDissector(),
                new UdpAccelerationDissector(),
                new RudpDissector(),
                new IcmpRudpDissector(),
                new DnsRudpDissector(),
                new NatTraversalDissector(),
                new KeepAliveDissector());
    }

    static List<Event> of(Path capture) {
        CaptureReplay replay = CaptureReplay.of(capture);
        List<Event> events = new ArrayList<>();
        for (RecordedStream stream : replay.streams()) {
            Flow flow = stream.flow();
            long time = replay.frames().get((int) flow.id() - 1).time();
            boolean syn = flow.roles() == Roles.SYN;
            events.add(new FlowStarted(new Origin(flow, flow.id(), time, false), syn));
            add(stream, 0, events);
            events.addAll(turns(stream));
        }
        for (RecordedDatagrams datagrams : replay.datagrams()) {
            for (DatagramDissector dissector : datagramDissectors()) {
                var seen = datagrams.replay(dissector);
                events.addAll(seen.events());
                seen.inner().forEach(inner -> add(inner, 1, events));
            }
        }
        events.sort(Comparator.comparingLong(e -> e.origin().frame()));
        return events;
    }

    /** What the engine says of a stream's turns: at 8, 16 and 32 complete ones. */
    static List<FlowTurns> turns(RecordedStream stream) {
        List<FlowTurns> published = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (StreamPiece piece : stream.pieces()) {
            int last = turns.size() - 1;
            if (last >= 0 && turns.get(last).direction() == piece.direction()) {
                Turn turn = turns.get(last);
                long bytes = turn.bytes() + piece.bytes().length;
                turns.set(last, new Turn(turn.direction(), bytes, turn.packets() + 1, 0, 0));
                continue;
            }
            if (turns.size() == 8 || turns.size() == 16 || turns.size() == 32) {
                Origin origin = new Origin(stream.flow(), piece.frame(), piece.time(), true);
                published.add(new FlowTurns(origin, turns));
            }
            if (turns.size() == 32) {
                break;
            }
            turns.add(new Turn(piece.direction(), piece.bytes().length, 1, 0, 0));
        }
        return published;
    }

    private static void add(RecordedStream stream, int depth, List<Event> events) {
        for (StreamDissector dissector : streamDissectors()) {
            StreamReplay replay = stream.replay(dissector);
            if (replay.probe() == Probe.YES) {
                events.addAll(replay.events());
                if (replay.inner() != null && depth < MOST_NESTED) {
                    add(replay.inner(), depth + 1, events);
                }
                return;
            }
        }
    }

    /** All evidence that a fresh detector gives for a capture. */
    static List<Evidence> evidence(Path capture) {
        SoftEtherDetector detector = new SoftEtherDetector("");
        List<Evidence> evidence = new ArrayList<>();
        for (Event event : of(capture)) {
            if (detector.events().contains(event.getClass())) {
                detector.judge(event, evidence::add);
            }
        }
        return evidence;
    }
}
