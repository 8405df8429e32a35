// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A datagram by which SecureNAT or a virtual layer-3 switch shows itself on the local network (wire
 * facts §8.2). Published at the first of a flow, at the third, and then at most once a minute.
 *
 * @param origin where and when
 * @param direction of the datagram
 * @param kind whose text it is
 * @param seen datagrams with this text so far in this flow
 * @param text its bytes
 */
public record LanBeacon(Origin origin, Direction direction, Kind kind, int seen, Octets text)
        implements Event {
    /** Who sends a beacon. */
    public enum Kind {
        /** The virtual host of SecureNAT. */
        SECURE_NAT,
        /** A virtual layer-3 switch. */
        LAYER_3_SWITCH
    }
}
