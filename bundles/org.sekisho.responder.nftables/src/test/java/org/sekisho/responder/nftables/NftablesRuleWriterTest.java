// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

class NftablesRuleWriterTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final NftablesRuleWriter writer = new NftablesRuleWriter();

    @Test
    void aPairIsDroppedInBothDirectionsByATableOfOurOwn() {
        Block block = pair("192.168.1.2", "203.0.113.5");
        assertThat(writer.rules(Map.of(block, TEN_MINUTES)))
                .containsExactly(
                        "add table inet sekisho",
                        "add set inet sekisho blocked_pairs { type ipv4_addr . ipv4_addr; flags"
                                + " timeout; }",
                        "add chain inet sekisho blocked_pairs { type filter hook prerouting priority"
                                + " filter - 10; policy accept; }",
                        "flush chain inet sekisho blocked_pairs",
                        "add rule inet sekisho blocked_pairs ip saddr . ip daddr @blocked_pairs"
                                + " drop",
                        "add element inet sekisho blocked_pairs { 192.168.1.2 . 203.0.113.5 timeout"
                                + " 10m }",
                        "add element inet sekisho blocked_pairs { 203.0.113.5 . 192.168.1.2 timeout"
                                + " 10m }");
    }

    @Test
    void ipv6PairsHaveASetOfTheirOwn() {
        Block block = pair("2001:db8::2", "2001:db8:1::5");
        assertThat(writer.rules(Map.of(block, TEN_MINUTES)))
                .contains(
                        "add set inet sekisho blocked_pairs6 { type ipv6_addr . ipv6_addr; flags"
                                + " timeout; }",
                        "add element inet sekisho blocked_pairs6 { 2001:db8:1::5 . 2001:db8::2"
                                + " timeout 10m }");
    }

    @Test
    void whatCanNotBeExpressedIsLeftOutAndTheReasonSaysWhy() {
        Block over = pair("192.168.1.2", "203.0.113.5");
        assertThat(writer.rules(Map.of(over, Duration.ZERO)))
                .singleElement()
                .asString()
                .startsWith("# left out: ");
        assertThat(writer.rules(Map.of())).isEmpty();
    }

    private static Block pair(String client, String server) {
        return Block.pair(IpAddress.parse(client), IpAddress.parse(server), Action.DROP);
    }

    /** Every action with every scope, both IP versions, and durations of every unit. */
    private static Map<Block, Duration> everything() {
        Map<Block, Duration> blocks = new LinkedHashMap<>();
        Duration odd = Duration.ofSeconds(2 * 86400 + 3 * 3600 + 4 * 60 + 5);
        for (Action action : Action.values()) {
            for (String[] ends :
                    new String[][] {
                        {"192.168.1.2", "203.0.113.5"}, {"2001:db8::2", "2001:db8:1::5"}
                    }) {
                Endpoint client = new Endpoint(IpAddress.parse(ends[0]), 50000);
                Endpoint server = new Endpoint(IpAddress.parse(ends[1]), 443);
                blocks.put(Block.flow(Transport.TCP, client, server, action), odd);
                blocks.put(Block.pair(client.address(), server.address(), action), odd);
                blocks.put(Block.server(IpPrefix.of(server.address()), action), odd);
                blocks.put(Block.client(IpPrefix.of(client.address()), action), odd);
                blocks.put(Block.mac(new MacAddress(0x5e0001020304L), action), odd);
            }
        }
        return blocks;
    }

    @Test
    @Tag("lab")
    void nftAcceptsEverythingWritten(@TempDir Path folder) throws Exception {
        assertThat(nft(folder, "list tables\n"))
                .as("nft is installed and may be run (install nftables, be root)")
                .isZero();
        List<String> rules = writer.rules(everything());
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
