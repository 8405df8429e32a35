// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.softether.LanBeacon;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * SE-L2-BEACON: SecureNAT and virtual layer-3 switches tell the whole network that they are there,
 * in UDP by a text and in ARP by a reply that nobody asked for and that names the broadcast address
 * as its target (wire facts §8.2).
 */
final class BeaconTechnique implements TechniqueGroup {
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final Technique text;
    private final Technique reply;
    private final List<MacPrefix> prefixes;
    private final Findings findings;

    BeaconTechnique(Catalogue catalogue, Findings findings) {
        text = catalogue.technique("SE-L2-BEACON");
        reply = catalogue.technique("SE-L2-BEACON", "arp");
        prefixes = MacPrefix.in(catalogue, "nat.prefixes");
        this.findings = findings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(LanBeacon.class, ArpMessage.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof LanBeacon seen) {
            beacon(seen, out);
        } else if (event instanceof ArpMessage seen && isBeacon(seen)) {
            findings.found(
                    Station.of(seen.origin().flow(), seen.senderMac()),
                    reply,
                    Method.SECURE_NAT,
                    seen.origin(),
                    false,
                    null,
                    "ARP reply of "
                            + seen.senderMac()
                            + " for "
                            + seen.senderAddress()
                            + " to the broadcast address "
                            + seen.targetAddress(),
                    Octets.NONE,
                    out);
        }
    }

    private void beacon(LanBeacon seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        Station sender = Station.sender(flow, seen.direction());
        if (sender == null) {
            return;
        }
        boolean nat = seen.kind() == LanBeacon.Kind.SECURE_NAT;
        findings.found(
                sender,
                text,
                nat ? Method.SECURE_NAT : Method.BRIDGE,
                seen.origin(),
                false,
                null,
                "beacon of "
                        + (nat ? "SecureNAT" : "a virtual layer-3 switch")
                        + " from "
                        + sender.mac()
                        + " with "
                        + flow.client().address(),
                seen.text(),
                out);
    }

    private boolean isBeacon(ArpMessage seen) {
        MacAddress sender = seen.senderMac();
        return seen.operation() == ArpMessage.REPLY
                && seen.targetMac().bits() == BROADCAST
                && seen.origin().flow().serverMac().bits() == BROADCAST
                && !seen.targetAddress().equals(seen.senderAddress())
                && isLastOfNetwork(seen)
                && prefixes.stream().anyMatch(prefix -> prefix.fits(sender));
    }

    /** Whether the target is the broadcast address of a network that the sender is in. */
    private static boolean isLastOfNetwork(ArpMessage seen) {
        long target = seen.targetAddress().low();
        long sender = seen.senderAddress().low();
        int hostBits = Long.numberOfTrailingZeros(~target);
        return hostBits >= 2 && hostBits < 32 && sender >>> hostBits == target >>> hostBits;
    }
}
