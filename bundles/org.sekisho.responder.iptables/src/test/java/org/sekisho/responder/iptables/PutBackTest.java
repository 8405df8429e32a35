// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.ForeignRules;
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
        lab = new NetworkNamespace("iptp");
        blocks = new LinkedHashMap<>(Blocks.everything());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static IptablesFirewall firewall(Map<String, Object> options) {
        return new IptablesFirewall(Options.of(IptablesConfiguration.class, options));
    }

    private void converge(IptablesFirewall firewall, Map<Block, Duration> wanted) throws Exception {
        assertThat(InsideNamespace.call(lab, () -> firewall.enforcer().converge(wanted)).values())
                .allMatch(Outcome.IN_FORCE::equals);
    }

    /** Rules as they are listed, without counters and remarks. */
    private String listed(String program) throws Exception {
        return lab.run(program, "-t", "filter")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("\\[\\d+:\\d+\\]", ""))
                .collect(Collectors.joining("\n"));
    }

    private String ours() throws Exception {
        String rules =
                (listed("iptables-save") + "\n" + listed("ip6tables-save"))
                        .lines()
                        .filter(line -> line.contains("SEKISHO-"))
                        .sorted()
                        .collect(Collectors.joining("\n"));
        return rules + sets();
    }

    private String sets() throws Exception {
        return lab.run("ipset", "save")
                .lines()
                .filter(line -> line.contains(" sek"))
                .map(line -> line.replaceAll(" (timeout \\d+ packets|hashsize|initval).*", ""))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Rules of others, byte for byte; chains of iptables itself may be made by whoever asks. */
    private String foreign() throws Exception {
        return (lab.run("iptables-save") + lab.run("ip6tables-save"))
                .lines()
                .filter(line -> line.matches("(-A|:).*") && !line.contains("SEKISHO-"))
                .filter(line -> !line.matches(":[A-Z]+ ACCEPT .*"))
                .map(line -> line.replaceAll("\\[\\d+:\\d+\\]", ""))
                .collect(Collectors.joining("\n"));
    }

    private boolean isFirst(String hook) throws Exception {
        return lab.run("iptables", "-S", hook, "1")
                        .strip()
                        .equals("-A " + hook + " -j SEKISHO-" + hook)
                && lab.run("ip6tables", "-S", hook, "1")
                        .strip()
                        .equals("-A " + hook + " -j SEKISHO-" + hook);
    }

    private void awaitWhole(String before) {
        await().atMost(IN_TIME)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(ours()).isEqualTo(before);
                            for (String hook : List.of("INPUT", "FORWARD", "OUTPUT")) {
                                assertThat(isFirst(hook)).as(hook).isTrue();
                            }
                        });
    }

    private void restore(String program, String rules) throws Exception {
        Path file = folder.resolve("foreign.rules");
        Files.writeString(file, rules);
        lab.run(program, file.toString());
    }

    @Test
    void whateverOthersTakeAwayIsBackInTimeAndWhatIsTheirsStays() throws Exception {
        try (IptablesFirewall firewall =
                firewall(Map.of("taken_away_most", 100, "check_seconds", 1))) {
            lab.run("iptables", "-A", "FORWARD", "-s", "192.0.2.99", "-j", "ACCEPT");
            lab.run("ipset", "create", "office", "hash:ip");
            lab.run("ipset", "add", "office", "192.0.2.7");
            converge(firewall, blocks);
            String before = ours();
            String pairs =
                    sets().lines()
                            .filter(line -> line.matches("create sekd[op]4.*"))
                            .findFirst()
                            .orElseThrow()
                            .split(" ")[1];
            String[][] attacks = {
                {"iptables", "-F"},
                {"iptables", "-F", "FORWARD"},
                {"iptables", "-D", "OUTPUT", "1"},
                {"iptables", "-I", "FORWARD", "-j", "ACCEPT"},
                {"ip6tables", "-F", "SEKISHO-BLOCKS"},
                {"iptables", "-I", "SEKISHO-BLOCKS", "-j", "ACCEPT"},
                {"ipset", "flush"},
                {"ipset", "flush", pairs},
                {"ipset", "del", "sekds4", "203.0.113.5"},
                {"ipset", "add", "sekds4", "203.0.113.99"},
                {"sh", "-c", "iptables -F; iptables -X; ip6tables -F; ip6tables -X; ipset destroy"},
                {"nft", "flush", "ruleset"}
            };
            for (String[] attack : attacks) {
                lab.run(attack);
                String theirs = foreign();
                awaitWhole(before);
                assertThat(foreign()).isEqualTo(theirs);
            }
            restore("iptables-restore", ForeignRules.DOCKER);
            String theirs = foreign();
            assertThat(theirs).contains("DOCKER-USER");
            awaitWhole(before);
            assertThat(foreign()).isEqualTo(theirs);
            // as Docker does at each start
            lab.run("iptables", "-D", "FORWARD", "-j", "DOCKER-USER");
            lab.run("iptables", "-I", "FORWARD", "-j", "DOCKER-USER");
            theirs = foreign();
            awaitWhole(before);
            assertThat(foreign()).isEqualTo(theirs);
            assertThat(firewall.troubles()).isEmpty();
            assertThat((long) firewall.status().get("put_back")).isGreaterThan(10);
            // how others are left once all is taken out
            InsideNamespace.of(lab, () -> firewall.enforcer().clear());
            assertThat(ours()).isEmpty();
            assertThat(foreign()).isEqualTo(theirs);
        }
    }

    @Test
    void theSameAHundredTimesWritesNothing() throws Exception {
        try (IptablesFirewall firewall = firewall(Map.of())) {
            long until = System.nanoTime() + Duration.ofHours(3).toNanos();
            blocks.putAll(Blocks.pairs(500, Duration.ofHours(3)));
            converge(firewall, left(until));
            Object writes = firewall.status().get("writes");
            String generation = lab.run("nft", "-s", "-a", "list", "ruleset");
            for (int i = 0; i < 100; i++) {
                converge(firewall, left(until));
            }
            assertThat(firewall.status()).containsEntry("writes", writes);
            // handles of rules are not given twice
            assertThat(lab.run("nft", "-s", "-a", "list", "ruleset")).isEqualTo(generation);
        }
    }

    private Map<Block, Duration> left(long until) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        Map<Block, Duration> wanted = new LinkedHashMap<>();
        blocks.keySet().forEach(block -> wanted.put(block, left));
        return wanted;
    }

    @Test
    void aSuccessorTakesUpWhatStandsWithoutWriting() throws Exception {
        long until = System.nanoTime() + Duration.ofHours(3).toNanos();
        blocks.putAll(Blocks.pairs(10_000, Duration.ofHours(3)));
        try (IptablesFirewall firewall = firewall(Map.of())) {
            converge(firewall, left(until));
        }
        try (IptablesFirewall firewall = firewall(Map.of())) {
            assertThat(InsideNamespace.call(lab, () -> firewall.enforcer().standing()))
                    .containsOnlyKeys(blocks.keySet());
            converge(firewall, left(until));
            assertThat(firewall.status()).containsEntry("writes", 0L);
            assertThat((String) firewall.status().get("by")).contains("iptables v");
        }
    }

    @Test
    void whoTakesRulesAwayAgainAndAgainIsToldOnAndNotFought() throws Exception {
        Map<String, Object> options = Map.of("taken_away_most", 2, "check_seconds", 1);
        try (IptablesFirewall firewall = firewall(options)) {
            converge(firewall, blocks);
            String before = ours();
            lab.run("iptables", "-F");
            awaitWhole(before);
            assertThat(firewall.troubles()).isEmpty();
            lab.run("iptables", "-F");
            await().atMost(PATIENCE).until(() -> !firewall.troubles().isEmpty());
            assertThat(firewall.troubles().get(0))
                    .contains("2 times in 10 minutes")
                    .contains("in iptables")
                    .contains("sekisho firewall on");
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> !listed("iptables-save").contains("-A SEKISHO"));
            Block another = Blocks.pair("192.0.2.1", "198.51.100.1");
            Outcome outcome =
                    InsideNamespace.call(
                                    lab,
                                    () ->
                                            firewall.enforcer()
                                                    .add(Map.of(another, Duration.ofHours(1))))
                            .get(another);
            assertThat(outcome.status()).isEqualTo(Status.FAILED);
            assertThat(outcome.reason()).contains("2 times in 10 minutes");
            InsideNamespace.of(lab, () -> firewall.enforcer().clear());
            converge(firewall, blocks);
            assertThat(ours()).isEqualTo(before);
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void nothingOfOursIsThereBeforeABlockAndAfterTheLast() throws Exception {
        try (IptablesFirewall firewall = firewall(Map.of())) {
            InsideNamespace.of(lab, () -> firewall.enforcer().clear());
            converge(firewall, Map.of());
            assertThat(InsideNamespace.call(lab, () -> firewall.enforcer().standing())).isEmpty();
            assertThat(firewall.status()).containsEntry("writes", 0L);
            assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
            converge(firewall, blocks);
            assertThat(InsideNamespace.call(lab, () -> firewall.enforcer().standing()))
                    .containsOnlyKeys(blocks.keySet());
            converge(firewall, Map.of());
            assertThat(ours()).isEmpty();
            converge(firewall, blocks);
        }
        assertThat(ours()).isNotEmpty();
    }
}
