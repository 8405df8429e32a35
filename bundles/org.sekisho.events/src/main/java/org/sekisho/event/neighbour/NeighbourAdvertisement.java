// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.neighbour;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * A host says that it has an address (RFC 4861 §4.4). Published as often as {@link
 * NeighbourSolicitation}.
 *
 * @param origin where and when
 * @param direction of the message
 * @param target address that the sender has
 * @param link its link-layer address, option 2; null if absent
 */
public record NeighbourAdvertisement(
        Origin origin, Direction direction, IpAddress target, MacAddress link) implements Event {}
