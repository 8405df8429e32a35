// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Policy as an administrator meets it: switched on, confirmed, excepted from, with slips. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("long")
class PolicyIT {
    private static final String POLICY = "org.sekisho.policy.cfg";
    private static final String ALLOW = "org.sekisho.policy.allow-";

    private static long begun;
    private static Daemon unconfirmed;

    @TempDir private Path folder;

    @BeforeAll
    static void switchOnWithoutConfirming(@TempDir Path home) throws Exception {
        begun = System.nanoTime();
        unconfirmed = new Daemon(home).configure(POLICY, "mode=block").start();
        assertThat(policy(unconfirmed)).containsEntry("confirmation", "pending");
        // over a restart the time runs on
        unconfirmed.stop();
        unconfirmed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        unconfirmed.close();
    }

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"));
    }

    private static Map<String, Object> policy(Daemon daemon) throws Exception {
        return daemon.rows("policy", "show").get(0);
    }

    private static void awaitPolicy(Daemon daemon, String key, Object value) {
        await().atMost(Daemon.PATIENCE).until(() -> value.equals(policy(daemon).get(key)));
    }

    @Test
    void outOfTheBoxItWatchesAndWhatIsConfirmedStaysSoOverARestart() throws Exception {
        try (Daemon daemon = daemon().start()) {
            assertThat(policy(daemon))
                    .containsEntry("mode", "watch")
                    .containsEntry("enforces", false);
            assertThat(daemon.call("policy", "confirm").status()).isEqualTo(1);

            daemon.configure(POLICY, "mode=block");
            awaitPolicy(daemon, "confirmation", "pending");
            assertThat(policy(daemon)).containsEntry("enforces", true);
            assertThat(daemon.troubles()).anyMatch(t -> t.contains("sekisho policy confirm"));
            assertThat(daemon.call("policy", "confirm").status()).isZero();
            daemon.kill();
            daemon.start();
            assertThat(policy(daemon)).containsEntry("confirmation", "confirmed");
            assertThat(daemon.troubles()).noneMatch(t -> t.contains("confirm"));

            daemon.configure(POLICY, "mode=block", "block.scope=client");
            awaitPolicy(daemon, "confirmation", "pending");
        }
    }

    @Test
    void aMistakeLeavesWhatWasInForceAlsoOverARestart() throws Exception {
        try (Daemon daemon =
                daemon().configure(POLICY, "block.scope=server", "block.duration=1h").start()) {
            daemon.configure(POLICY, "mode=block", "block.duration=10 years");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> daemon.troubles().stream().anyMatch(t -> t.contains(POLICY)));
            assertThat(daemon.troubles())
                    .anyMatch(t -> t.contains("block.duration=10 years") && t.contains("10m"));
            assertThat(options(daemon)).containsEntry("block.duration", "1h");
            daemon.stop();
            daemon.start();
            assertThat(options(daemon))
                    .containsEntry("block.duration", "1h")
                    .containsEntry("block.scope", "server")
                    .containsEntry("mode", "watch");
            daemon.configure(POLICY, "block.duration=2h");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> "2h".equals(options(daemon).get("block.duration")));
            assertThat(daemon.troubles()).noneMatch(t -> t.contains(POLICY));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> options(Daemon daemon) throws Exception {
        return (Map<String, Object>) policy(daemon).get("options");
    }

    @Test
    void exceptionsAreFilesThatOutliveEverythingAndMayBeEdited() throws Exception {
        Path conf = folder.resolve("home").resolve("conf");
        try (Daemon daemon = daemon().start()) {
            assertThat(daemon.call("allow", "add", "nonsense!").status()).isEqualTo(2);
            Sekisho.Run added =
                    daemon.call(
                            "allow",
                            "add",
                            "192.0.2.0/24",
                            "*.example.com",
                            "--name",
                            "hq",
                            "--comment",
                            "the other site\\nmode=block");
            assertThat(added.status()).as(added.err()).isZero();
            assertThat(daemon.rows("allow", "list"))
                    .as("at once, without waiting for the folder to be read")
                    .anyMatch(
                            row -> "hq".equals(row.get("name")) && row.get("counts").equals(true));
            assertThat(Files.readString(conf.resolve(ALLOW + "hq.cfg")))
                    .contains("networks=192.0.2.0/24", "names=*.example.com");
            assertThat(daemon.call("allow", "add", "192.0.2.1", "--name", "hq").status())
                    .isEqualTo(1);

            daemon.configure(ALLOW + "by-hand.cfg", "hosts=192.0.2.9", "times=08:00-18:00");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("allow", "list").size() == 2);
            daemon.configure(ALLOW + "by-hand.cfg", "hosts=192.0.2.9", "times=8-18");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.troubles().stream()
                                            .anyMatch(t -> t.contains("times=8-18")));
            daemon.stop();
            daemon.start();
            List<Map<String, Object>> rows = daemon.rows("allow", "list");
            assertThat(rows).extracting(row -> row.get("name")).containsExactly("by-hand", "hq");
            assertThat(rows.get(0))
                    .as("what it said before the slip")
                    .containsEntry("times", "08:00-18:00");

            assertThat(daemon.call("allow", "remove", "hq").status()).isZero();
            assertThat(daemon.rows("allow", "list")).hasSize(1);
            assertThat(conf.resolve(ALLOW + "hq.cfg")).doesNotExist();
            assertThat(daemon.call("allow", "remove", "hq").err()).contains("by-hand");
            Files.delete(conf.resolve(ALLOW + "by-hand.cfg"));
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("allow", "list").isEmpty());
            assertThat(daemon.troubles()).noneMatch(t -> t.contains("allow"));
            assertThat(daemon.log()).doesNotContain("could not be taken back");
        }
    }

    /** Left alone since before the other tests, for that takes a minute. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whatNobodyConfirmsFallsBackToWatchingAndStaysBackOverARestart() throws Exception {
        await().atMost(Daemon.PATIENCE.multipliedBy(2))
                .until(() -> "lapsed".equals(policy(unconfirmed).get("confirmation")));
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(policy(unconfirmed)).containsEntry("enforces", false);
        assertThat(unconfirmed.log()).contains("blocking ends, by policy");
        unconfirmed.stop();
        unconfirmed.start();
        assertThat(policy(unconfirmed)).containsEntry("confirmation", "lapsed");
        assertThat(unconfirmed.call("policy", "confirm").status()).isEqualTo(1);
        assertThat(policy(unconfirmed)).containsEntry("confirmation", "pending");
        assertThat(unconfirmed.call("policy", "confirm").status()).isZero();
    }
}
