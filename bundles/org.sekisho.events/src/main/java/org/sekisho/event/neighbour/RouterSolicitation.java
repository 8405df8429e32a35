// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.neighbour;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;

/**
 * A host asks for routers, which it does when it joins a network (RFC 4861 §4.1). Published as
 * often as {@link NeighbourSolicitation}.
 *
 * @param origin where and when
 * @param direction of the message
 * @param source link-layer address of the sender, option 1; null if absent
 */
public record RouterSolicitation(Origin origin, Direction direction, MacAddress source)
        implements Event {}
