// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.neighbour;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * A host says to be a router (RFC 4861 §4.2). Published as often as {@link NeighbourSolicitation}.
 * Hop limit, flags and lifetime stand in the first eight bytes of the message, which dissectors are
 * not shown.
 *
 * @param origin where and when
 * @param direction of the message
 * @param source link-layer address of the router, option 1; null if absent
 * @param mtu option 5; 0 if absent
 * @param prefixes of option 3, at most 8, each as text such as {@code 2001:db8::/64}
 * @param nameServers of option 25 (RFC 8106), at most 8
 */
public record RouterAdvertisement(
        Origin origin,
        Direction direction,
        MacAddress source,
        long mtu,
        List<String> prefixes,
        List<IpAddress> nameServers)
        implements Event {
    /** Copies the lists. */
    public RouterAdvertisement {
        prefixes = List.copyOf(prefixes);
        nameServers = List.copyOf(nameServers);
    }
}
