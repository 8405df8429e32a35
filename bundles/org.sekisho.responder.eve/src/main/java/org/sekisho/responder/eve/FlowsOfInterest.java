// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;
import org.sekisho.event.Flow;
import org.sekisho.packet.IpAddress;

/**
 * Which flows belong to a case: those on which its evidence was seen, and those of its two ends.
 */
final class FlowsOfInterest {
    private static final int MOST = 16_384;

    private final Map<Object, Boolean> known =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
                    return size() > MOST;
                }
            };

    private record Pair(IpAddress lower, IpAddress upper) {
        static Pair of(IpAddress one, IpAddress other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    /** Remembers a case. */
    synchronized void add(Detection detection) {
        for (Evidence evidence : detection.evidence()) {
            if (evidence.flow() != 0) {
                known.put(evidence.flow(), true);
            }
        }
        IpAddress client = address(detection.client());
        if (client != null) {
            if (address(detection.server()) != null) {
                known.put(Pair.of(client, address(detection.server())), true);
            }
            if (detection.via() != null && detection.via().address() != null) {
                known.put(Pair.of(client, detection.via().address()), true);
            }
        }
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    /** Whether the flow, or one inside it, belongs to a case. */
    synchronized boolean contains(Flow flow) {
        Flow outermost = flow.outermost();
        IpAddress client = outermost.client().address();
        IpAddress server = outermost.server().address();
        return known.get(flow.id()) != null
                || known.get(outermost.id()) != null
                || client != null && server != null && known.get(Pair.of(client, server)) != null;
    }
}
