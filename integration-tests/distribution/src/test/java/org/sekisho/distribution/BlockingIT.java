// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.softether.Site;
import org.sekisho.testkit.softether.SoftEtherClient;
import org.sekisho.testkit.softether.SoftEtherServer;

/**
 * A router that stops real SoftEther sessions with the real nftables, run by a user who has two
 * capabilities and nothing else.
 */
@Tag("lab")
class BlockingIT {
    private static final String POLICY = "org.sekisho.policy.cfg";
    private static final String OTHER_SERVER = "10.2.0.3";

    /** Of the server's virtual router. */
    private static final String INSIDE_THE_TUNNEL = "192.168.30.1";

    private static final Pattern REPLY = Pattern.compile("\\[(\\d+\\.\\d+)] \\d+ bytes from");

    @TempDir private Path folder;
    private Site site;
    private SoftEtherServer server;
    private SoftEtherClient client;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        site = new Site("block");
        site.server().run("ip", "address", "add", OTHER_SERVER + "/24", "dev", "eth0");
        server = new SoftEtherServer(site.server(), folder.resolve("server"));
        client = new SoftEtherClient(site.client(), folder.resolve("client"), Site.SERVER_ADDRESS);
        daemon = new Unprivileged(folder, site.router()).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=" + Site.TO_CLIENT);
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
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

    @Test
    void aSessionIsCutAndStaysOutOverEveryCarrierWhileOtherTrafficPasses() throws Exception {
        policy("watch", "10m");
        daemon.startWithFirewall();
        Path pings = connect();
        assertThat(daemon.rows("blocks", "list")).isEmpty();
        policy("block", "10m");
        Map<String, Object> block = awaitBlock();
        assertThat(block)
                .containsEntry("scope", "pair")
                .containsEntry("client", Site.CLIENT_ADDRESS)
                .containsEntry("server", Site.SERVER_ADDRESS)
                .containsEntry("state", "in-force");
        double verdict = seconds(block.get("since"));
        Sniffer attempts = sniff(site.client(), "attempts");
        Sniffer arrivals = sniff(site.server(), "arrivals");
        client.dial("vpn1", Site.SERVER_ADDRESS + ":992");

        String toServer = "dst " + Site.SERVER_ADDRESS + " and ";
        for (String carrier :
                List.of(
                        "tcp dst port 443",
                        "tcp dst port 992",
                        "udp and not dst port 53",
                        "icmp",
                        "udp dst port 53")) {
            await(carrier)
                    .atMost(Daemon.PATIENCE)
                    .until(() -> !attempts.times(toServer + carrier).isEmpty());
        }
        assertThat(reaches(OTHER_SERVER)).as("other traffic of the host").isTrue();
        await().atMost(Daemon.PATIENCE)
                .until(() -> !arrivals.times("dst " + OTHER_SERVER).isEmpty());
        assertThat(arrivals.times("dst " + Site.SERVER_ADDRESS)).isEmpty();

        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("blocks", "list")
                                        .get(0)
                                        .get("effect")
                                        .equals("effective"));
        assertThat(daemon.rows("blocks", "list").get(0).get("proof").toString())
                .startsWith("effective after ");
        List<Double> replies = replies(pings);
        double last = replies.get(replies.size() - 1);
        System.out.printf("last tunnel byte %.3f s after the verdict%n", last - verdict);
        assertThat(last - verdict).isLessThan(2);
    }

    @Test
    void aBlockThatEndsLetsTheSessionComeBackAndItIsCaughtAtOnce() throws Exception {
        policy("block", "20s");
        daemon.startWithFirewall();
        client.dial("vpn1", Site.SERVER_ADDRESS + ":443");
        Map<String, Object> first = awaitBlock();
        Sniffer arrivals = sniff(site.server(), "arrivals");
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("blocks", "list").stream()
                                        .anyMatch(row -> !row.get("id").equals(first.get("id"))));
        Map<String, Object> second = daemon.rows("blocks", "list").get(0);
        assertThat(second).containsEntry("before", 1L).containsEntry("state", "in-force");
        double released = seconds(first.get("until"));
        assertThat(seconds(second.get("since"))).isGreaterThan(released);
        // what the server heard lies between the two
        await().atMost(Daemon.PATIENCE).until(() -> !arrivals.times("tcp dst port 443").isEmpty());
        assertThat(arrivals.times("tcp dst port 443")).allMatch(time -> time > released);
        List<Map<String, Object>> all = daemon.rows("blocks", "list", "--all");
        assertThat(all).anyMatch(row -> "expired".equals(row.get("end")));
    }

    private void policy(String mode, String duration) throws IOException {
        daemon.configure(
                POLICY, "mode=" + mode, "confirm.required=false", "block.duration=" + duration);
    }

    /** Sets up a session and lets it be used; returns where the answers are written. */
    private Path connect() throws IOException {
        client.connect();
        site.client().run("ip", "address", "add", "192.168.30.77/24", "dev", "vpn_vpn0");
        Path pings = folder.resolve("pings");
        site.client().start(pings, "stdbuf", "-oL", "ping", "-D", "-i", "0.05", INSIDE_THE_TUNNEL);
        await().atMost(Daemon.PATIENCE).until(() -> replies(pings).size() > 20);
        return pings;
    }

    private Map<String, Object> awaitBlock() throws Exception {
        await().atMost(Daemon.PATIENCE).until(() -> !daemon.rows("blocks", "list").isEmpty());
        return daemon.rows("blocks", "list").get(0);
    }

    private static double seconds(Object time) {
        Instant instant = Instant.parse(time.toString());
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    private static List<Double> replies(Path pings) throws IOException {
        List<Double> times = new ArrayList<>();
        Matcher matcher = REPLY.matcher(Files.readString(pings));
        while (matcher.find()) {
            times.add(Double.parseDouble(matcher.group(1)));
        }
        return times;
    }

    private boolean reaches(String address) {
        try {
            site.client().run("timeout", "3", "bash", "-c", "</dev/tcp/" + address + "/443");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** What the client sends, seen there. */
    private Sniffer sniff(NetworkNamespace where, String name) throws IOException {
        return new Sniffer(folder, where, name, "eth0", "src " + Site.CLIENT_ADDRESS);
    }
}
