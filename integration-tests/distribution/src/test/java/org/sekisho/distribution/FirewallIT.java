// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.firewall.ForeignRules;
import org.sekisho.testkit.firewall.NftMonitor;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * What the daemon puts into the real nftables and iptables of a namespace, both at once, run by a
 * user who has two capabilities and nothing else.
 */
@Tag("lab")
@Tag("one-jdk")
class FirewallIT {
    /** What is promised. */
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private static final String NFTABLES = "org.sekisho.responder.nftables";
    private static final int MANY = 10_000;

    @TempDir private Path folder;
    private NetworkNamespace lab;
    private Unprivileged user;
    private Daemon daemon;

    @BeforeEach
    void prepare() throws Exception {
        lab = new NetworkNamespace("fw");
        user = new Unprivileged(folder, lab);
        daemon = user.daemon();
        daemon.configure("org.sekisho.policy.cfg", "mode=block", "confirm.required=false");
        daemon.configure("org.sekisho.responder.iptables.cfg", "enabled=true");
    }

    @AfterEach
    void end() throws Exception {
        daemon.close();
        lab.close();
    }

    private void block() throws Exception {
        // what it asks for is there some time after the daemon answers
        await().atMost(Daemon.PATIENCE)
                .ignoreExceptions()
                .until(() -> daemon.rows("blocks", "list").isEmpty() && isOffered());
        Sekisho.Run run = daemon.call("blocks", "add", "pair", "192.0.2.1", "198.51.100.1");
        assertThat(run.status()).as(run.out() + run.err() + daemon.log()).isZero();
        assertThat(daemon.rows("blocks", "list"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("state", "in-force"));
        assertStands();
    }

    private boolean isOffered() throws Exception {
        return status("nftables").get("enabled").equals(true)
                && status("iptables").get("enabled") != null;
    }

    private void assertStands() throws IOException {
        assertThat(lab.run("nft", "list", "table", "inet", "sekisho"))
                .contains("192.0.2.1 . 198.51.100.1 counter")
                .contains("@blocked_pairs drop");
        for (String chain : List.of("INPUT", "FORWARD", "OUTPUT")) {
            assertThat(lab.run("iptables", "-S", chain, "1").strip())
                    .isEqualTo("-A " + chain + " -j SEKISHO-" + chain);
        }
        assertThat(lab.run("iptables", "-S", "SEKISHO-BLOCKS")).contains("--match-set sekd");
        assertThat(lab.run("ipset", "save")).contains("192.0.2.1");
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(lab.run("nft", "list", "ruleset").toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("sekisho");
        assertThat(lab.run("ipset", "list", "-name")).isEmpty();
    }

    @Test
    void whatOthersFlushIsBackInTimeAndAllGoesOutThoughTheDaemonIsDead() throws Exception {
        daemon.start();
        block();
        lab.run("nft", "flush", "ruleset");
        await().atMost(IN_TIME).ignoreExceptions().untilAsserted(this::assertStands);
        Path docker = folder.resolve("docker.rules");
        Files.writeString(docker, ForeignRules.DOCKER);
        lab.run("iptables-restore", docker.toString());
        String theirs = foreign();
        assertThat(theirs).contains("DOCKER-ISOLATION-STAGE-1");
        await().atMost(IN_TIME).ignoreExceptions().untilAsserted(this::assertStands);
        assertThat(foreign()).isEqualTo(theirs);
        assertThat(status("iptables").get("by").toString()).contains("iptables v");
        assertThat(daemon.troubles()).noneMatch(trouble -> trouble.contains("tables"));

        daemon.kill();
        assertStands();
        assertThat(user.run("firewall", "off", "--reason", "test"))
                .contains("nftables: nothing of ours is left", "iptables: nothing of ours is left");
        assertNothingIsLeft();
        assertThat(foreign()).isEqualTo(theirs);
    }

    /** Rules of others in iptables, byte for byte. */
    private String foreign() throws IOException {
        return lab.run("iptables-save")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.contains("SEKISHO"))
                .map(line -> line.replaceAll("\\[\\d+:\\d+\\]", ""))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aDaemonThatIsToldSoTakesItsBlocksOutWhenItStops() throws Exception {
        daemon.configure("org.sekisho.enforcement.cfg", "unblock.on.stop=true");
        daemon.start();
        block();
        daemon.stop();
        assertNothingIsLeft();
    }

    @Test
    void anUpdateOfTheResponderTakesNoneOfTenThousandBlocksOut() throws Exception {
        SignedJar signer =
                new SignedJar(folder, "vendor")
                        .trustedBy(daemon, "org.sekisho.*", "enforce,native,processes");
        daemon.start();
        block();
        daemon.stop();
        // blocks that the records know nothing of are taken over
        Path more = folder.resolve("more.nft");
        Files.writeString(
                more,
                "add element inet sekisho blocked_pairs {"
                        + IntStream.range(1, MANY)
                                .mapToObj(FirewallIT::element)
                                .collect(Collectors.joining(","))
                        + "}\n");
        lab.run("nft", "-f", more.toString());
        daemon.start();
        awaitAll();
        try (NftMonitor monitor = new NftMonitor(lab, folder)) {
            Path jar = signer.signed(NFTABLES, "0.2.0");
            Sekisho.Run run = daemon.ask("bundles", "update", jar.toString());
            assertThat(run.status()).as(run.out() + run.err() + daemon.log()).isZero();
            assertThat(daemon.rows("bundles", "list"))
                    .anySatisfy(
                            row ->
                                    assertThat(row)
                                            .containsEntry("name", NFTABLES)
                                            .containsEntry("version", "0.2.0")
                                            .containsEntry("state", "active"));
            awaitAll();
            // iptables, which writes into tables of its own, may still be taking blocks in
            assertThat(monitor.until("end"))
                    .endsWith(monitor.line("end"))
                    .noneMatch(line -> line.startsWith("delete") || line.contains("inet sekisho"));
        }
        assertThat(elements()).isEqualTo(MANY);
        assertThat(status("nftables")).containsEntry("writes", 0L);
    }

    private static String element(int number) {
        return "10.7." + number / 250 + "." + number % 250 + " . 198.51.100.7 timeout 5h";
    }

    private void awaitAll() {
        await().atMost(Daemon.PATIENCE.multipliedBy(2))
                .ignoreExceptions()
                .until(
                        () ->
                                status("nftables").get("wanted").equals((long) MANY)
                                        && status("nftables").get("in_force").equals(true));
    }

    private long elements() throws IOException {
        return lab.run("nft", "list", "set", "inet", "sekisho", "blocked_pairs")
                .lines()
                .mapToLong(line -> line.split(" expires ", -1).length - 1)
                .sum();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> status(String section) throws Exception {
        return (Map<String, Object>) daemon.rows("status").get(0).get(section);
    }
}
