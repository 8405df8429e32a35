// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.neighbour;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * A host asks for the link-layer address of another (RFC 4861 §4.3). Of each flow at most 4
 * messages of neighbour discovery are published in a second.
 *
 * @param origin where and when
 * @param direction of the message
 * @param target address asked for
 * @param source link-layer address of the sender, option 1; null if absent
 */
public record NeighbourSolicitation(
        Origin origin, Direction direction, IpAddress target, MacAddress source) implements Event {}
