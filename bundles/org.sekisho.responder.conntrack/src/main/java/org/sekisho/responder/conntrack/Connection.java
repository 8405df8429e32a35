// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import org.sekisho.packet.IpAddress;

/**
 * A connection that the kernel remembers.
 *
 * @param original ends as its first packet named them when it came
 * @param reply ends as an answer names them when it comes; other than the original ones turned
 *     round if addresses are translated
 * @param offloaded whether packets take a short cut past the rules
 * @param handle what the way it was found by needs to delete it
 */
record Connection(Tuple original, Tuple reply, boolean offloaded, Object handle) {
    /**
     * Two ends of packets in one direction.
     *
     * @param protocol IP protocol
     * @param sourcePort 0 if the protocol has no ports
     * @param destinationPort 0 if the protocol has no ports
     */
    record Tuple(
            int protocol,
            IpAddress source,
            int sourcePort,
            IpAddress destination,
            int destinationPort) {}
}
