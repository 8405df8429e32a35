// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.MacAddress;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.ForeignRules;
import org.sekisho.testkit.firewall.NftMonitor;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * Others change the firewall, and what is ours comes back while what is theirs stays. Needs root.
 */
@Tag("lab")
@Tag("one-jdk")
class PutBackTest {
    /** What is promised. */
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private NetworkNamespace lab;
    private Map<Block, Duration> blocks;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nftp");
        blocks = new LinkedHashMap<>(Blocks.everything());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private NftablesFirewall firewall(Map<String, Object> options) throws Exception {
        return InsideNamespace.call(
                lab, () -> new NftablesFirewall(Options.of(NftablesConfiguration.class, options)));
    }

    private void converge(NftablesFirewall firewall, Map<Block, Duration> wanted) throws Exception {
        assertThat(InsideNamespace.call(lab, () -> firewall.enforcer().converge(wanted)).values())
                .allMatch(Outcome.IN_FORCE::equals);
    }

    private void nft(String... commands) throws Exception {
        Path file = folder.resolve("foreign.nft");
        Files.writeString(file, String.join("\n", commands) + "\n");
        lab.run("nft", "-f", file.toString());
    }

    private String ours() throws Exception {
        return lab.run("nft", "-s", "-t", "list", "table", "inet", "sekisho")
                + lab.run("nft", "-s", "-t", "list", "table", "bridge", "sekisho");
    }

