// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * Packets of reliable UDP whose 20-byte IV is a window of the packet sent before in the same
 * direction (wire facts §6.6).
 *
 * @param origin where and when
 * @param direction of the packets
 * @param carrier {@code R_UDP}, {@code ICMP} or {@code DNS}
 * @param matches matches in this direction so far; published at the first inside ICMP and DNS, at
 *     the third at different offsets on plain UDP
 * @param bothDirections whether packets of both directions have matched
 * @param copied the 20 bytes
 */
public record RudpChain(
        Origin origin,
        Direction direction,
        Carrier carrier,
        int matches,
        boolean bothDirections,
        Octets copied)
        implements Event {}
