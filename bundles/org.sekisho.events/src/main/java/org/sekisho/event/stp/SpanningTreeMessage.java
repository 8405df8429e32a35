// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.stp;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.MacAddress;

/**
 * A configuration message of spanning tree (IEEE 802.1D-2004 §9.3.1), rapid spanning tree (§9.3.3)
 * or what multiple spanning tree (IEEE 802.1Q-2018 §14.4) has in the same places. A station's
 * messages are published when their content differs from that of the one before, and at least every
 * 30 seconds.
 *
 * @param origin where and when; the flow's client MAC is the port that sent it
 * @param version protocol version: 0 spanning tree, 2 rapid, 3 multiple
 * @param type 0 configuration, 2 rapid or multiple
 * @param flags the octet of flags; bit 0 says that the topology changes
 * @param rootPriority of the root bridge, its system id extension included
 * @param root MAC address of the root bridge
 * @param rootCost cost of the path to the root
 * @param bridgePriority of the sending bridge
 * @param bridge MAC address of the sending bridge
 * @param port number of the sending port with its priority
 */
public record SpanningTreeMessage(
        Origin origin,
        int version,
        int type,
        int flags,
        int rootPriority,
        MacAddress root,
        long rootCost,
        int bridgePriority,
        MacAddress bridge,
        int port)
        implements Event {}
