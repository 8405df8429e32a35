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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * What the daemon recorded is there after a kill; and while nothing can be recorded, blocks stay in
 * force and detection goes on.
 */
@Tag("lab")
class StoreIT {
    private static final String FIRST = "203.0.113.1";
    private static final String SECOND = "203.0.113.2";

    @TempDir private Path folder;
    private NetworkNamespace lab;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        lab = new NetworkNamespace("store");
        daemon = new Daemon(folder.resolve("home"), lab.command().toArray(String[]::new));
        Files.createDirectories(folder.resolve("captures"));
        daemon.configure(
                "org.sekisho.capture.folder-lab.cfg", "folder=" + folder.resolve("captures"));
    }

    @AfterEach
    void takeAway() throws Exception {
        daemon.close();
        lab.close();
    }

    private void block(String server) throws Exception {
        Sekisho.Run run =
                daemon.call("blocks", "add", "server", server, "--for", "1h", "--reason", "told");
        assertThat(run.status()).as(run.out() + run.err()).isZero();
    }

    private void detect(String capture) throws Exception {
        int before = daemon.rows("detections").size();
        Files.copy(TestCaptures.path(capture), folder.resolve("captures").resolve(capture));
        await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("detections").size() > before);
    }

    private Map<?, ?> store() throws Exception {
        return (Map<?, ?>) daemon.rows("status").get(0).get("store");
    }

    private void awaitCases(long cases) {
        await().atMost(Daemon.PATIENCE).until(() -> store().get("cases").equals(cases));
    }

    private List<String> blockedServers() throws Exception {
        return daemon.rows("blocks", "list").stream()
                .map(row -> (String) row.get("server"))
                .sorted()
                .toList();
    }

    private boolean isInFirewall(String server) throws IOException {
        return lab.run("nft", "list", "ruleset").contains(server);
    }

    @Test
    void casesBlocksAndAuditTrailOutliveAKill() throws Exception {
        daemon.start().awaitFirewall();
        block(FIRST);
        Map<String, Object> before = daemon.rows("blocks", "list").get(0);
        detect("p34_tls12-deb501-1102.pcap");
        awaitCases(1);
        daemon.kill();
        lab.run("nft", "flush", "ruleset");
        daemon.start().awaitFirewall();
        awaitCases(1);
        await().atMost(Daemon.PATIENCE).until(() -> blockedServers().equals(List.of(FIRST)));
        Map<String, Object> after = daemon.rows("blocks", "list").get(0);
        for (String key : List.of("id", "since", "until", "origin", "reason")) {
            assertThat(after.get(key)).as(key).isEqualTo(before.get(key));
        }
        await().atMost(Daemon.PATIENCE).until(() -> isInFirewall(FIRST));
        assertThat(daemon.rows("audit"))
                .anyMatch(
                        row -> row.get("why").equals("told") && row.get("outcome").equals("done"));
        assertThat(daemon.rows("policy", "try", "--since", "365d")).isNotEmpty();
        assertThat(daemon.troubles()).noneMatch(trouble -> trouble.contains("store"));
    }

    @Test
    void whileTheDiskIsFullAndAfterDamageBlocksStayAndDetectionGoesOn() throws Exception {
        Path store = Files.createDirectories(daemon.home().resolve("data/store"));
        NetworkNamespace.execute(
                List.of("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", store.toString()));
        try {
            daemon.start().awaitFirewall();
            block(FIRST);
            detect("p34_tls12-deb501-1102.pcap");
            awaitCases(1);
            fill(store.resolve("filler"));
            block(SECOND);
            detect("p31_idle_tcp_only-st444-1026.pcap");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.troubles().stream()
                                            .anyMatch(
                                                    trouble ->
                                                            trouble.contains("no room left")
                                                                    && trouble.contains(
                                                                            "sekisho.mv.db")));
            assertThat(blockedServers()).containsExactly(FIRST, SECOND);
            assertThat(isInFirewall(FIRST) && isInFirewall(SECOND)).isTrue();

            daemon.kill();
            Path file = store.resolve("sekisho.mv.db");
            byte[] damaged = new byte[(int) Files.size(file)];
            Files.delete(store.resolve("filler"));
            Files.write(file, damaged);
            daemon.start().awaitFirewall();
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.troubles().stream()
                                            .anyMatch(
                                                    trouble ->
                                                            trouble.contains(
                                                                    "damaged and put aside as "
                                                                            + store.resolve(
                                                                                    "damaged-"))));
            await().atMost(Daemon.PATIENCE)
                    .until(() -> blockedServers().equals(List.of(FIRST, SECOND)));
            assertThat(isInFirewall(FIRST) && isInFirewall(SECOND)).isTrue();
            detect("p28_idle_session-deb501-1070.pcap");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> ((Long) store().get("cases")).longValue() > 0);
        } finally {
            daemon.close();
            NetworkNamespace.execute(List.of("umount", store.toString()));
        }
    }

    /** Leaves not one byte. */
    private static void fill(Path filler) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
