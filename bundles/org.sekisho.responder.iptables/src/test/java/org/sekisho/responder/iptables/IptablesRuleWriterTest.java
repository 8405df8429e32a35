// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Entry;
import org.sekisho.responder.iptables.rule.SetTypes;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** What is written is what the daemon would put in force. */
class IptablesRuleWriterTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private final IptablesRuleWriter writer = new IptablesRuleWriter();

    @Test
    void aServerIsDroppedInBothDirections() {
        assertThat(writer.rules(Map.of(Blocks.server("203.0.113.0/24"), TEN_MINUTES)))
                .startsWith(
                        "ipset -exist create sekds4 hash:net family inet maxelem 1048576 timeout"
                                + " 3600 counters",
                        "ipset -exist add sekds4 203.0.113.0/24 timeout 600",
                        "iptables -w -N SEKISHO-BLOCKS")
                .anyMatch(
                        line ->
                                line.matches(
                                        "iptables -w -A SEKISHO-BLOCKS -m set --match-set sekds4"
                                                + " dst -m comment --comment sekisho:[0-9a-f]{8}"
                                                + " -j DROP"))
                .endsWith("iptables -w -I OUTPUT 1 -j SEKISHO-OUTPUT");
    }

    @Test
    void everyBlockIsReadBackFromTheNamesOfSetsAndElementsWhateverTypesThereAre() {
        for (SetTypes types : List.of(SetTypes.FEWEST, SetTypes.ALL)) {
            for (Block block : Blocks.everything().keySet()) {
                for (Entry entry : Entry.of(block, types)) {
                    String name = entry.set().name();
                    assertThat(name.length()).isLessThanOrEqualTo(31);
                    BlockSet set = BlockSet.named(name);
                    assertThat(set).isEqualTo(entry.set());
                    Entry read = Entry.read(set, entry.text());
                    assertThat(read).isEqualTo(entry);
                    assertThat(read.wholeBlock()).isEqualTo(block);
                }
            }
        }
    }

    @Test
    void whereTheKernelHasSetsOfPairsOneIsEnough() {
        List<Entry> entries = Entry.of(Blocks.pair("192.0.2.1", "0.0.0.0/0"), SetTypes.ALL);
        assertThat(entries)
                .extracting(Entry::text)
                .containsExactly("192.0.2.1,0.0.0.0/1", "192.0.2.1,128.0.0.0/1");
        assertThat(entries.get(0).set().create()).startsWith("create sekdp4 hash:net,net ");
        assertThat(entries.get(0).set().rules(1000))
                .extracting(rule -> rule.match())
                .containsExactly(
                        "-m set --match-set sekdp4 src,dst", "-m set --match-set sekdp4 dst,src");
    }

    @Test
    void setsOfOthersAreNotOurs() {
        for (String name :
                List.of("sekdp5", "sekdp4-1.2.3.4-32", "sekdo4-1.2.3.4-33", "sekdo6-x", "office")) {
            assertThat(BlockSet.named(name)).as(name).isNull();
        }
    }

    @Test
    void whatCanNotBeExpressedIsLeftOutAndTheReasonSaysWhy() {
        assertThat(writer.rules(Map.of(Blocks.server("203.0.113.5"), Duration.ZERO)))
                .containsExactly("# left out: its time is over");
    }

    @Test
    @Tag("lab")
    void theDaemonTakesUpWhatAPersonHasPutInWithTheCommands(@TempDir Path folder) throws Exception {
        try (NetworkNamespace lab = new NetworkNamespace("iptw");
                IptablesFirewall firewall =
                        new IptablesFirewall(Options.of(IptablesConfiguration.class, Map.of()))) {
            Map<Block, Duration> blocks = Blocks.everything();
            Path script = folder.resolve("commands");
            Files.writeString(script, "set -e\n" + String.join("\n", writer.rules(blocks)) + "\n");
            lab.run("sh", script.toString());
            InsideNamespace.of(
                    lab,
                    () -> {
                        assertThat(firewall.enforcer().standing())
                                .containsOnlyKeys(blocks.keySet());
                        firewall.enforcer().converge(blocks);
                    });
            // the kernel here has no sets of pairs or MAC addresses, so nothing is to be changed
            assertThat(firewall.status()).containsEntry("writes", 0L);
        }
    }
}
