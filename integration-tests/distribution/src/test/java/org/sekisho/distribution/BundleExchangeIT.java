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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;

/** Bundles exchanged in a running daemon that knows of a session. */
class BundleExchangeIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";
    private static final String DISSECTOR = "org.sekisho.dissector.tls";
    private static final String SESSION = "p28_idle_session-st444-1024.pcap";

    @TempDir private Path folder;
    private Daemon daemon;
    private SignedJar signer;

    @BeforeEach
    void prepare() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        Files.copy(TestCaptures.path(SESSION), captures.resolve("one.pcap"));
        daemon = new Daemon(folder.resolve("home"));
        daemon.configure("org.sekisho.capture.folder-lab.cfg", "folder=" + captures);
        signer = new SignedJar(folder, "vendor");
        signer.trustedBy(daemon, "org.sekisho.*", "payload,convict");
    }

    @AfterEach
    void end() throws Exception {
        daemon.close();
    }

    private Object awaitDetection() {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("detections").stream()
                                        .anyMatch(row -> row.get("state").equals("confirmed")));
        return evidence();
    }

    private Object evidence() {
        try {
            List<Map<String, Object>> rows = daemon.rows("detections");
            assertThat(rows).hasSize(1);
            return rows.get(0).get("evidence");
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
    }

    private String active(String bundle) throws Exception {
        // after a start what was installed before is verified again before anything else
        await().atMost(Daemon.PATIENCE).until(() -> daemon.ask("bundles", "list").status() == 0);
        return daemon.rows("bundles", "list").stream()
                .filter(row -> bundle.equals(row.get("name")) && "active".equals(row.get("state")))
                .map(row -> (String) row.get("version"))
                .findFirst()
                .orElse("none");
    }

    private String doing(String... words) throws Exception {
        Sekisho.Run run = daemon.ask(words);
        assertThat(run.status()).as(run.out() + run.err() + daemon.log()).isZero();
        return run.out();
    }

    @Test
    void aDetectorIsReplacedTakenBackComparedAndPromotedAndTheCaseStaysOne() throws Exception {
        daemon.start();
        Object before = awaitDetection();
        String file = signer.signed(DETECTOR, "0.2.0").toString();
        doing("bundles", "verify", file);
        doing("bundles", "update", file);
        assertThat(active(DETECTOR)).isEqualTo("0.2.0");
        assertThat(evidence()).isEqualTo(before);
        doing("bundles", "rollback", DETECTOR);
        assertThat(active(DETECTOR)).isEqualTo("0.1.0");
        doing("bundles", "shadow", file);
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                doing("bundles", "compare", DETECTOR)
                                        .contains("would have added 0, dropped 0"));
        doing("bundles", "promote", DETECTOR);
        assertThat(active(DETECTOR)).isEqualTo("0.2.0");
        assertThat(evidence()).isEqualTo(before);
        // a dissector goes the same way
        doing("bundles", "update", signer.signed(DISSECTOR, "0.2.0").toString());
        assertThat(active(DISSECTOR)).isEqualTo("0.2.0");
        daemon.stop();
        daemon.start();
        await().atMost(Daemon.PATIENCE).until(() -> active(DETECTOR).equals("0.2.0"));
        await().atMost(Daemon.PATIENCE).until(() -> active(DISSECTOR).equals("0.2.0"));
    }

    @Test
    void whatIsKnownOfASessionOutlivesAKill() throws Exception {
        daemon.start();
        awaitDetection();
        // the session is still being read: more may be known afterwards, nothing less
        List<Object> before = techniques();
        daemon.kill();
        daemon.start();
        awaitDetection();
        await().atMost(Daemon.PATIENCE).until(() -> techniques().containsAll(before));
    }

    private List<Object> techniques() {
        return ((List<?>) evidence())
                .stream().<Object>map(piece -> ((Map<?, ?>) piece).get("technique")).toList();
    }

    @Test
    void whatMayNotEnterIsRefusedInWordsAndTheOldOneGoesOn() throws Exception {
        daemon.start();
        refused(signer.unsigned(DETECTOR, "0.2.0"), "not signed");
        refused(signer.signed(DETECTOR, "0.0.9"), "older");
        refused(new SignedJar(folder, "stranger").signed(DETECTOR, "0.2.0"), "");
        refused(SignedJar.flipped(signer.signed(DETECTOR, "0.2.0")), "");
        assertThat(active(DETECTOR)).isEqualTo("0.1.0");
        awaitDetection();
    }

    private void refused(Path jar, String reason) throws Exception {
        Sekisho.Run run = daemon.ask("bundles", "update", jar.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isNotBlank().contains(reason);
    }

    @Test
    void aJarInTheDeployFolderComesAndGoesWithItsFile() throws Exception {
        daemon.start();
        Path deploy = daemon.home().resolve("deploy");
        Files.copy(signer.signed(DETECTOR, "0.2.0"), deploy.resolve("detector.jar"));
        await().atMost(Daemon.PATIENCE).until(() -> active(DETECTOR).equals("0.2.0"));
        Files.delete(deploy.resolve("detector.jar"));
        await().atMost(Daemon.PATIENCE).until(() -> active(DETECTOR).equals("0.1.0"));
        Files.copy(signer.unsigned(DETECTOR, "0.3.0"), deploy.resolve("bad.jar"));
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(deploy.resolve("bad.jar.refused")));
        assertThat(deploy.resolve("bad.jar.refused")).content().contains("not signed");
        awaitDetection();
    }

    @Test
    void whatOthersAreBuiltOnNeedsARestartAndTheSentenceSaysHow() throws Exception {
        signer.trustedBy(daemon, "org.sekisho.*", "payload,convict,network,processes,native");
        daemon.start();
        awaitDetection();
        Path api = signer.signed("org.sekisho.api", "0.2.0");
        needsARestart("org.sekisho.api", "offers packages that", api);
        needsARestart("org.sekisho.events", "offers packages that", changedEvents());
        needsARestart(
                "org.sekisho.update",
                "is what exchanges bundles",
                signer.signed("org.sekisho.update", "0.2.0"));
        doing("bundles", "update", signer.signed(DETECTOR, "0.2.0").toString());
        assertThat(evidence()).isNotNull();
    }

    /** An event package with one more event in it, and a higher version. */
    private Path changedEvents() throws Exception {
        BundleJar jar = BundleJar.shipped("org.sekisho.events").version("0.2.0");
        String exports = jar.header("Export-Package");
        String changed =
                exports.replaceFirst(
                        "(org\\.sekisho\\.event\\.tls;.*?version=\")1\\.0\\.0", "$11.1.0");
        assertThat(changed).isNotEqualTo(exports);
        return signer.signed(
                jar.header("Export-Package", changed)
                        .with(
                                "org.sekisho.event.tls.Alert",
                                "package org.sekisho.event.tls; public record Alert(int code) {}")
                        .write(folder));
    }

    private void needsARestart(String name, String why, Path jar) throws Exception {
        String remedy = "a new version needs a restart; stop the daemon, replace " + name;
        for (String verb : List.of("update", "install")) {
            Sekisho.Run run = daemon.ask("bundles", verb, jar.toString());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains(name + " " + why).contains(remedy);
        }
        Path deployed = daemon.home().resolve("deploy").resolve(name + ".jar");
        Files.copy(jar, deployed);
        Path refusal = deployed.resolveSibling(name + ".jar.refused");
        await().atMost(Daemon.PATIENCE).until(() -> Files.exists(refusal));
        assertThat(refusal).content().contains(name + " " + why).contains(remedy);
        await().atMost(Daemon.PATIENCE)
                .until(() -> daemon.troubles().stream().anyMatch(each -> each.contains(remedy)));
        Files.delete(deployed);
        assertThat(active(name)).isEqualTo("0.1.0");
    }
}
