// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of sessions outlives the engine, a kill, and a stop in the middle of traffic. */
@Tag("long")
@Tag("alone")
class SurvivalIT {
    private static final String SOURCE = "org.sekisho.capture.folder-lab.cfg";
    private static final String ENGINE = "org.sekisho.engine";
    private static final int KILLS = 20;

    @TempDir private Path folder;
    private MadeCaptures captures;

    @BeforeEach
    void prepare() throws Exception {
        captures = new MadeCaptures(folder.resolve("captures"));
    }

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"))
                .configure(SOURCE, "folder=" + captures.folder(), "settle.seconds=1");
    }

    private static void awaitFound(Daemon daemon, Set<String> clients) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(() -> assertThat(MadeCaptures.found(daemon)).containsAll(clients));
    }

    private static Map<String, Object> journal(Daemon daemon) throws Exception {
        return daemon.rows("journal").get(0);
    }

    @Test
    void anotherEngineKnowsTheSessionsOfTheOneBefore() throws Exception {
        try (Daemon daemon = daemon()) {
            SignedJar signer =
                    new SignedJar(folder, "vendor").trustedBy(daemon, "org.sekisho.*", "payload");
            daemon.start();
            Set<String> clients = new TreeSet<>(Set.of(captures.session(), captures.session()));
            awaitFound(daemon, clients);
            await().atMost(Daemon.PATIENCE)
                    .until(() -> !daemon.call("bundles", "remove").err().contains("no operation"));
            Sekisho.Run update =
                    daemon.call("bundles", "update", signer.signed(ENGINE, "0.2.0").toString());
            assertThat(update.status()).as(update.err() + daemon.log()).isZero();
            awaitFound(daemon, clients);
            clients.add(captures.session());
            awaitFound(daemon, clients);
            assertThat(daemon.call("bundles", "rollback", ENGINE).status()).isZero();
            awaitFound(daemon, clients);
            assertThat(MadeCaptures.found(daemon)).isEqualTo(clients);
        }
    }

    @Test
    void nothingFoundIsLostByKillsAtAnyMomentAndNothingFoundTwice() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> found = Set.of();
        try (Daemon daemon = daemon()) {
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill % 2 == 0) {
                    // while it starts and reads what it finds
                    captures.session();
                    captures.lookUps(500);
                    daemon.launch();
                } else {
                    daemon.start();
                    awaitFound(daemon, found);
                    captures.lookUps(500);
                    captures.session();
                    found = MadeCaptures.found(daemon);
                }
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(random.nextInt(kill % 2 == 0 ? 2000 : 500)));
                daemon.kill();
            }
            daemon.start();
            int made = captures.files();
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.read(daemon).size() == made);
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(MadeCaptures.found(daemon))
                                            .as("seed %d", seed)
                                            .hasSize(KILLS));
            assertThat(journal(daemon))
                    .containsEntry("on_disk", true)
                    .containsEntry("lost", 0L)
                    .containsEntry("skipped_damaged", 0L);
            assertThat(daemon.log()).doesNotContain("journal can't");
        }
    }

    @Test
    void stoppedUnderFullLoadItEndsSoonAndWhatWasReadIsKnown() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread tool =
                new Thread(
                        () -> {
                            try {
                                while (!enough.get() && captures.files() < 600) {
                                    captures.session();
                                    captures.lookUps(2000);
                                }
                            } catch (Exception fault) {
                                throw new IllegalStateException(fault);
                            }
                        });
        tool.start();
        try (Daemon daemon = daemon().start()) {
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.found(daemon).size() > 5);
            long begun = System.nanoTime();
            assertThat(daemon.stop()).as(daemon.log()).isZero();
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
            enough.set(true);
            tool.join();
            Set<String> read = MadeCaptures.read(daemon);
            assertThat(read).hasSizeGreaterThan(5);
            Set<String> clients =
                    read.stream()
                            .map(captures::clientIn)
                            .filter(client -> !client.isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(clients).isNotEmpty();
            // known without any source, so from what was stored alone
            Files.delete(daemon.home().resolve("conf").resolve(SOURCE));
            daemon.start();
            awaitFound(daemon, clients);
        } finally {
            enough.set(true);
        }
    }
}
