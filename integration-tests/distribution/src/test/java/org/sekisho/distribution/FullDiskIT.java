// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be stored, watching goes on, says so, and stores again. Needs root. */
@Tag("lab")
@Tag("long")
class FullDiskIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";
    private static final String CORRELATOR = "org.sekisho.correlator.cfg";

    /** Bytes that tmpfs gives a file at a time. */
    private static final int PAGE = 4096;

    private static final String[] OF_ALL = {"data/journal", "data/config", "data/store"};

    @TempDir private Path folder;
    private MadeCaptures captures;
    private Daemon daemon;
    private SignedJar signer;
    private Path data;
    private Path log;

    @BeforeEach
    void prepare() throws Exception {
        captures = new MadeCaptures(folder.resolve("captures"));
        daemon = new Daemon(folder.resolve("home"));
        daemon.configure("org.sekisho.journal.cfg", "max.disk.bytes=4194304");
        daemon.configure(
                "org.sekisho.capture.folder-lab.cfg",
                "folder=" + captures.folder(),
                "settle.seconds=1");
        signer = new SignedJar(folder, "vendor").trustedBy(daemon, "org.sekisho.*", "convict");
        data = mounted("data", "16m");
        log = mounted("log", "256k");
    }

    private Path mounted(String name, String size) throws Exception {
        Path place = Files.createDirectories(daemon.home().resolve(name));
        execute("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "tmpfs", place.toString());
        return place;
    }

    @AfterEach
    void end() throws Exception {
        daemon.close();
        execute("umount", data.toString());
        execute("umount", log.toString());
    }

    private static void execute(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
    }

    /** Leaves not a byte. */
    private static void fill(Path place) throws IOException {
        try (OutputStream out = Files.newOutputStream(place.resolve("filler"))) {
            byte[] much = new byte[PAGE];
            while (true) {
                out.write(much);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private void awaitFound(Set<String> clients) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(() -> assertThat(MadeCaptures.found(daemon)).containsAll(clients));
    }

    private void awaitTroubles(String reason, String... places) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () -> {
                            List<String> troubles = daemon.troubles();
                            for (String place : places) {
                                assertThat(troubles)
                                        .anySatisfy(
                                                trouble ->
                                                        assertThat(trouble)
                                                                .contains(place)
                                                                .containsIgnoringCase(reason)
                                                                .contains("room"));
                            }
                        });
    }

    private void awaitNoTroubleAbout(String... places) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () -> {
                            for (String place : places) {
                                assertThat(daemon.troubles())
                                        .noneSatisfy(
                                                trouble ->
                                                        assertThat(trouble)
                                                                .contains(place)
                                                                .contains("room"));
                            }
                        });
    }

    private long lost() throws Exception {
        Map<?, ?> journal = (Map<?, ?>) daemon.rows("status").get(0).get("journal");
        return (Long) journal.get("lost");
    }

    private void awaitOperations() {
        await().atMost(Daemon.PATIENCE)
                .until(() -> !daemon.call("bundles", "remove").err().contains("no operation"));
    }

    @Test
    void onAFullDiskWatchingGoesOnAndWithRoomItIsStoredAgain() throws Exception {
        daemon.with("--log-file", "sekisho.log").start();
        String before = captures.session();
        awaitFound(Set.of(before));
        assertThat(log.resolve("sekisho.log.0")).content().contains(before);

        fill(data);
        fill(log);
        // the page in which the log ends has room for some lines yet
        daemon.configure(CORRELATOR, "prior.odds.against=" + "x".repeat(2 * PAGE));
        awaitTroubles("No space left", "log/sekisho.log");
        daemon.configure(CORRELATOR, "prior.odds.against=2000");
        String meanwhile = captures.session();
        captures.lookUps(40_000);
        awaitFound(Set.of(before, meanwhile));
        awaitTroubles("", OF_ALL);
        awaitTroubles("No space left", "log/sekisho.log");
        // what the file does not take is on standard error
        await().atMost(Daemon.PATIENCE).until(() -> daemon.log().contains(meanwhile));
        assertThat(daemon.log()).contains("the log ").contains("can't be written");
        assertThat(daemon.log() + Files.readString(log.resolve("sekisho.log.0")))
                .contains("The event journal can't be written");
        await().atMost(Daemon.PATIENCE).until(() -> lost() > 0);
        Sekisho.Run update =
                daemon.call("bundles", "update", signer.signed(DETECTOR, "0.2.0").toString());
        assertThat(update.status()).isEqualTo(1);
        assertThat(update.err())
                .contains("No space left")
                .contains("data/bundles")
                .contains("room");
        Path deployed = daemon.home().resolve("deploy/detector.jar");
        Files.copy(signer.signed(DETECTOR, "0.3.0"), deployed);
        Path refusal = deployed.resolveSibling("detector.jar.refused");
        await().atMost(Daemon.PATIENCE).until(() -> Files.exists(refusal));
        assertThat(refusal).content().contains("taken when there is room");

        Files.delete(data.resolve("filler"));
        Files.delete(log.resolve("filler"));
        awaitNoTroubleAbout(OF_ALL);
        await().atMost(Daemon.PATIENCE).until(() -> !Files.exists(refusal));
        String after = captures.session();
        awaitFound(Set.of(before, meanwhile, after));
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                Files.readString(log.resolve("sekisho.log.0"))
                                        .contains("is written again"));
        await().atMost(Daemon.PATIENCE)
                .until(() -> MadeCaptures.read(daemon).size() == captures.files());
        assertThat(data.resolve("config").resolve(CORRELATOR))
                .hasContent("prior.odds.against=2000\n");
        daemon.kill();
        daemon.start();
        awaitFound(Set.of(before, after));
    }

    @Test
    void whereDataCanOnlyBeReadWatchingGoesOnAndIsStoredWhenItCanBe() throws Exception {
        daemon.start();
        String before = captures.session();
        awaitFound(Set.of(before));
        daemon.stop();
        execute("mount", "-o", "remount,ro", data.toString());
        daemon.configure(CORRELATOR, "prior.odds.against=2000");
        daemon.start();
        String meanwhile = captures.session();
        awaitFound(Set.of(meanwhile));
        awaitTroubles("", OF_ALL);
        awaitOperations();
        Sekisho.Run update =
                daemon.call("bundles", "update", signer.signed(DETECTOR, "0.2.0").toString());
        assertThat(update.status()).isEqualTo(1);
        assertThat(update.err()).contains("data/bundles").contains("Read-only");

        execute("mount", "-o", "remount,rw", data.toString());
        awaitNoTroubleAbout(OF_ALL);
        assertThat(
                        daemon.call(
                                        "bundles",
                                        "update",
                                        signer.signed(DETECTOR, "0.2.0").toString())
                                .status())
                .isZero();
        await().atMost(Daemon.PATIENCE)
                .until(() -> MadeCaptures.read(daemon).size() == captures.files());
        daemon.kill();
        daemon.start();
        awaitFound(Set.of(before, meanwhile));
    }
}
