// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import java.util.Map;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;

/** A process that blocks one server, says how that went, and ends. */
final class Blocker {
    private Blocker() {}

    /** Blocks {@code 192.0.2.1} for an hour. */
    public static void main(String[] arguments) throws Exception {
        Block block = Blocks.server("192.0.2.1");
        try (NftablesFirewall firewall =
                new NftablesFirewall(Options.of(NftablesConfiguration.class, Map.of()))) {
            Outcome outcome =
                    firewall.enforcer().add(Map.of(block, Duration.ofHours(1))).get(block);
            System.out.println(outcome.status() + " by " + firewall.status().get("by"));
            System.out.println(outcome.reason());
            System.out.println(firewall.troubles());
            if (outcome.equals(Outcome.IN_FORCE)) {
                System.out.println(firewall.enforcer().standing().keySet());
            }
        }
    }
}
