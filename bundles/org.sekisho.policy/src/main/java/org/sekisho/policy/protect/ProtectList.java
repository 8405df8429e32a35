// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.protect.Surroundings.Interface;
import org.sekisho.policy.rule.Cutout;
import org.sekisho.policy.rule.Protection;

/** What must never be blocked, unless somebody insists, and why. Immutable. */
public final class ProtectList {
    /** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291, and what is global of IPv6. */
    private static final List<IpPrefix> RANGES =
            Stream.of(
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "100.64.0.0/10",
                            "169.254.0.0/16",
                            "fc00::/7",
                            "fe80::/10",
                            "2000::/3")
                    .map(IpPrefix::parse)
                    .toList();

    /** Past this a block is cut up so much that something is wrong with it. */
    private static final int MOST_PARTS = 1024;

    private final Map<IpPrefix, String> networks = new LinkedHashMap<>();
    private final Map<MacAddress, String> macs = new LinkedHashMap<>();
    private final Map<IpPrefix, String> ranges = new LinkedHashMap<>();
    private final List<IpPrefix> local = new ArrayList<>();
    private final Surroundings surroundings;

    /**
     * What follows from what was seen and configured.
     *
     * @param surroundings null if nothing was seen yet
     */
    ProtectList(Surroundings surroundings, Protection configured) {
        this.surroundings = surroundings;
        protect("224.0.0.0/4", "multicast");
        protect("ff00::/8", "multicast");
        protect("255.255.255.255", "broadcast");
        protect("0.0.0.0/8", "no address of a host");
        protect("::/127", "no address of a host");
        protect("127.0.0.0/8", "loopback");
        RANGES.forEach(range -> ranges.put(range, "a whole range of addresses, " + range));
        configured.networks().forEach(network -> networks.put(network, "protected as configured"));
        configured.macs().forEach(mac -> macs.put(mac, "protected as configured"));
        local.addAll(configured.localNetworks());
        if (surroundings != null) {
            found(surroundings);
        }
    }

    private void protect(String network, String why) {
        networks.put(IpPrefix.parse(network), why);
    }

    private void found(Surroundings seen) {
        for (Interface own : seen.interfaces()) {
            networks.put(IpPrefix.of(own.address()), "an address of this machine");
            if (own.broadcast() != null) {
                networks.put(IpPrefix.of(own.broadcast()), "broadcast");
            }
            if (!own.network().isSingle() && !own.address().isSpecial()) {
                ranges.put(own.network(), "the whole local network " + own.network());
                local.add(own.network());
            }
        }
        seen.macs().forEach(mac -> macs.put(mac, "a MAC address of this machine"));
        for (IpAddress gateway : seen.gateways()) {
            networks.put(IpPrefix.of(gateway), "a gateway");
            seen.at(gateway).forEach(mac -> macs.put(mac, "the MAC address of gateway " + gateway));
        }
        protectHosts(seen.resolvers(), "a resolver");
        protectHosts(seen.mailRelay(), "the mail relay");
        protectHosts(seen.administrators(), "where an administrator is connected from");
    }

    private void protectHosts(Set<IpAddress> hosts, String why) {
        for (IpAddress host : new TreeSet<>(hosts)) {
            networks.putIfAbsent(IpPrefix.of(host), why);
            surroundings
                    .at(host)
                    .forEach(
                            mac ->
                                    macs.putIfAbsent(
                                            mac, "the MAC address of " + host + ", " + why));
        }
    }

    /** Networks and addresses with the reason. */
    public Map<IpPrefix, String> networks() {
        return networks;
    }

    /** MAC addresses with the reason. */
    public Map<MacAddress, String> macs() {
        return macs;
    }

    /** What it leaves of a block. */
    public Clearance clearance(Block block) {
        if (surroundings == null) {
            return nothing(
                    "the addresses and routes of this machine are not known yet, so what must not"
                            + " be blocked isn't either.");
        }
        if (block.scope() == Scope.MAC) {
            String why = macs.get(block.mac());
            return why == null
                    ? new Clearance(List.of(block), "", false)
                    : nothing(block.mac() + " is protected: " + why + ".");
        }
        String whole = whole(block);
        if (whole != null) {
            return nothing(block + " is protected: " + whole + ".");
        }
        List<Block> left = List.of(block);
        List<String> reasons = new ArrayList<>();
        for (Map.Entry<IpPrefix, String> entry : networks.entrySet()) {
            List<Block> after =
                    left.stream()
                            .flatMap(part -> Cutout.without(part, entry.getKey()).stream())
                            .toList();
            if (!after.equals(left)) {
                reasons.add(entry.getKey() + " is protected: " + entry.getValue());
                left = after;
            }
            if (left.size() > MOST_PARTS) {
                return nothing("too much inside " + block + " is protected.");
            }
        }
        return reasons.isEmpty()
                ? new Clearance(left, "", false)
                : new Clearance(left, String.join("; ", reasons) + ".", true);
    }

    private static Clearance nothing(String reason) {
        return new Clearance(List.of(), reason, true);
    }

    /** Why it covers too much at every end that it names; null if it doesn't. */
    private String whole(Block block) {
        String client = block.client() == null ? null : whole(block.client());
        String server = block.server() == null ? null : whole(block.server());
        boolean everyEnd =
                (block.client() == null || client != null)
                        && (block.server() == null || server != null);
        return everyEnd ? client == null ? server : client : null;
    }

    private String whole(IpPrefix network) {
        if (network.length() == 0) {
            return "everybody";
        }
        return ranges.entrySet().stream()
                .filter(range -> network.contains(range.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Why the MAC address that this host's frames came from may be that of others too; or null. */
    public String whyNotDirect(Party host) {
        if (surroundings == null) {
            return "may be behind a router: the routes of this machine are not known yet";
        }
        String gateway = macs.get(host.mac());
        if (gateway != null) {
            return "has " + gateway;
        }
        boolean near =
                host.address() == null
                        || local.stream().anyMatch(network -> network.contains(host.address()));
        return near
                ? null
                : "is seen through a router: "
                        + host.address()
                        + " is in no network that this machine has an address in (more can be named"
                        + " in local.networks)";
    }

    /** Addresses known to be at a MAC address. */
    public Set<IpAddress> at(MacAddress mac) {
        return surroundings == null
                ? Set.of()
                : surroundings.neighbours().getOrDefault(mac, Set.of());
    }
}
