// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.l2tp;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A server accepted an L2TP tunnel in clear: a Start-Control-Connection-Reply (RFC 2661 §6.2) that
 * names the tunnel as its request did, or whose own tunnel the client then uses. Published once per
 * tunnel.
 *
 * @param origin where and when
 * @param attributes types of its attributes without a vendor of their own, in the order sent, at
 *     most 32
 * @param hostName attribute 7, a byte a character, at most 128; null if absent
 * @param vendorName attribute 8, as {@code hostName}
 * @param window attribute 10, packets; 0 if absent
 */
public record L2tpAnswer(
        Origin origin, List<Integer> attributes, String hostName, String vendorName, int window)
        implements Event {
    /** Copies the list. */
    public L2tpAnswer {
        attributes = List.copyOf(attributes);
    }
}
