// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterSolicitation;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * The form {@code volume} of SE-L2-BRIDGE: each time a TLS record reaches a machine, a frame of
 * another station that would just fit into the record appears on the network at once (wire facts
 * §3.4 and §8.2). It names the machine and its session in one. Bounded, with the oldest frames
 * going first.
 */
final class VolumeTechnique implements TechniqueGroup {
    private static final int APPLICATION_DATA = 23;
    private static final int LENGTHS = 1024;
    private static final int PER_LENGTH = 64;
    private static final int PAIRS = 1024;
    private static final int STATIONS = 4096;
    private static final int PER_STATION = 64;

    /** Ethernet, IPv4 and UDP headers. */
    private static final int ABOVE_UDP = 42;

    private static final int ARP = 42;
    private static final int ROUTER_SOLICITATION = 62;
    private static final int NEIGHBOUR_SOLICITATION = 78;
    private static final int LINK_OPTION = 8;

    /** A frame on the local network. */
    private record Appeared(Station station, long time) {}

    /** A station, and a flow to a machine. */
    private record Pair(Station station, long flow) {}

    private static final class Coincidences {
        private final long first;
        private long last;
        private int matches;
        private final Set<Integer> lengths = new TreeSet<>();

        Coincidences(long first) {
            this.first = first;
        }
    }

    private final Technique volume;
    private final List<Integer> overheads;
    private final long window;
    private final long within;
    private final int matches;
    private final int differentLengths;
    private final Findings findings;
    private final BridgingHosts hosts;
    private final Neighbours neighbours;
    private final OutsideSessions sessions;
    private final Map<Integer, Deque<Appeared>> frames = new BoundedMap<>(LENGTHS);
    private final Map<Station, Deque<Long>> times = new BoundedMap<>(STATIONS);
    private final Map<Pair, Coincidences> pairs = new BoundedMap<>(PAIRS);

    VolumeTechnique(
            Catalogue catalogue,
            Findings findings,
            BridgingHosts hosts,
            Neighbours neighbours,
            OutsideSessions sessions) {
        volume = catalogue.technique("SE-L2-BRIDGE", "volume");
        overheads =
                catalogue.values(
                        "volume.overheads",
                        VolumeTechnique::overhead,
                        "must be whole numbers from 1 to 512");
        window = catalogue.milliseconds("volume.window.ms");
        within = catalogue.milliseconds("volume.within.ms");
        matches = catalogue.number("volume.matches", 2, 100);
        differentLengths = catalogue.number("volume.lengths", 1, 100);
        this.findings = findings;
        this.hosts = hosts;
        this.neighbours = neighbours;
        this.sessions = sessions;
    }

    private static Integer overhead(String word) {
        try {
            int bytes = Integer.parseInt(word);
            return bytes >= 1 && bytes <= 512 ? bytes : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                ArpMessage.class,
                DhcpMessage.class,
                RouterSolicitation.class,
                NeighbourSolicitation.class,
                TlsRecords.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof TlsRecords records) {
            if (records.origin().flow().outer() == null) {
                records(records, out);
            }
            return;
        }
        Flow flow = event.origin().flow();
        if (event instanceof ArpMessage seen) {
            appeared(Station.of(flow, seen.senderMac()), event, ARP);
        } else if (event instanceof DhcpMessage seen && !seen.reply()) {
            appeared(Station.of(flow, seen.client()), event, ABOVE_UDP + seen.length());
        } else if (event instanceof RouterSolicitation seen) {
            int option = seen.source() == null ? 0 : LINK_OPTION;
            Station sender = Station.sender(flow, seen.direction());
            appeared(sender, event, ROUTER_SOLICITATION + option);
        } else if (event instanceof NeighbourSolicitation seen) {
            int option = seen.source() == null ? 0 : LINK_OPTION;
            Station sender = Station.sender(flow, seen.direction());
            appeared(sender, event, NEIGHBOUR_SOLICITATION + option);
        }
    }

    private void appeared(Station station, Event event, int length) {
        if (station == null) {
            return;
        }
        long time = event.origin().time();
        Deque<Appeared> same = frames.computeIfAbsent(length, fresh -> new ArrayDeque<>(4));
        add(same, new Appeared(station, time), PER_LENGTH);
        add(times.computeIfAbsent(station, fresh -> new ArrayDeque<>(4)), time, PER_STATION);
    }

    private static <T> void add(Deque<T> newest, T one, int most) {
        if (newest.size() == most) {
            newest.removeFirst();
        }
        newest.addLast(one);
    }

    /** How many frames of the station there were while the coincidences lasted. */
    private long frames(Station station, Coincidences known) {
        Deque<Long> all = times.get(station);
        return all == null
                ? 0
                : all.stream().filter(t -> t >= known.first && t <= known.last).count();
    }

    private void records(TlsRecords seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        for (TlsRecord record : seen.records()) {
            if (record.type() != APPLICATION_DATA) {
                continue;
            }
            boolean toServer = record.direction() == Direction.TO_SERVER;
            Station machine = Station.of(flow, toServer ? flow.serverMac() : flow.clientMac());
            IpAddress address = (toServer ? flow.server() : flow.client()).address();
            // behind a router nobody puts frames on this network
            if (machine == null || address == null || !neighbours.has(machine, address)) {
                continue;
            }
            for (int overhead : overheads) {
                match(seen, record, machine, record.length() - overhead, out);
            }
        }
    }

    private void match(
            TlsRecords seen, TlsRecord record, Station machine, int length, EvidenceListener out) {
        Deque<Appeared> same = frames.get(length);
        if (same == null) {
            return;
        }
        for (Appeared frame : same) {
            long later = frame.time() - record.time();
            boolean other =
                    !frame.station().equals(machine) && frame.station().vlan() == machine.vlan();
            if (other && later >= 0 && later <= window) {
                count(seen, machine, frame, length, out);
                return;
            }
        }
    }

    private void count(
            TlsRecords seen, Station machine, Appeared frame, int length, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        Station station = frame.station();
        Pair pair = new Pair(station, flow.id());
        Coincidences known = pairs.get(pair);
        if (known == null || frame.time() - known.first > within) {
            known = new Coincidences(frame.time());
            pairs.put(pair, known);
        }
        known.matches++;
        known.last = Math.max(known.last, frame.time());
        known.lengths.add(length);
        if (known.matches < matches
                || known.lengths.size() < differentLengths
                || 2 * known.matches < frames(station, known)) {
            return;
        }
        sessions.tie(flow.client().address(), flow.server().address());
        boolean news =
                hosts.prove(station, machine, "which sends its frames on as they come in by TLS");
        findings.found(
                station,
                volume,
                Method.BRIDGE,
                seen.origin(),
                seen.origin().twoWay(),
                null,
                known.matches
                        + " frames of "
                        + station.mac()
                        + " of "
                        + known.lengths
                        + " bytes each came right after a TLS record that they fit into",
                Octets.NONE,
                out);
        if (news) {
            findings.refresh(machine.vlan(), out);
        }
    }
}
