// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A datagram with SoftEther's internet keep-alive text (wire facts §7).
 *
 * @param origin where and when
 * @param direction of the datagram
 * @param text its bytes
 */
public record KeepAliveText(Origin origin, Direction direction, Octets text) implements Event {}
