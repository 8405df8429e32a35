// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;

/**
 * What is around this machine, as it was at one moment.
 *
 * @param macs this machine's MAC addresses
 * @param interfaces this machine's addresses
 * @param gateways addresses that routes go over, and neighbours that say they are routers
 * @param neighbours addresses known to be at each MAC address
 * @param resolvers servers that this machine asks for names
 * @param mailRelay addresses of the server that notices are sent over
 * @param administrators who has a connection to a port for administration, or had one a moment ago
 */
record Surroundings(
        Set<MacAddress> macs,
        List<Interface> interfaces,
        Set<IpAddress> gateways,
        Map<MacAddress, Set<IpAddress>> neighbours,
        Set<IpAddress> resolvers,
        Set<IpAddress> mailRelay,
        Set<IpAddress> administrators) {
    /** Where a command runs that enforces nothing: what is around it has no say. */
    static final Surroundings NONE =
            new Surroundings(Set.of(), List.of(), Set.of(), Map.of(), Set.of(), Set.of(), Set.of());

    Surroundings {
        macs = Set.copyOf(macs);
        interfaces = List.copyOf(interfaces);
        gateways = Set.copyOf(gateways);
        neighbours = Map.copyOf(neighbours);
        resolvers = Set.copyOf(resolvers);
        mailRelay = Set.copyOf(mailRelay);
        administrators = Set.copyOf(administrators);
    }

    /**
     * An address of this machine.
     *
     * @param network addresses that are reached directly over it
     * @param broadcast null if there is none
     */
    record Interface(IpAddress address, IpPrefix network, IpAddress broadcast) {}

    /** MAC addresses at which this address is known. */
    Set<MacAddress> at(IpAddress address) {
        return neighbours.entrySet().stream()
                .filter(neighbour -> neighbour.getValue().contains(address))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
