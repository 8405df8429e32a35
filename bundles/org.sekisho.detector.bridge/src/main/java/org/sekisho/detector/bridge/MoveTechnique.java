// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * SE-L2-BRIDGE in the form {@code move}: a station with its MAC and its IPv4 address is heard now
 * in one VLAN, now in another, as switches see it where a bridge joins the two. A router has one
 * MAC address in many VLANs, too, but an IPv4 address of its own in each. Which port of a switch a
 * frame came from can't be seen from a mirrored link; VLANs can.
 */
final class MoveTechnique implements TechniqueGroup {
    private static final int STATIONS = 16_384;

    private record Holder(MacAddress mac, IpAddress address) {}

    private record Place(int vlan, int moves, long since) {}

    private final Technique move;
    private final int enough;
    private final long memory;
    private final Findings findings;
    private final Map<Holder, Place> places = new BoundedMap<>(STATIONS);

    MoveTechnique(Catalogue catalogue, Findings findings) {
        move = catalogue.technique("SE-L2-BRIDGE", "move");
        enough = catalogue.number("move.times", 1, 100);
        memory = catalogue.milliseconds("move.memory.ms");
        this.findings = findings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ArpMessage.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        ArpMessage seen = (ArpMessage) event;
        Station sender = Station.of(seen.origin().flow(), seen.senderMac());
        boolean ownFrame = seen.senderMac().equals(seen.origin().flow().clientMac());
        if (sender == null || !ownFrame || seen.senderAddress().isSpecial()) {
            return;
        }
        Holder holder = new Holder(seen.senderMac(), seen.senderAddress());
        long time = seen.origin().time();
        Place before = places.get(holder);
        boolean moved = before != null && before.vlan() != sender.vlan();
        boolean goesOn = before != null && time - before.since() <= memory;
        Place now =
                new Place(
                        sender.vlan(),
                        (goesOn ? before.moves() : 0) + (moved ? 1 : 0),
                        goesOn ? before.since() : time);
        places.put(holder, now);
        if (moved && now.moves() >= enough) {
            findings.found(
                    sender,
                    move,
                    Method.BRIDGE,
                    seen.origin(),
                    false,
                    null,
                    sender.mac()
                            + " with "
                            + holder.address()
                            + " moved "
                            + now.moves()
                            + " times between "
                            + network(before.vlan())
                            + " and "
                            + network(sender.vlan()),
                    Octets.NONE,
                    out);
        }
    }

    private static String network(int vlan) {
        return vlan < 0 ? "the network without a tag" : "VLAN " + vlan;
    }
}
