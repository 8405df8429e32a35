// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.neighbour.NeighbourAdvertisement;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * SE-L2-POLL: a virtual hub asks the hosts it knows whether they are still there, from a MAC
 * address and a protocol address that follow from each other (wire facts §8.2).
 */
final class PollTechnique implements TechniqueGroup {
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;

    private final Technique poll;
    private final MacPrefix prefix;
    private final Network network;
    private final Findings findings;
    private final BridgingHosts hosts;
    private final Polls polls;

    PollTechnique(Catalogue catalogue, Findings findings, BridgingHosts hosts, Polls polls) {
        poll = catalogue.technique("SE-L2-POLL");
        prefix = MacPrefix.in(catalogue, "hub.prefix").get(0);
        network = Network.in(catalogue, "hub.network");
        this.findings = findings;
        this.hosts = hosts;
        this.polls = polls;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ArpMessage.class, NeighbourSolicitation.class, NeighbourAdvertisement.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof ArpMessage seen) {
            arp(seen, out);
        } else if (event instanceof NeighbourSolicitation seen) {
            solicitation(seen, out);
        } else if (event instanceof NeighbourAdvertisement seen) {
            advertisement(seen, out);
        }
    }

    private void arp(ArpMessage seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        if (seen.operation() == ArpMessage.REQUEST) {
            if (!isHub(seen.senderMac(), seen.senderAddress())) {
                return;
            }
            Station hub = Station.of(flow, seen.senderMac());
            Station asked = Station.of(flow, flow.serverMac());
            found(seen, hub, seen.senderAddress(), generation(seen), out);
            asked(seen, hub, asked, seen.targetAddress(), out);
        } else if (isHub(seen.targetMac(), seen.targetAddress())) {
            answered(seen, Station.of(flow, seen.targetMac()), seen.senderMac(), out);
        }
    }

    private void solicitation(NeighbourSolicitation seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        boolean forward = seen.direction() == Direction.TO_SERVER;
        IpAddress source = (forward ? flow.client() : flow.server()).address();
        if (seen.source() == null || !isHub(seen.source(), source)) {
            return;
        }
        Station hub = Station.of(flow, seen.source());
        Station asked = Station.of(flow, forward ? flow.serverMac() : flow.clientMac());
        found(seen, hub, source, null, out);
        asked(seen, hub, asked, seen.target(), out);
    }

    private void advertisement(NeighbourAdvertisement seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        boolean forward = seen.direction() == Direction.TO_SERVER;
        IpAddress to = (forward ? flow.server() : flow.client()).address();
        MacAddress toMac = forward ? flow.serverMac() : flow.clientMac();
        MacAddress by = forward ? flow.clientMac() : flow.serverMac();
        if (toMac != null && by != null && isHub(toMac, to)) {
            answered(seen, Station.of(flow, toMac), by, out);
        }
    }

    private void asked(
            Event event, Station hub, Station asked, IpAddress address, EvidenceListener out) {
        if (polls.asked(hub, asked, address, event.origin().time())
                && hosts.prove(hub, asked, "which alone never answers its polls")) {
            findings.refresh(hub.vlan(), out);
        }
    }

    private void answered(Event event, Station hub, MacAddress by, EvidenceListener out) {
        Station station = new Station(hub.vlan(), by);
        if (polls.answered(hub, station)) {
            findings.found(
                    hub,
                    poll,
                    Method.BRIDGE,
                    event.origin(),
                    true,
                    null,
                    by + " answers the virtual hub " + hub.mac(),
                    bytes(hub.mac()),
                    out);
        }
    }

    private void found(
            Event event, Station hub, IpAddress source, String generation, EvidenceListener out) {
        findings.found(
                hub,
                poll,
                Method.BRIDGE,
                event.origin(),
                false,
                generation,
                "poll of a virtual hub from " + hub.mac() + " as " + source,
                bytes(hub.mac()),
                out);
    }

    private static Octets bytes(MacAddress mac) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (mac.bits() >>> 8 * (5 - i));
        }
        return Octets.of(bytes);
    }

    /** Whether MAC and protocol address are those of one hub. */
    private boolean isHub(MacAddress mac, IpAddress address) {
        if (!prefix.fits(mac) || address == null) {
            return false;
        }
        if (address.v6()) {
            return address.high() == LINK_LOCAL && address.low() == interfaceId(mac);
        }
        int third = octet(address, 8);
        int fourth = octet(address, 0);
        boolean fits = fourth == place(mac, 3) || fourth == third;
        return network.contains(address) && third == place(mac, 2) && fits;
    }

    /** The hub's interface identifier repeats the first three bytes of its MAC address. */
    private static long interfaceId(MacAddress mac) {
        long half = mac.bits() >>> 24;
        return (half ^ 0x02_0000L) << 40 | 0xff_fe00_0000L | half;
    }

    /** From 5.02 on the last two octets are equal; before, that is chance. */
    private static String generation(ArpMessage seen) {
        IpAddress address = seen.senderAddress();
        boolean equal = octet(address, 0) == octet(address, 8);
        return equal && octet(address, 0) != place(seen.senderMac(), 3) ? "5" : null;
    }

    private static int octet(IpAddress address, int shift) {
        return (int) (address.low() >>> shift) & 0xff;
    }

    /** Octet of the protocol address that goes with a byte of the MAC address. */
    private static int place(MacAddress mac, int index) {
        return ((int) (mac.bits() >>> 8 * (5 - index)) & 0xff) % 254 + 1;
    }
}
