// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.time.Duration;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;

/**
 * One desired firewall fact. Plain data, without identity: two equal blocks are the same block.
 *
 * @param scope how much it covers
 * @param client end that dials; null where the scope does not name it
 * @param server end that listens; null where the scope does not name it
 * @param mac MAC address for {@link Scope#MAC}, else null
 * @param action what happens to the traffic
 * @param duration how long it is in force once applied
 */
public record Block(
        Scope scope,
        Endpoint client,
        Endpoint server,
        MacAddress mac,
        Action action,
        Duration duration)
        implements java.io.Serializable {
    /** Refuses a block that lacks what its scope is about. */
    public Block {
        boolean hasClient = client != null && client.address() != null;
        boolean hasServer = server != null && server.address() != null;
        boolean complete =
                switch (scope) {
                    case FLOW, PAIR -> hasClient && hasServer;
                    case SERVER -> hasServer;
                    case CLIENT -> hasClient;
                    case MAC -> mac != null;
                };
        if (!complete) {
            throw new IllegalArgumentException("a block of scope " + scope + " lacks its address");
        }
    }
}
