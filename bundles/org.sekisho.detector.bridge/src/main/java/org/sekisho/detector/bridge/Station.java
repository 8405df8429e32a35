// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;

/**
 * Something with a MAC address on one local network.
 *
 * @param vlan outermost VLAN id, or -1
 * @param mac its address
 */
record Station(int vlan, MacAddress mac) {
    /** The end of a flow that sends in this direction; null if the link has no MAC addresses. */
    static Station sender(Flow flow, Direction direction) {
        Flow outer = flow.outermost();
        boolean client = direction == Direction.TO_SERVER;
        return of(outer, client ? outer.clientMac() : outer.serverMac());
    }

    /** The station with this address on the network of this flow; null for no address. */
    static Station of(Flow flow, MacAddress mac) {
        return mac == null || mac.isGroup() || mac.bits() == 0
                ? null
                : new Station(flow.outermost().vlan(), mac);
    }
}
