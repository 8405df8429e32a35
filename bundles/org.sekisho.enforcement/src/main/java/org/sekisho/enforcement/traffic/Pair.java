// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.event.Flow;
import org.sekisho.packet.IpAddress;

/**
 * Two ends of traffic.
 *
 * @param client address of the end that dials
 * @param server address of the end that listens
 */
public record Pair(IpAddress client, IpAddress server) {
    static Pair of(Flow flow) {
        return new Pair(flow.client().address(), flow.server().address());
    }

    /** The ends of a tunnel, and its client and proxy if there is one, as they are on the wire. */
    public static List<Pair> of(Detection detection) {
        Party client = detection.client();
        if (client == null || client.address() == null) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>(2);
        if (detection.server() != null && detection.server().address() != null) {
            pairs.add(new Pair(client.address(), detection.server().address()));
        }
        if (detection.via() != null && detection.via().address() != null) {
            pairs.add(new Pair(client.address(), detection.via().address()));
        }
        return pairs;
    }
}
