// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.sekisho.detect.Evidence;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissector.arp.ArpDissector;
import org.sekisho.dissector.dhcp.DhcpDissector;
import org.sekisho.dissector.dns.DnsDissector;
import org.sekisho.dissector.icmpv6.NeighbourDissector;
import org.sekisho.dissector.nbns.NbnsDissector;
import org.sekisho.dissector.softether.BeaconDissector;
import org.sekisho.dissector.softether.KeepAliveDissector;
import org.sekisho.dissector.softether.NatTraversalDissector;
import org.sekisho.dissector.softether.UdpAccelerationDissector;
import org.sekisho.dissector.stp.StpDissector;
import org.sekisho.dissector.tls.TlsDissector;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.LinkReplay;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.TestCaptures;

/**
 * Frames of a capture, of which some may be left out or changed, and what the real dissectors and
 * this bundle's detector make of them.
 *
 * @param frames in the order of time
 */
record LanCapture(List<CapturedFrame> frames) {
    static LanCapture of(Path file) {
        return new LanCapture(CaptureReplay.of(file).frames());
    }

    /** The only capture whose name starts so in the repository, or the first. */
    static LanCapture named(String prefix) {
        return of(TestCaptures.startingWith(prefix).get(0));
    }

    LanCapture without(Predicate<CapturedFrame> unwanted) {
        return new LanCapture(frames.stream().filter(unwanted.negate()).toList());
    }

    LanCapture changed(UnaryOperator<byte[]> change) {
        return new LanCapture(
                frames.stream()
                        .map(
                                f ->
                                        new CapturedFrame(
                                                f.number(),
                                                f.time(),
                                                change.apply(f.bytes().clone()),
                                                f.originalLength()))
                        .toList());
    }

    /** This capture, and another one that begins when it is over. */
    LanCapture then(LanCapture other) {
        CapturedFrame last = frames.get(frames.size() - 1);
        long shift = last.time() + 1_000_000_000L - other.frames().get(0).time();
        List<CapturedFrame> both = new ArrayList<>(frames);
        for (CapturedFrame f : other.frames()) {
            both.add(
                    new CapturedFrame(
                            last.number() + f.number(),
                            f.time() + shift,
                            f.bytes(),
                            f.originalLength()));
        }
        return new LanCapture(both);
    }

    List<Event> events() {
        CaptureReplay replay = CaptureReplay.of(frames);
        List<Event> events = new ArrayList<>();
        events.addAll(LinkReplay.events(frames, new ArpDissector()));
        events.addAll(LinkReplay.events(frames, new StpDissector()));
        for (DatagramDissector dissector :
                List.of(
                        new DhcpDissector(),
                        new NeighbourDissector(),
                        new NbnsDissector(),
                        new BeaconDissector(),
                        new NatTraversalDissector(),
                        new KeepAliveDissector(),
                        new UdpAccelerationDissector(),
                        new DnsDissector())) {
            events.addAll(replay.events(dissector));
        }
        for (RecordedStream stream : replay.streams()) {
            events.addAll(stream.replay(new TlsDissector()).events());
            Flow flow = stream.flow();
            long time =
                    frames.stream()
                            .filter(f -> f.number() == flow.id())
                            .findFirst()
                            .orElseThrow()
                            .time();
            Origin origin = new Origin(flow, flow.id(), time, false);
            events.add(new FlowStarted(origin, flow.roles() == Roles.SYN));
        }
        events.sort(Comparator.comparingLong(e -> e.origin().frame()));
        return events;
    }

    /** All evidence that a fresh detector gives. */
    List<Evidence> evidence() {
        return evidence(events());
    }

    static List<Evidence> evidence(List<Event> events) {
        BridgeDetector detector = new BridgeDetector("");
        List<Evidence> evidence = new ArrayList<>();
        for (Event event : events) {
            if (detector.events().contains(event.getClass())) {
                detector.judge(event, evidence::add);
            }
        }
        return evidence;
    }
}
