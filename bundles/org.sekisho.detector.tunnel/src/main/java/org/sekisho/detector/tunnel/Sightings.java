// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * Tells each thing once about each pair of hosts, and once more if both ends are known to take
 * part.
 */
final class Sightings {
    /** It counts with what the SoftEther detector finds about the same pair. */
    private static final String TUNNEL = "softether";

    private static final int MOST = 8_192;

    private record Sighting(String technique, IpAddress client, IpAddress server) {}

    private final Forgetting<Sighting, Boolean> told =
            new Forgetting<>("pairs of hosts that something was told about", MOST);

    /** How many pairs may be told about once more. */
    long forgotten() {
        return told.forgotten();
    }

    void tell(Technique technique, Origin origin, String detail, EvidenceListener out) {
        Flow flow = origin.flow();
        Sighting sighting =
                new Sighting(technique.id(), flow.client().address(), flow.server().address());
        Boolean before = told.get(sighting);
        if (before != null && (before || !origin.twoWay())) {
            return;
        }
        told.put(sighting, origin.twoWay());
        Party client =
                new Party(flow.client().address(), flow.client().port(), null, flow.clientMac());
        Party server =
                new Party(flow.server().address(), flow.server().port(), null, flow.serverMac());
        out.evidence(
                new Evidence(
                        technique,
                        TUNNEL,
                        Finding.TUNNEL,
                        new Subject(client, server, flow.roles(), null),
                        null,
                        origin.twoWay(),
                        null,
                        flow.id(),
                        origin.frame(),
                        origin.time(),
                        detail,
                        Octets.NONE));
    }
}
