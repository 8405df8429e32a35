// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.rule.Cutout;

/** The exceptions of one moment, applied. */
final class AllowList {
    /** Past this a block is cut up so much that it is better none. */
    private static final int MOST_PARTS = 1024;

    private final List<AllowRule> rules;
    private final Function<MacAddress, Set<IpAddress>> neighbours;

    /**
     * These exceptions.
     *
     * @param neighbours addresses known to be at a MAC address
     */
    AllowList(List<AllowRule> rules, Function<MacAddress, Set<IpAddress>> neighbours) {
        this.rules = List.copyOf(rules);
        this.neighbours = neighbours;
    }

    /** What they leave of a block. */
    Clearance clearance(Block block, Detection about, Instant moment) {
        List<Block> left = List.of(block);
        Set<String> reasons = new LinkedHashSet<>();
        for (AllowRule rule : rules) {
            List<Block> after = rule.counts(moment) ? without(left, rule, about) : left;
            if (after.size() > MOST_PARTS) {
                after = List.of();
            }
            if (!after.equals(left)) {
                reasons.add(reason(rule));
                left = after;
            }
        }
        return new Clearance(
                left, reasons.isEmpty() ? "" : String.join("; ", reasons) + ".", false);
    }

    /** Whether something that is excepted shall not even be told of. */
    boolean isSilent(Block block, Detection about, Instant moment) {
        return rules.stream()
                .filter(rule -> !rule.notices() && rule.counts(moment))
                .anyMatch(rule -> without(List.of(block), rule, about).isEmpty());
    }

    private static String reason(AllowRule rule) {
        return "allowed by allow-"
                + rule.name()
                + (rule.comment().isEmpty() ? "" : " (" + rule.comment() + ")");
    }

    private List<Block> without(List<Block> blocks, AllowRule rule, Detection about) {
        if (about != null && isAbout(rule, about)) {
            return List.of();
        }
        List<IpPrefix> addresses = new ArrayList<>(rule.networks());
        for (MacAddress mac : rule.macs()) {
            neighbours.apply(mac).forEach(address -> addresses.add(IpPrefix.of(address)));
        }
        List<Block> left = blocks;
        for (IpPrefix address : addresses) {
            left =
                    left.stream()
                            .flatMap(block -> Cutout.without(block, address).stream())
                            .filter(block -> !hitsByMac(block, address))
                            .toList();
        }
        return left.stream()
                .filter(block -> block.scope() != Scope.MAC || !rule.macs().contains(block.mac()))
                .toList();
    }

    private boolean hitsByMac(Block block, IpPrefix address) {
        return block.scope() == Scope.MAC
                && neighbours.apply(block.mac()).stream().anyMatch(address::contains);
    }

    private static boolean isAbout(AllowRule rule, Detection about) {
        return isNamed(rule, about.client()) || isNamed(rule, about.server());
    }

    private static boolean isNamed(AllowRule rule, Party party) {
        return party != null
                && (rule.names().stream().anyMatch(name -> name.matches(party.name()))
                        || party.mac() != null && rule.macs().contains(party.mac())
                        || party.address() != null
                                && rule.networks().stream()
                                        .anyMatch(network -> network.contains(party.address())));
    }
}
