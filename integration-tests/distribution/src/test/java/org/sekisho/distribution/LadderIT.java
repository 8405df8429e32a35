// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * The ladder from end to end: recorded sessions come, go and come back at a mirror port, and the
 * real firewall gets what they have earned.
 */
@Tag("lab")
@Tag("long")
class LadderIT {
    private static final Duration DOWN = Duration.ofSeconds(1);

    @TempDir private Path folder;
    private NetworkNamespace host;
    private Daemon daemon;
    private RecordedSession session;
    private int connections;

    @BeforeEach
    void build() throws Exception {
        session = new RecordedSession();
        host = new NetworkNamespace("ladder");
        host.cable("mirrored", "mirror");
        daemon = new Unprivileged(folder, host).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=mirror");
        policy();
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

    private void policy(String... further) throws IOException {
        List<String> options = new ArrayList<>(List.of(RecordedSession.BLOCKED));
        options.addAll(List.of("ladder=flow pair server", "block.duration=2s", "block.growth=1"));
        options.addAll(List.of(further));
        daemon.configure("org.sekisho.policy.cfg", options.toArray(String[]::new));
    }

    @Test
    void itClimbsWhenTheTunnelReturnsStopsBeforeOthersAreHarmedAndComesDown() throws Exception {
        assertThat(comes(0)).containsEntry("scope", "flow").containsEntry("rung", 1L);

        // nobody answers, so it did not return; who comes after it is seen to be dealt with
        send(session.attempt(0, ++connections));
        assertThat(comes(1)).containsEntry("scope", "flow").containsEntry("rung", 1L);
        assertThat(of(0)).hasSize(1);

        assertThat(comes(0)).containsEntry("scope", "pair").containsEntry("rung", 2L);

        send(session.ordinary(2));
        Map<String, Object> held = comes(0);
        assertThat(held).containsEntry("scope", "pair").containsEntry("rung", 2L);
        assertThat(held.get("reason").toString()).contains("does not climb to the whole server");

        policy("ladder.shared.servers=" + RecordedSession.SERVER);
        awaitOption("ladder.shared.servers", RecordedSession.SERVER);
        assertThat(comes(0)).containsEntry("scope", "server").containsEntry("rung", 3L);

        policy("ladder.down=" + DOWN.toSeconds() + "s");
        awaitOption("ladder.down", DOWN.toSeconds() + "s");
        Instant down =
                Instant.parse(of(0).get(0).get("ended").toString()).plus(DOWN.multipliedBy(4));
        await().atMost(Daemon.PATIENCE).until(() -> Instant.now().isAfter(down));
        assertThat(comes(0)).containsEntry("scope", "flow").containsEntry("rung", 1L);
    }

    /** A client has another connection; the block that it earns, once that has ended. */
    private Map<String, Object> comes(int client) throws Exception {
        int before = of(client).size();
        send(session.untilDecided(client, ++connections, 0));
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                of(client).size() > before
                                        && "ended".equals(of(client).get(0).get("state")));
        return of(client).get(0);
    }

    /** Blocks because of a client, the newest first. */
    private List<Map<String, Object>> of(int client) throws Exception {
        Set<Object> cases = new HashSet<>();
        for (Map<String, Object> row : daemon.rows("detections", "--all")) {
            Object address = ((Map<?, ?>) row.get("client")).get("ip");
            if (RecordedSession.clientText(client).equals(address)) {
                cases.add(row.get("case"));
            }
        }
        return daemon.rows("blocks", "list", "--all").stream()
                .filter(row -> cases.contains(row.get("case")))
                .sorted((one, other) -> Long.compare((Long) other.get("id"), (Long) one.get("id")))
                .toList();
    }

    private void awaitOption(String key, String value) {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                value.equals(
                                        ((Map<?, ?>)
                                                        daemon.rows("policy", "show")
                                                                .get(0)
                                                                .get("options"))
                                                .get(key)));
    }

    private void send(List<CapturedFrame> frames) throws IOException {
        Path file = PcapFile.write(folder.resolve("frames.pcap"), frames);
        host.run("tcpreplay", "-q", "-i", "mirrored", file.toString());
    }
}
