// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import org.sekisho.testkit.softether.Site;
import org.sekisho.testkit.softether.SoftEtherClient;
import org.sekisho.testkit.softether.SoftEtherServer;

/**
 * Active confirmation on a router that asks servers of the real SoftEther and of OpenSSL. What it
 * sends is what tcpdump sees of its address.
 */
@Tag("lab")
class ConfirmationIT {
    private static final String ASKS_FROM = "10.2.0.1";
    private static final String OTHER_SERVER = "10.2.0.3";
    private static final String RECORDED_CLIENT = "172.25.91.47";
    private static final String RECORDED_SERVER = "198.19.84.229";

    @TempDir private Path folder;
    private Site site;
    private Path sent;
    private SoftEtherServer server;
    private SoftEtherClient client;

    @BeforeEach
    void build() throws Exception {
        site = new Site("confirm");
        site.server().run("ip", "address", "add", OTHER_SERVER + "/24", "dev", "eth0");
        sent = folder.resolve("sent.pcap");
        site.router()
                .start(
                        folder.resolve("tcpdump.output"),
                        "tcpdump",
                        "-Z",
                        "root",
                        "-U",
                        "-i",
                        "any",
                        "-w",
                        sent.toString(),
                        "src " + ASKS_FROM + " and tcp");
        await().atMost(Daemon.PATIENCE).until(() -> Files.exists(sent) && Files.size(sent) > 0);
    }

