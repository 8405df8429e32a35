// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.firewall.Blocks;

class NftablesRuleWriterTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final NftablesRuleWriter writer = new NftablesRuleWriter();

    @Test
    void aPairIsDroppedInBothDirectionsByATableOfOurOwn() {
        Block block = Blocks.pair("192.168.1.2", "203.0.113.5");
        assertThat(writer.rules(Map.of(block, TEN_MINUTES)))
                .containsExactly(
                        "add table inet sekisho { comment \"made by Sekisho, which puts it back; see"
                                + " docs/firewalls.md\"; }",
                        "add chain inet sekisho traffic",
                        "flush chain inet sekisho traffic",
                        "add chain inet sekisho forward { type filter hook forward priority -160;"
                                + " policy accept; }",
                        "flush chain inet sekisho forward",
                        "add chain inet sekisho input { type filter hook input priority -160;"
                                + " policy accept; }",
                        "flush chain inet sekisho input",
                        "add chain inet sekisho output { type filter hook output priority -10;"
                                + " policy accept; }",
                        "flush chain inet sekisho output",
                        "add rule inet sekisho forward jump traffic",
                        "add rule inet sekisho input iif lo tcp flags & rst == rst accept",
                        "add rule inet sekisho input jump traffic",
                        "add rule inet sekisho output tcp flags & rst == rst accept",
                        "add rule inet sekisho output jump traffic",
                        "add set inet sekisho blocked_pairs { type ipv4_addr . ipv4_addr; flags"
                                + " timeout; counter; }",
                        "add rule inet sekisho traffic ip saddr . ip daddr @blocked_pairs drop",
                        "add rule inet sekisho traffic ip daddr . ip saddr @blocked_pairs drop",
                        "add element inet sekisho blocked_pairs { 192.168.1.2 . 203.0.113.5 timeout"
                                + " 10m }");
    }

    @Test
    void ipv6AndNetworksHaveSetsOfTheirOwn() {
        assertThat(
                        writer.rules(
                                Map.of(
                                        Blocks.pair("2001:db8::2", "2001:db8:1::5"), TEN_MINUTES,
                                        Blocks.server("203.0.113.0/24"), TEN_MINUTES)))
                .contains(
                        "add set inet sekisho blocked_pairs6 { type ipv6_addr . ipv6_addr; flags"
                                + " timeout; counter; }",
                        "add element inet sekisho blocked_pairs6 { 2001:db8::2 . 2001:db8:1::5"
                                + " timeout 10m }",
                        "add set inet sekisho blocked_server_nets { type ipv4_addr; flags"
                                + " interval,timeout; counter; }",
                        "add element inet sekisho blocked_server_nets { 203.0.113.0/24 timeout 10m"
                                + " }");
    }

    @Test
    void aMacIsAlsoDroppedBetweenThePortsOfABridge() {
        Block block = Block.mac(new MacAddress(0x5e0001020304L), Action.DROP);
        assertThat(writer.rules(Map.of(block, TEN_MINUTES)))
                .contains(
                        "add rule inet sekisho traffic ether saddr @blocked_macs drop",
                        "add rule bridge sekisho traffic ether daddr @blocked_macs drop",
                        "add element bridge sekisho blocked_macs { 5e:00:01:02:03:04 timeout 10m }");
    }

    @Test
    void whatCanNotBeExpressedIsLeftOutAndTheReasonSaysWhy() {
        Block over = Blocks.pair("192.168.1.2", "203.0.113.5");
        assertThat(writer.rules(Map.of(over, Duration.ZERO)))
                .singleElement()
                .asString()
                .startsWith("# left out: ");
        Block flowOfNetworks =
                new Block(
                        Scope.FLOW,
                        Transport.TCP,
                        IpPrefix.parse("192.0.2.0/24"),
                        1,
                        IpPrefix.parse("198.51.100.1"),
                        2,
                        null,
                        Action.DROP);
        assertThat(writer.rules(Map.of(flowOfNetworks, TEN_MINUTES)))
                .singleElement()
                .asString()
                .startsWith("# left out: ");
        assertThat(writer.rules(Map.of())).isEmpty();
    }

    @Test
    @Tag("lab")
    void nftAcceptsEverythingWritten(@TempDir Path folder) throws Exception {
        assertThat(nft(folder, "list tables\n"))
                .as("nft is installed and may be run (install nftables, be root)")
                .isZero();
        List<String> rules = writer.rules(Blocks.everything());
        assertThat(rules).noneMatch(line -> line.startsWith("#")).hasSizeGreaterThan(60);
        assertThat(nft(folder, String.join("\n", rules) + "\n")).isZero();
        assertThat(nft(folder, "add rule inet sekisho nowhere drop\n")).isNotZero();
    }

    /** Checks a file without applying it; exit status of nft, or -1 if there is none. */
    private static int nft(Path folder, String text) throws IOException, InterruptedException {
        Path file = folder.resolve("rules.nft");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Process process;
        try {
            process = new ProcessBuilder("nft", "-c", "-f", file.toString()).inheritIO().start();
        } catch (IOException e) {
            return -1;
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
