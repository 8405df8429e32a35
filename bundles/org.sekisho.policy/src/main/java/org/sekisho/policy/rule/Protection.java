// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;

/**
 * What was configured about what must never be blocked.
 *
 * @param networks protected beside what was found
 * @param macs the same for MAC addresses
 * @param administrationPorts TCP ports of this machine whose peers are administrators
 * @param localNetworks whose hosts' own MAC addresses are seen, beside those that this machine has
 *     an address in
 */
public record Protection(
        List<IpPrefix> networks,
        Set<MacAddress> macs,
        Set<Integer> administrationPorts,
        List<IpPrefix> localNetworks) {
    /** Copies. */
    public Protection {
        networks = List.copyOf(networks);
        macs = Set.copyOf(macs);
        administrationPorts = Set.copyOf(administrationPorts);
        localNetworks = List.copyOf(localNetworks);
    }

    static Protection parse(Map<String, String> values) {
        List<IpPrefix> networks = new ArrayList<>();
        Set<MacAddress> macs = new LinkedHashSet<>();
        for (String word : ListOption.words(values.get("protect"))) {
            MacAddress mac = MacText.parse(word);
            if (mac != null) {
                macs.add(mac);
            } else {
                networks.add(network(values, "protect", word, "network, address or MAC address"));
            }
        }
        Set<Integer> ports = new LinkedHashSet<>();
        for (String word : ListOption.words(values.get("protect.ssh.ports"))) {
            int port = word.matches("[0-9]{1,5}") ? Integer.parseInt(word) : 0;
            if (port < 1 || port > 65535) {
                throw wrong(values, "protect.ssh.ports", word, "port from 1 to 65535");
            }
            ports.add(port);
        }
        List<IpPrefix> local = new ArrayList<>();
        for (String word : ListOption.words(values.get("local.networks"))) {
            local.add(network(values, "local.networks", word, "network such as 192.0.2.0/24"));
        }
        return new Protection(networks, macs, ports, local);
    }

    private static IpPrefix network(
            Map<String, String> values, String key, String word, String right) {
        IpPrefix network = IpPrefix.parse(word);
        if (network == null) {
            throw wrong(values, key, word, right);
        }
        return network;
    }

    private static IllegalArgumentException wrong(
            Map<String, String> values, String key, String word, String right) {
        return new IllegalArgumentException(
                key + "=" + values.get(key) + ": '" + word + "' must be a " + right);
    }
}
