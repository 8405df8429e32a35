// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Map;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.softether.ClearFrames;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.packet.IpAddress;

/**
 * With whom each machine has a session of SoftEther that shows itself beyond doubt, so that a
 * bridge can be told together with the session that it belongs to. Bounded.
 */
final class OutsideSessions {
    private static final int MACHINES = 4096;

    private final Map<IpAddress, IpAddress> peers = new BoundedMap<>(MACHINES);

    void learn(Event event) {
        boolean session =
                event instanceof UdpAccelerationChain
                        || event instanceof ClearFrames
                        || event instanceof RudpSignature seen && seen.inSession();
        if (!session) {
            return;
        }
        Flow flow = event.origin().flow();
        tie(flow.client().address(), flow.server().address());
    }

    /** These two have such a session. */
    void tie(IpAddress client, IpAddress server) {
        if (client != null && server != null) {
            peers.put(client, server);
            peers.put(server, client);
        }
    }

    /** The other end of the machine's latest session, or null. */
    IpAddress peer(IpAddress machine) {
        return machine == null ? null : peers.get(machine);
    }
}
