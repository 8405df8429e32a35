// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * Packets of UDP acceleration start with bytes copied out of an earlier packet of the same
 * direction (wire facts §5). Published at the first match of each direction, and once more when
 * three matches of one direction are there and none of the other. Without encryption there is no IV
 * to copy: there a match is a packet whose header fits the ones before, and the third one is
 * published.
 *
 * @param origin where and when
 * @param direction of the packet that matched
 * @param variant where in the earlier packet the bytes stood
 * @param matches matches in this direction so far
 * @param bothDirections whether packets of both directions have matched
 * @param copied the copied bytes, 12 or 20; for {@link Variant#PLAIN} the cookie of 4 bytes
 */
public record UdpAccelerationChain(
        Origin origin,
        Direction direction,
        Variant variant,
        int matches,
        boolean bothDirections,
        Octets copied)
        implements Event {
    /** Where the bytes come from. */
    public enum Variant {
        /** RC4 variant: the last 20 bytes of the packet before. */
        V1_TAIL,
        /** ChaCha20-Poly1305 as 4.30 and later 4.x have it: the 12 bytes before the MAC. */
        V2_TAIL,
        /** ChaCha20-Poly1305 as 5.x has it: bytes 12 to 23. */
        V2_OFFSET_12,
        /** Without encryption: a constant cookie and two clocks that answer each other. */
        PLAIN
    }
}
