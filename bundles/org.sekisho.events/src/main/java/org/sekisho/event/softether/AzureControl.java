// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * The control connection of a server to the VPN Azure relay (wire facts §7): {@code ACTL} in clear.
 * Published for those four bytes and once more when the relay's answer is a Pack.
 *
 * @param origin where and when
 * @param answered whether the relay's Pack was seen
 * @param head first bytes of the message that completed it, at most 64
 */
public record AzureControl(Origin origin, boolean answered, Octets head) implements Event {}
