// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * A first packet of reliable UDP with a key seed in clear, recognised because a later packet
 * verified with keys derived from it, or because its carrier's shape is certain (wire facts §6.6).
 *
 * @param origin where and when
 * @param carrier {@code R_UDP}, {@code ICMP} or {@code DNS}
 * @param seed the 20 bytes
 */
public record RudpInit(Origin origin, Carrier carrier, Octets seed) implements Event {}
