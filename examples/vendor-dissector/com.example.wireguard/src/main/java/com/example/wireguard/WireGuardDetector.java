// SPDX-License-Identifier: Apache-2.0
package com.example.wireguard;

import com.example.event.wireguard.WireGuardHandshake;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;

/** A handshake that was answered speaks for a tunnel between the two ends. Remembers nothing. */
@Component(scope = ServiceScope.PROTOTYPE)
public final class WireGuardDetector implements Detector {
    private static final Technique HANDSHAKE =
            new Technique(
                    "EX-WG-HANDSHAKE",
                    "WireGuard handshake whose answer repeats the sender index",
                    "wireguard-handshake",
                    true,
                    0,
                    "computed: two fixed heads of 32 bits and a repeated index of 32 bits, below"
                            + " 1e-28 per pair of datagrams");

    @Override
    public String name() {
        return "example-wireguard";
    }

    @Override
    public Collection<Technique> techniques() {
        return List.of(HANDSHAKE);
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(WireGuardHandshake.class);
    }

    @Override
    public void judge(Event event, EvidenceListener listener) {
        if (event instanceof WireGuardHandshake handshake) {
            Flow flow = handshake.origin().flow();
            listener.evidence(
                    new Evidence(
                            HANDSHAKE,
                            "wireguard",
                            Finding.TUNNEL,
                            new Subject(
                                    party(flow.client(), flow.clientMac()),
                                    party(flow.server(), flow.serverMac()),
                                    flow.roles(),
                                    null),
                            null,
                            // the answer repeats four random bytes, so its sender has seen them
                            true,
                            null,
                            flow.id(),
                            handshake.origin().frame(),
                            handshake.origin().time(),
                            "answer repeats sender index " + handshake.index(),
                            handshake.index()));
        }
    }

    private static Party party(Endpoint end, MacAddress mac) {
        return new Party(end.address(), end.port(), end.name(), mac);
    }
}
