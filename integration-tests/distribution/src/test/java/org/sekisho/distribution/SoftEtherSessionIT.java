// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.softether.Site;
import org.sekisho.testkit.softether.SoftEtherClient;
import org.sekisho.testkit.softether.SoftEtherServer;

/** The daemon on a router between a real SoftEther client and a real SoftEther server. */
@Tag("lab")
class SoftEtherSessionIT {
    private static final String SOURCE = "org.sekisho.capture.afpacket-lab.cfg";

    @TempDir private Path folder;
    private Site site;

    private SoftEtherServer server;
    private SoftEtherClient client;

    @BeforeEach
    void build() throws Exception {
        site = new Site("session");
        server = new SoftEtherServer(site.server(), folder.resolve("server"));
        client = new SoftEtherClient(site.client(), folder.resolve("client"), Site.SERVER_ADDRESS);
    }

    @AfterEach
    void takeAway() {
        // first the client, or it dials on and on; the site ends what runs in it in any case
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private Daemon daemon() throws Exception {
        String[] prefix = site.router().command().toArray(String[]::new);
        return new Daemon(folder.resolve("home"), prefix)
                .configure(SOURCE, "interface=" + Site.TO_CLIENT);
    }

    private static void awaitConfirmed(Daemon daemon) {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("detections").stream()
                                        .anyMatch(row -> row.get("state").equals("confirmed")));
    }

    private static void assertOnlyTheSession(List<Map<String, Object>> detections) {
        assertThat(detections).hasSize(1);
        Map<String, Object> session = detections.get(0);
        assertThat(session)
                .containsEntry("tunnel", "softether")
                .containsEntry("state", "confirmed")
                .containsEntry("method", "tls");
        assertThat(((Map<?, ?>) session.get("client")).get("ip")).isEqualTo(Site.CLIENT_ADDRESS);
        Map<?, ?> server = (Map<?, ?>) session.get("server");
        assertThat(server.get("ip")).isEqualTo(Site.SERVER_ADDRESS);
    }

    @Test
    void aSessionIsNamedWhileItIsSetUp() throws Exception {
        try (Daemon daemon = daemon().start()) {
            assertThat(daemon.rows("detections")).isEmpty();
            client.connect();
            awaitConfirmed(daemon);
            assertOnlyTheSession(daemon.rows("detections"));
        }
    }

    @Test
    void aRecordingMadeBesideTheDaemonTellsTheSameAfterwards() throws Exception {
        Path recording = folder.resolve("beside.pcap");
        try (Daemon daemon = daemon().start()) {
            record(recording);
            client.connect();
            awaitConfirmed(daemon);
            assertOnlyTheSession(daemon.rows("detections"));
            // what confirmed the session live is in the file a moment later at the latest
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(() -> assertOnlyTheSession(analyzed(recording)));
        }
    }

    /** Records until the site is taken away; returns when the file is begun. */
    private void record(Path recording) throws Exception {
        site.router()
                .start(
                        folder.resolve("tcpdump.output"),
                        "tcpdump",
                        "-Z",
                        "root",
                        "-U",
                        "-i",
                        Site.TO_CLIENT,
                        "-w",
                        recording.toString());
        // the header of a capture is written once the interface is open
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(recording) && Files.size(recording) > 0);
    }

    private static List<Map<String, Object>> analyzed(Path recording) throws Exception {
        return Json.lines(new Sekisho().run("analyze", "--format", "json", recording.toString()))
                .stream()
                .filter(row -> row.get("type").equals("detection"))
                .toList();
    }
}
