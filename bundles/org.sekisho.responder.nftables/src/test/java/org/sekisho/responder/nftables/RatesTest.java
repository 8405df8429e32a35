// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * How fast blocks come into force; what was measured is printed. {@code mvn -Plab -pl
 * bundles/org.sekisho.responder.nftables test -Dtest=RatesTest} repeats it. Needs root.
 */
@Tag("lab")
@Tag("one-jdk")
class RatesTest {
    private static final int WARM = 1000;
    private static final int MEASURED = 3000;

    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nftm");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void tenThousandInTwoSecondsAndAHundredThousandInFifteen() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    try (NftablesFirewall firewall =
                            new NftablesFirewall(
                                    Options.of(NftablesConfiguration.class, Map.of()))) {
                        // as in a daemon that runs: the classes are loaded
                        converge(firewall, 1000);
                        assertThat(converge(firewall, 10_000)).isLessThan(Duration.ofSeconds(2));
                        assertThat(converge(firewall, 100_000)).isLessThan(Duration.ofSeconds(15));
                        assertThat(firewall.enforcer().standing()).hasSize(100_000);
                    }
                });
    }

    private static Duration converge(NftablesFirewall firewall, int count) throws Exception {
        Map<Block, Duration> blocks = Blocks.pairs(count, Duration.ofHours(5));
        firewall.enforcer().clear();
        long begin = System.nanoTime();
        Map<Block, Outcome> outcomes = firewall.enforcer().converge(blocks);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(outcomes).hasSize(count);
        assertThat(outcomes.values()).allMatch(Outcome.IN_FORCE::equals);
        System.out.printf(
                "%,d blocks in %.3f s: %,.0f a second%n",
                count, took.toNanos() / 1e9, count * 1e9 / took.toNanos());
        return took;
    }

    @Test
    void aBlockIsAcknowledgedAtOnce() throws Exception {
        List<Long> nanos = new ArrayList<>();
        InsideNamespace.of(
                lab,
                () -> {
                    try (NftablesFirewall firewall =
                            new NftablesFirewall(
                                    Options.of(NftablesConfiguration.class, Map.of()))) {
                        for (Block block :
                                Blocks.pairs(WARM + MEASURED, Duration.ofHours(1)).keySet()) {
                            Map<Block, Duration> one = Map.of(block, Duration.ofHours(1));
                            long begin = System.nanoTime();
                            Map<Block, Outcome> outcome = firewall.enforcer().add(one);
                            nanos.add(System.nanoTime() - begin);
                            assertThat(outcome).containsValue(Outcome.IN_FORCE);
                        }
                    }
                });
        List<Long> sorted = nanos.subList(WARM, nanos.size()).stream().sorted().toList();
        double p50 = sorted.get(MEASURED / 2) / 1e6;
        double p99 = sorted.get(MEASURED * 99 / 100) / 1e6;
        System.out.printf(
                "one block until the kernel's acknowledgement: p50 %.3f ms, p99 %.3f ms, most %.3f"
                        + " ms%n",
                p50, p99, sorted.get(MEASURED - 1) / 1e6);
        // the quiet machine's goal is a tenth of these; a program would take longer than that
        assertThat(p50).isLessThan(5);
    }
}