    /** Everything that is not ours, byte for byte. */
    private String foreign() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : lab.run("nft", "list", "tables").lines().toList()) {
            String[] words = line.split(" ");
            if (!words[2].equals("sekisho")) {
                text.append(lab.run("nft", "-a", "-s", "list", "table", words[1], words[2]));
            }
        }
        return text.toString();
    }

    private void awaitWhole(NftablesFirewall firewall, String before) {
        await().atMost(IN_TIME)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(firewall.enforcer().standing())
                                    .containsOnlyKeys(blocks.keySet());
                            assertThat(ours().lines().sorted().toList())
                                    .isEqualTo(before.lines().sorted().toList());
                        });
    }

    @Test
    void whateverOthersTakeAwayIsBackInTimeAndWhatIsTheirsStays() throws Exception {
        try (NftablesFirewall firewall = firewall(Map.of("taken_away_most", 100))) {
            nft("add table inet office", "add set inet office known { type ipv4_addr; }");
            converge(firewall, blocks);
            String before = ours();
            String[][] attacks = {
                {"flush ruleset"},
                {"delete table inet sekisho"},
                {"delete table bridge sekisho"},
                {"flush chain inet sekisho traffic"},
                {"flush chain inet sekisho forward"},
                {"flush set inet sekisho blocked_pairs"},
                {"insert rule inet sekisho traffic accept"},
                {"delete element inet sekisho blocked_servers { 203.0.113.5 }"},
                {
                    "delete table inet sekisho",
                    "add table inet sekisho",
                    "add set inet sekisho blocked_pairs { type ipv4_addr; }"
                },
                {"add table inet sekisho { flags dormant; }"},
                // what restarts do that restore a saved state in one go
                {
                    "flush ruleset",
                    "add table inet filter",
                    "add chain inet filter forward { type filter hook forward priority 0; }",
                    "add rule inet filter forward ct state established,related accept"
                },
            };
            int attack = 0;
            for (String[] commands : attacks) {
                nft(commands);
                String theirs = foreign();
                awaitWhole(firewall, before);
                assertThat(foreign()).isEqualTo(theirs);
                attack++;
                assertThat(firewall.status().get("taken_away"))
                        .as(String.join("; ", commands))
                        .isEqualTo((long) attack);
                assertThat(firewall.status().get("taken_away_by").toString()).contains("nft");
            }
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void otherFirewallsComeAndGoWithoutTouchingOrBeingTouched() throws Exception {
        try (NftablesFirewall firewall = firewall(Map.of())) {
            converge(firewall, blocks);
            String before = ours();
            Path docker = folder.resolve("docker.rules");
            Files.writeString(docker, ForeignRules.DOCKER);
            Path firewalld = folder.resolve("firewalld.nft");
            Files.writeString(firewalld, ForeignRules.FIREWALLD);
            for (int restart = 0; restart < 3; restart++) {
                lab.run("iptables-restore", docker.toString());
                lab.run("iptables-legacy-restore", docker.toString());
                lab.run("nft", "-f", firewalld.toString());
                lab.run("iptables", "-I", "FORWARD", "-j", "ACCEPT");
                String theirs = foreign();
                assertThat(theirs).contains("DOCKER-USER").contains("filter_FORWARD");
                String legacy = lab.run("iptables-legacy-save");
                converge(firewall, blocks);
                assertThat(ours()).isEqualTo(before);
                assertThat(foreign()).isEqualTo(theirs);
                assertThat(lab.run("iptables-legacy-save")).contains(":DOCKER-USER");
                assertThat(legacy).contains(":DOCKER-USER");
            }
            assertThat(firewall.status()).containsEntry("taken_away", 0L);
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void theSameAHundredTimesWritesNothing() throws Exception {
        try (NftablesFirewall firewall = firewall(Map.of());
                NftMonitor monitor = new NftMonitor(lab, folder)) {
            long until = System.nanoTime() + Duration.ofHours(3).toNanos();
            blocks.putAll(Blocks.pairs(500, Duration.ofHours(3)));
            converge(firewall, left(until));
            Object writes = firewall.status().get("writes");
            String before = lab.run("nft", "-s", "list", "ruleset");
            monitor.mark("first");
            for (int i = 0; i < 100; i++) {
                converge(firewall, left(until));
            }
            List<String> told = monitor.until("second");
            assertThat(told.subList(told.indexOf(monitor.line("first")) + 1, told.size() - 1))
                    .isEmpty();
            assertThat(firewall.status()).containsEntry("writes", writes);
            assertThat(lab.run("nft", "-s", "list", "ruleset"))
                    .contains("blocked_pairs")
                    .isEqualTo(before + "table inet first {\n}\ntable inet second {\n}\n");
        }
    }

    private Map<Block, Duration> left(long until) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        Map<Block, Duration> wanted = new LinkedHashMap<>();
        blocks.keySet().forEach(block -> wanted.put(block, left));
        return wanted;
    }

    @Test
    void aSuccessorTakesUpTenThousandBlocksWithoutTakingOneAway() throws Exception {
        long until = System.nanoTime() + Duration.ofHours(3).toNanos();
        blocks.putAll(Blocks.pairs(10_000, Duration.ofHours(3)));
        try (NftablesFirewall firewall = firewall(Map.of())) {
            converge(firewall, left(until));
        }
        try (NftMonitor monitor = new NftMonitor(lab, folder)) {
            Map<Block, Duration> wanted = left(until);
            Block newcomer = Block.mac(new MacAddress(0x5e0000000001L), Action.DROP);
            try (NftablesFirewall firewall = firewall(Map.of())) {
                assertThat(firewall.enforcer().standing()).containsOnlyKeys(blocks.keySet());
                wanted.put(newcomer, Duration.ofHours(3));
                converge(firewall, wanted);
            }
            List<String> told = monitor.until("end");
            assertThat(told).noneMatch(line -> line.startsWith("delete"));
            assertThat(told.stream().filter(line -> line.startsWith("add element")))
                    .hasSize(2)
                    .allMatch(line -> line.contains(newcomer.mac().toString()));
        }
    }

    @Test
    void whoTakesTheTableAwayAgainAndAgainIsToldOnAndNotFought() throws Exception {
        Map<String, Object> options = Map.of("taken_away_most", 3);
        try (NftablesFirewall firewall = firewall(options)) {
            converge(firewall, blocks);
            String before = ours();
            for (int time = 1; time < 3; time++) {
                nft("flush ruleset");
                awaitWhole(firewall, before);
            }
            assertThat(firewall.troubles()).isEmpty();
            nft("flush ruleset");
            await().atMost(PATIENCE).until(() -> !firewall.troubles().isEmpty());
            assertThat(firewall.troubles().get(0))
                    .contains("3 times in 10 minutes")
                    .contains("nft (process ")
                    .contains("sekisho firewall on");
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> lab.run("nft", "list", "ruleset").isEmpty());
            Block another = Blocks.pair("192.0.2.1", "198.51.100.1");
            assertThat(firewall.enforcer().add(Map.of(another, Duration.ofHours(1))).get(another))
                    .satisfies(
                            outcome -> {
                                assertThat(outcome.status()).isEqualTo(Status.FAILED);
                                assertThat(outcome.reason()).contains("3 times in 10 minutes");
                            });
            assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
            firewall.enforcer().clear();
            converge(firewall, blocks);
            assertThat(ours().lines().sorted()).isEqualTo(before.lines().sorted().toList());
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void nothingOfOursIsThereBeforeABlockAndAfterTheLast() throws Exception {
        nft("add table inet office");
        try (NftablesFirewall firewall = firewall(Map.of())) {
            assertThat(firewall.enforcer().standing()).isEmpty();
            converge(firewall, Map.of());
            firewall.enforcer().clear();
            assertThat(firewall.status()).containsEntry("writes", 0L);
            converge(firewall, blocks);
            assertThat(ours()).isNotEmpty();
            converge(firewall, Map.of());
            assertThat(lab.run("nft", "list", "ruleset")).isEqualTo("table inet office {\n}\n");
            converge(firewall, blocks);
            firewall.enforcer().clear();
            assertThat(lab.run("nft", "list", "ruleset")).isEqualTo("table inet office {\n}\n");
        }
        try (NftablesFirewall firewall = firewall(Map.of())) {
            converge(firewall, blocks);
        }
        assertThat(ours()).isNotEmpty();
    }

    @Test
    void blocksThatWentTheirWayAreNotMissed() throws Exception {
        Block brief = Blocks.pair("192.0.2.1", "198.51.100.1");
        Block lasting = Blocks.server("198.51.100.2");
        try (NftablesFirewall firewall = firewall(Map.of("check_seconds", 1))) {
            converge(firewall, Map.of(brief, Duration.ofSeconds(2), lasting, Duration.ofHours(1)));
            Object writes = firewall.status().get("writes");
            await().atMost(PATIENCE)
                    .until(() -> firewall.enforcer().standing().keySet().equals(Set.of(lasting)));
            nft("add table inet sekisho_no_more", "add set inet sekisho mine { type ipv4_addr; }");
            await().atMost(PATIENCE).until(() -> firewall.status().get("wanted").equals(1));
            assertThat(firewall.status())
                    .containsEntry("writes", writes)
                    .containsEntry("taken_away", 0L);
        }
    }
}
