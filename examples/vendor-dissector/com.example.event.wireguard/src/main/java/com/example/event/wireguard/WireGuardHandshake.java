// SPDX-License-Identifier: Apache-2.0
package com.example.event.wireguard;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A handshake of WireGuard and the answer that names it (WireGuard white paper §5.4.2 and §5.4.3).
 * Published once per flow.
 *
 * @param origin where and when the answer was seen
 * @param initiator direction of the first message: who began this handshake
 * @param index the initiator's sender index, 4 bytes as on the wire, which the answer repeats
 */
public record WireGuardHandshake(Origin origin, Direction initiator, Octets index)
        implements Event {}
