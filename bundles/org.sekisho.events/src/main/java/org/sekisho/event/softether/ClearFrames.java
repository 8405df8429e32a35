// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * The session's framing in clear (wire facts §3.4 and §3.5). Published when three blocks or
 * keep-alives in a row fit in one direction, once per direction, and then whenever eight more MAC
 * addresses are known.
 *
 * @param origin where and when; the flow is an inner stream after TLS
 * @param direction of the blocks
 * @param blocks Ethernet frames seen so far in this direction
 * @param keepAlives keep-alives seen so far in this direction
 * @param bothDirections whether the framing was seen in both directions
 * @param macs source MAC addresses inside, at most 8 new ones
 * @param head first bytes of the framing, at most 64
 */
public record ClearFrames(
        Origin origin,
        Direction direction,
        int blocks,
        int keepAlives,
        boolean bothDirections,
        List<MacAddress> macs,
        Octets head)
        implements Event {
    /** Copies the list. */
    public ClearFrames {
        macs = List.copyOf(macs);
    }
}
