// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A message of VPN over DNS, known by its fixed shape (wire facts §6.4). Published at the first
 * query and the first answer of a flow.
 *
 * @param origin where and when
 * @param direction of the message
 * @param response whether it is an answer
 * @param answered whether a query and an answer of this shape have been seen in the flow
 * @param carried bytes of reliable UDP inside
 * @param head the message up to those bytes
 */
public record DnsTunnelMessage(
        Origin origin,
        Direction direction,
        boolean response,
        boolean answered,
        int carried,
        Octets head)
        implements Event {}
