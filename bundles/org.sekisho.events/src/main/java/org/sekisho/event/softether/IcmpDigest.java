// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * An ICMP message whose data begins with the SHA-1 of the rest of its data (wire facts §6.3).
 * Published at the first of each direction, and once more when an answer was seen that is no echo.
 *
 * @param origin where and when
 * @param direction of the message
 * @param type ICMP type
 * @param answered whether digests were seen from both ends and the other end's data was not the
 *     same bytes sent back, as any host does with an echo request
 * @param digest the 20 bytes
 */
public record IcmpDigest(
        Origin origin, Direction direction, int type, boolean answered, Octets digest)
        implements Event {}
