// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A packet of reliable UDP whose SHA-1 signature verifies with a key derived from the seed seen
 * before (wire facts §6.6). Published for the first such packet of each sender and session, and
 * once more (with {@code inSession}) when stream data was acknowledged.
 *
 * @param origin where and when
 * @param direction of the packet
 * @param carrier {@code R_UDP}, {@code ICMP} or {@code DNS}
 * @param fromClient whether it verifies with the client's key; else with the server's
 * @param bothEnds whether packets of both keys have verified in this session
 * @param disconnect whether its sequence number is the one of a disconnect
 * @param inSession whether stream data (more than keep-alives) was acknowledged by the other end
 * @param seed key seed of the session
 * @param signature the 20 bytes that verified
 */
public record RudpSignature(
        Origin origin,
        Direction direction,
        Carrier carrier,
        boolean fromClient,
        boolean bothEnds,
        boolean disconnect,
        boolean inSession,
        Octets seed,
        Octets signature)
        implements Event {}
