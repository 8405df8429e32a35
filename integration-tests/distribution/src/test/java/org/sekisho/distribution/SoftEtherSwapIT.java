// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
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

/**
 * Detector and dissectors are exchanged while a real SoftEther session passes the router on which
 * the daemon runs.
 */
@Tag("lab")
@Tag("one-jdk")
class SoftEtherSwapIT {
    private static final String SOURCE = "org.sekisho.capture.afpacket-lab.cfg";
    private static final String DETECTOR = "org.sekisho.detector.softether";

    /** A detector of the same name that wants to see nothing and so finds nothing. */
    private static final String MUTE =
            """
            package org.sekisho.detector.softether;

            public final class SoftEtherDetector implements org.sekisho.detect.Detector {
                public SoftEtherDetector(SoftEtherConfiguration configuration) {}

                public String name() {
                    return "softether";
                }

                public java.util.Collection<org.sekisho.detect.Technique> techniques() {
                    return java.util.List.of();
                }

                public java.util.Set<Class<? extends org.sekisho.event.Event>> events() {
                    return java.util.Set.of();
                }

                public void judge(
                        org.sekisho.event.Event event,
                        org.sekisho.detect.EvidenceListener listener) {}
            }

            @interface SoftEtherConfiguration {
                String catalogue() default "";
            }
            """;

    @TempDir private Path folder;
    private Site site;
    private SoftEtherServer server;
    private SoftEtherClient client;
    private Daemon daemon;
    private SignedJar signer;

    @BeforeEach
    void build() throws Exception {
        site = new Site("swap");
        server = new SoftEtherServer(site.server(), folder.resolve("server"));
        client = new SoftEtherClient(site.client(), folder.resolve("client"), Site.SERVER_ADDRESS);
        String[] prefix = site.router().command().toArray(String[]::new);
        daemon =
                new Daemon(folder.resolve("home"), prefix)
                        .configure(SOURCE, "interface=" + Site.TO_CLIENT);
        signer =
                new SignedJar(folder, "vendor")
                        .trustedBy(daemon, "org.sekisho.*", "payload,convict");
        daemon.start();
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

    private void update(Path jar) throws Exception {
        Sekisho.Run run = daemon.ask("bundles", "update", jar.toString());
        assertThat(run.status()).as(run.out() + run.err() + daemon.log()).isZero();
    }

    private Map<String, Object> session() throws Exception {
        List<Map<String, Object>> found = daemon.rows("detections");
        assertThat(found).hasSize(1);
        assertThat(found.get(0))
                .containsEntry("tunnel", "softether")
                .containsEntry("state", "confirmed");
        assertThat(((Map<?, ?>) found.get(0).get("client")).get("ip"))
                .isEqualTo(Site.CLIENT_ADDRESS);
        assertThat(((Map<?, ?>) found.get(0).get("server")).get("ip"))
                .isEqualTo(Site.SERVER_ADDRESS);
        return found.get(0);
    }

    private void awaitConfirmed() {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("detections").stream()
                                        .anyMatch(row -> row.get("state").equals("confirmed")));
    }

    private static List<Object> evidence(Map<String, Object> session) {
        return List.copyOf((List<?>) session.get("evidence"));
    }

    /** Events that the detector was shown in this version. */
    private long eventsOf(String bundle, String version) throws Exception {
        return daemon.rows("bundles", "list").stream()
                .filter(row -> bundle.equals(row.get("name")))
                .filter(row -> version.equals(row.get("version")))
                .filter(row -> "active".equals(row.get("state")))
                .flatMap(row -> ((List<?>) row.get("seats")).stream())
                .mapToLong(seat -> (Long) ((Map<?, ?>) seat).get("events"))
                .sum();
    }

    @Test
    void aSessionStaysOneCaseWithItsEvidenceWhenTheDetectorIsUpdatedInTheMiddle() throws Exception {
        client.connect();
        awaitConfirmed();
        Map<String, Object> before = session();
        update(signer.signed(DETECTOR, "0.2.0"));
        assertThat(evidence(session())).containsAll(evidence(before));
        long shown = eventsOf(DETECTOR, "0.2.0");
        // the same client comes back, which the new version sees as it happens
        client.disconnect();
        client.connect();
        await().atMost(Daemon.PATIENCE).until(() -> eventsOf(DETECTOR, "0.2.0") > shown);
        await().atMost(Daemon.PATIENCE)
                .until(() -> !session().get("lastSeen").equals(before.get("lastSeen")));
        Map<String, Object> after = session();
        assertThat(after).containsEntry("firstSeen", before.get("firstSeen"));
        assertThat(evidence(after)).containsAll(evidence(before));
        assertThat(evidence(after).stream().map(each -> ((Map<?, ?>) each).get("technique")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSessionThatBeganBeforeIsNamedByTheDetectorThatComes() throws Exception {
        update(
                signer.signed(
                        BundleJar.shipped(DETECTOR)
                                .version("0.1.1")
                                .compiled(DETECTOR + ".SoftEtherDetector", MUTE)
                                .write(folder)));
        client.connect();
        assertThat(daemon.rows("detections")).isEmpty();
        Instant came = Instant.now();
        update(signer.signed(DETECTOR, "0.2.0"));
        awaitConfirmed();
        Map<String, Object> session = session();
        assertThat(session).containsEntry("method", "tls");
        assertThat(Instant.parse((String) session.get("firstSeen"))).isBefore(came);
    }

    @Test
    void dissectorsAreUpdatedWhileTheSessionIsSetUpAndItIsFoundOnce() throws Exception {
        Thread connecting =
                new Thread(
                        () -> {
                            try {
                                client.connect();
                            } catch (Exception fault) {
                                throw new AssertionError(fault);
                            }
                        });
        connecting.start();
        for (int i = 1; i <= 5; i++) {
            update(signer.signed("org.sekisho.dissector.tls", "0.1." + i));
            update(signer.signed("org.sekisho.dissector.softether", "0.1." + i));
        }
        connecting.join();
        awaitConfirmed();
        session();
    }
}