    @AfterEach
    void takeAway() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        site.close();
    }

    private Daemon daemon(String targets) throws IOException {
        String[] prefix = site.router().command().toArray(String[]::new);
        return new Daemon(folder.resolve("home"), prefix)
                .configure("org.sekisho.capture.afpacket-lab.cfg", "interface=" + Site.TO_CLIENT)
                .configure(
                        "org.sekisho.confirmation.cfg",
                        "targets=" + targets,
                        "source=" + ASKS_FROM);
    }

    @Test
    void aRealServerIsAskedOnceAndItsAnswerBelongsToTheDetection() throws Exception {
        server = new SoftEtherServer(site.server(), folder.resolve("server"));
        client = new SoftEtherClient(site.client(), folder.resolve("client"), Site.SERVER_ADDRESS);
        try (Daemon daemon = daemon("10.2.0.0/24").start()) {
            client.connect();
            await().atMost(Daemon.PATIENCE).until(() -> answer(daemon) != null);
            assertThat(answer(daemon))
                    .startsWith("asked POST /vpnsvc/connect.cgi from " + ASKS_FROM)
                    .contains("SoftEther VPN Server", ", build 9674");
            assertThat(daemon.rows("detections")).hasSize(1);
            // tcpdump tells of a packet some time after it was sent
            await().atMost(Daemon.PATIENCE).until(() -> connections().size() >= 2);
            List<String> asked = connections();
            assertThat(asked)
                    .hasSize(2)
                    .allMatch(each -> each.contains("> " + Site.SERVER_ADDRESS + ".443:"));

            // neither another session nor a start of the daemon has it asked again in a day
            daemon.stop();
            daemon.start();
            assertThat(answer(daemon)).as("kept by the journal").isNotNull();
            long seen = contacts(daemon);
            client.disconnect();
            client.connect();
            await().atMost(Daemon.PATIENCE).until(() -> contacts(daemon) > seen);
            assertThat(connections()).isEqualTo(asked);
        }
    }

    @Test
    void nobodyCanHaveAThirdPartyAsked() throws Exception {
        String victim = Site.SERVER_ADDRESS;
        certificate();
        serve(victim);
        serve(OTHER_SERVER);
        try (Daemon daemon = daemon(victim).start()) {
            // what only one end said, as whoever writes somebody's address into packets sends it
            replayWithoutAnswers(victim);
            await().atMost(Daemon.PATIENCE).until(() -> suspicions(daemon).contains(victim));
            // another server, whose client names the victim, and which is not listed
            handshake(OTHER_SERVER, victim);
            await().atMost(Daemon.PATIENCE).until(() -> suspicions(daemon).contains(OTHER_SERVER));
            assertThat(connections()).isEmpty();

            // a connection that there was: asked, where it went, and nowhere else
            handshake(victim, victim);
            await().atMost(Daemon.PATIENCE).until(() -> asked(daemon) == 1);
            await().atMost(Daemon.PATIENCE).until(() -> connections().size() == 2);
            assertThat(connections()).allMatch(each -> each.contains("> " + victim + ".443:"));
            assertThat(answer(daemon)).as("an ordinary server proves nothing").isNull();
        }
    }

    @Test
    void anEmptyListAsksNobody() throws Exception {
        certificate();
        serve(Site.SERVER_ADDRESS);
        try (Daemon daemon = daemon("").start()) {
            handshake(Site.SERVER_ADDRESS, Site.SERVER_ADDRESS);
            await().atMost(Daemon.PATIENCE)
                    .until(() -> suspicions(daemon).contains(Site.SERVER_ADDRESS));
            assertThat(asked(daemon)).isZero();
            assertThat(connections()).isEmpty();
        }
    }

    private void certificate() throws IOException {
        NetworkNamespace.execute(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-subj",
                        "/CN=www.example.org",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("certificate.pem").toString()));
    }

    /** An HTTPS server of OpenSSL at port 443. */
    private void serve(String address) throws IOException {
        site.server()
                .start(
                        folder.resolve("server-" + address + ".output"),
                        "openssl",
                        "s_server",
                        "-www",
                        "-accept",
                        address + ":443",
                        "-key",
                        folder.resolve("key.pem").toString(),
                        "-cert",
                        folder.resolve("certificate.pem").toString());
        await().atMost(Daemon.PATIENCE)
                .until(() -> site.server().run("ss", "-ltn").contains(address + ":443"));
    }

    /** A handshake as SoftEther's client makes it; that alone is suspected. */
    private void handshake(String server, String name) throws IOException {
        site.client()
                .run(
                        "sh",
                        "-c",
                        "openssl s_client -connect "
                                + server
                                + ":443 -servername "
                                + name
                                + " -no_ticket </dev/null");
    }

    /** What the client of a recorded session sent, at the addresses of this site. */
    private void replayWithoutAnswers(String server) throws IOException {
        Path half = folder.resolve("half.pcap");
        Path mapped = folder.resolve("mapped.pcap");
        site.client()
                .run(
                        "tcpdump",
                        "-r",
                        TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap").toString(),
                        "-w",
                        half.toString(),
                        "src " + RECORDED_CLIENT + " and dst " + RECORDED_SERVER);
        site.client()
                .run(
                        "tcprewrite",
                        "--srcipmap=" + RECORDED_CLIENT + "/32:" + Site.CLIENT_ADDRESS + "/32",
                        "--dstipmap=" + RECORDED_SERVER + "/32:" + server + "/32",
                        "--infile=" + half,
                        "--outfile=" + mapped);
        site.client().run("tcpreplay", "-q", "-i", "eth0", "--pps=500", mapped.toString());
    }

    /** The SYNs that the router sent from the address it asks from. */
    private List<String> connections() throws IOException {
        Path copy = Files.copy(sent, folder.resolve("copy-" + System.nanoTime()));
        return site.router()
                .run("tcpdump", "-nn", "-r", copy.toString(), "tcp[tcpflags] == tcp-syn")
                .lines()
                .filter(line -> line.contains(" > "))
                .toList();
    }

    private static List<String> suspicions(Daemon daemon) throws Exception {
        return daemon.rows("detections").stream()
                .map(row -> row.get("server"))
                .filter(server -> server != null)
                .map(server -> String.valueOf(((Map<?, ?>) server).get("ip")))
                .toList();
    }

    private static String answer(Daemon daemon) throws Exception {
        return daemon.rows("detections").stream()
                .flatMap(row -> ((List<?>) row.get("evidence")).stream())
                .map(piece -> (Map<?, ?>) piece)
                .filter(piece -> piece.get("technique").equals("SE-CONFIRM"))
                .map(piece -> (String) piece.get("detail"))
                .findFirst()
                .orElse(null);
    }

    private static long asked(Daemon daemon) throws Exception {
        return ((Number) confirmation(daemon).get("asked")).longValue();
    }

    /** Connections to listed servers that it has seen. */
    private static long contacts(Daemon daemon) throws Exception {
        return ((Number) confirmation(daemon).get("connections")).longValue();
    }

    private static Map<?, ?> confirmation(Daemon daemon) throws Exception {
        return (Map<?, ?>) daemon.rows("status").get(0).get("confirmation");
    }
}
