// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.wireguard;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * An end of WireGuard named the other one by the random 32-bit number that this one gave itself in
 * a handshake: in the response to an initiation, or in a packet behind either. Published once per
 * flow.
 *
 * @param origin where and when
 */
public record WireGuardHandshake(Origin origin) implements Event {}
