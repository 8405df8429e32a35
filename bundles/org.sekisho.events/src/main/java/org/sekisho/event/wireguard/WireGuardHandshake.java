// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.wireguard;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A response of WireGuard that names the sender of the initiation before it by its random 32-bit
 * number. Published with the first handshake of a flow.
 *
 * @param origin where and when
 */
public record WireGuardHandshake(Origin origin) implements Event {}
