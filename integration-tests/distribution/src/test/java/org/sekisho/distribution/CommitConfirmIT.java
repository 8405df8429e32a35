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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * Blocking is switched on, asked about over what earlier runs have stored, left unconfirmed, and
 * confirmed.
 */
@Tag("lab")
@Tag("long")
class CommitConfirmIT {
    /** The minute in which blocking must be confirmed, and what a busy machine adds. */
    private static final Duration MINUTE = Duration.ofSeconds(60).plus(Daemon.PATIENCE);

    @TempDir private Path folder;
    private NetworkNamespace host;
    private Daemon daemon;
    private RecordedSession session;

    @BeforeEach
    void start() throws Exception {
        session = new RecordedSession();
        host = new NetworkNamespace("confirm");
        host.cable("mirrored", "mirror");
        daemon = new Unprivileged(folder, host).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=mirror");
        daemon.startWithFirewall();
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void whatNobodyConfirmsFallsBackAndWhatIsConfirmedStays() throws Exception {
        send(0);
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("detections", "--all").stream()
                                        .anyMatch(row -> "tls".equals(row.get("method"))));
        assertThat(daemon.rows("blocks", "list")).isEmpty();
        historyOutlivesTheRun();
        policyIsTriedOnTheHistory();

        daemon.configure("org.sekisho.policy.cfg", "mode=block", "two.key=false");
        await().atMost(Daemon.PATIENCE).until(() -> "pending".equals(confirmation()));
        send(1);
        await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("blocks", "list").size() == 1);
        assertThat(ruleset()).contains(RecordedSession.clientText(1));

        await().atMost(MINUTE).until(() -> "lapsed".equals(confirmation()));
        await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("blocks", "list").isEmpty());
        assertThat(ruleset()).doesNotContain(RecordedSession.clientText(1));

        Sekisho.Run late = daemon.call("policy", "confirm");
        assertThat(late.status()).isOne();
        assertThat(late.out()).contains("too late");
        Sekisho.Run confirmed = daemon.call("policy", "confirm");
        assertThat(confirmed.status()).as(confirmed.out()).isZero();
        daemon.kill();
        daemon.startWithFirewall();
        await().atMost(Daemon.PATIENCE).until(() -> "confirmed".equals(confirmation()));
        send(2);
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("blocks", "list").stream()
                                        .anyMatch(
                                                row ->
                                                        RecordedSession.clientText(2)
                                                                .equals(row.get("client"))));
        assertThat(daemon.rows("audit"))
                .anyMatch(
                        row ->
                                "user root".equals(row.get("who"))
                                        && "policy confirm".equals(row.get("what"))
                                        && "done".equals(row.get("outcome")));
    }

    private void historyOutlivesTheRun() throws Exception {
        Map<String, Object> before = daemon.rows("detections", "--all").get(0);
        assertThat(before).containsEntry("verdict", "watch").containsEntry("case", 1L);
        assertThat(daemon.stop()).isZero();
        // what is in the journal would be found again
        delete(daemon.home().resolve("data/journal"));
        daemon.startWithFirewall();
        assertThat(daemon.rows("detections")).isEmpty();
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(daemon.rows("detections", "--all"))
                                        .isEqualTo(List.of(before)));
        assertThat(daemon.call("detections", "--all").out())
                .startsWith("case " + before.get("case") + ": softether confirmed")
                .contains("SE-TLS-CERT", "watch: ");
        assertThat(daemon.rows("detections", "--all", "--most", "1")).hasSize(1);
        assertThat(daemon.call("detections", "--all", "--most", "0").status()).isEqualTo(2);
        assertThat(daemon.call("detections", "--nothing").status()).isEqualTo(2);
    }

    private void policyIsTriedOnTheHistory() throws Exception {
        assertThat(daemon.rows("policy", "try"))
                .singleElement()
                .satisfies(
                        row ->
                                assertThat(row)
                                        .containsEntry("cases", 1L)
                                        .containsEntry("blockedThen", 0L));
        List<Map<String, Object>> laxer = daemon.rows("policy", "try", "two.key=false");
        assertThat(laxer).hasSize(2);
        assertThat(laxer.get(0).get("then").toString())
                .contains("verdict=block", RecordedSession.clientText(0), RecordedSession.SERVER);
        assertThat(laxer.get(1)).containsEntry("blockedNow", 0L).containsEntry("more", 1L);
        assertThat(daemon.call("policy", "try", "two.keys=false").status()).isEqualTo(2);
        assertThat(confirmation()).isEqualTo("not asked");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    private Object confirmation() throws Exception {
        return daemon.rows("policy", "show").get(0).get("confirmation");
    }

    private void send(int client) throws IOException {
        Path file =
                PcapFile.write(folder.resolve("frames.pcap"), session.untilDecided(client, 0, 0));
        host.run("tcpreplay", "-q", "-i", "mirrored", file.toString());
    }

    private String ruleset() throws IOException {
        return host.run("nft", "list", "ruleset");
    }
}
