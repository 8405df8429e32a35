// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.time.Duration;
import java.util.Map;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;

/** A process that blocks one pair, says how that went, and ends. */
final class Blocker {
    private Blocker() {}

    /** Blocks {@code 192.0.2.1 - 198.51.100.1} for an hour. */
    public static void main(String[] arguments) throws Exception {
        Block block = Blocks.pair("192.0.2.1", "198.51.100.1");
        try (IptablesFirewall firewall =
                new IptablesFirewall(Options.of(IptablesConfiguration.class, Map.of()))) {
            Outcome outcome =
                    firewall.enforcer().add(Map.of(block, Duration.ofHours(1))).get(block);
            System.out.println(outcome.status() + " by " + firewall.status().get("by"));
            System.out.println(outcome.reason());
            if (outcome.equals(Outcome.IN_FORCE)) {
                System.out.println(firewall.enforcer().standing().keySet());
            }
        }
    }
}
