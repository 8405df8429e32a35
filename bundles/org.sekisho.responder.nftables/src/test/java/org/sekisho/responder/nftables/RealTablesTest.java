// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Standing;
import org.sekisho.responder.nftables.kernel.NetlinkTables;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.TableState;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** What is put into the tables of the real kernel, and read back. Needs root and nftables. */
@Tag("lab")
class RealTablesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nft");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static NftablesFirewall firewall(Map<String, Object> options) {
        return new NftablesFirewall(Options.of(NftablesConfiguration.class, options));
    }

    private String ruleset() throws Exception {
        return lab.run("nft", "-s", "-t", "list", "ruleset");
    }

    @Test
    void everyBlockIsPutInForceAndReadBackAsItWas() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    Map<Block, Duration> blocks = Blocks.everything();
                    try (NftablesFirewall firewall = firewall(Map.of())) {
                        assertThat(firewall.enforcer().converge(blocks).values())
                                .containsOnly(Outcome.IN_FORCE)
                                .hasSameSizeAs(blocks.keySet());
                        Map<Block, Standing> standing = firewall.enforcer().standing();
                        assertThat(standing).containsOnlyKeys(blocks.keySet());
                        assertThat(standing.values())
                                .allSatisfy(
                                        one -> {
                                            assertThat(one.packets()).isZero();
                                            assertThat(one.bytes()).isZero();
                                        });
                        standing.forEach(
                                (block, one) ->
                                        assertThat(one.remaining())
                                                .isBetween(
                                                        blocks.get(block).minusSeconds(60),
                                                        blocks.get(block)));
                        assertThat(firewall.troubles()).isEmpty();
                    }
                });
        assertThat(ruleset()).contains("ip saddr . ip daddr @blocked_pairs drop");
    }

    @Test
    void whatNftMakesOfOurTextIsWhatWeWriteOurselves() throws Exception {
        Path rules = folder.resolve("rules.nft");
        Files.writeString(
                rules,
                String.join("\n", new NftablesRuleWriter().rules(Blocks.everything())) + "\n",
                StandardCharsets.UTF_8);
        lab.run("nft", "-f", rules.toString());
        String byNft = ruleset();
        InsideNamespace.of(
                lab,
                () -> {
                    try (NetlinkTables tables = new NetlinkTables(new Limit(8192))) {
                        for (Family family : Family.values()) {
                            TableState state = tables.read(family, true);
                            assertThat(state.present()).isTrue();
                            assertThat(state.flaw()).isNull();
                        }
                    }
                    try (NftablesFirewall firewall = firewall(Map.of())) {
                        firewall.enforcer().converge(Blocks.everything());
                        assertThat(firewall.status()).containsEntry("writes", 0L);
                        firewall.enforcer().clear();
                        assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
                        firewall.enforcer().converge(Blocks.everything());
                    }
                });
        assertThat(ruleset().lines().sorted()).isEqualTo(byNft.lines().sorted().toList());
    }
}
