// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the daemon lets in, and that there is no way round it. */
class TrustIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";

    @TempDir private Path folder;
    private Daemon daemon;
    private SignedJar signer;

    @BeforeEach
    void prepare() throws Exception {
        daemon = new Daemon(folder.resolve("home"));
        signer = new SignedJar(folder, "vendor");
        signer.trustedBy(daemon, "org.sekisho.*", "convict");
    }

    @AfterEach
    void end() throws Exception {
        daemon.close();
    }

    /** Starts it and waits for those who judge bundles, for it is ready before they are. */
    private void start() throws Exception {
        daemon.start();
        for (String verb : List.of("verify", "remove")) {
            await().atMost(Daemon.PATIENCE)
                    .until(() -> !daemon.call("bundles", verb).err().contains("no operation"));
        }
    }

    private List<Map<String, Object>> bundles() throws Exception {
        // after a start what was installed before is verified again before anything else
        await().atMost(Daemon.PATIENCE).until(() -> daemon.call("bundles", "list").status() == 0);
        return daemon.rows("bundles", "list");
    }

    private String active() throws Exception {
        return bundles().stream()
                .filter(
                        row ->
                                DETECTOR.equals(row.get("name"))
                                        && "active".equals(row.get("state")))
                .map(row -> (String) row.get("version"))
                .findFirst()
                .orElse("none");
    }

    private void awaitActive(String version) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(() -> assertThat(active()).isEqualTo(version));
    }

    private Sekisho.Run ask(String verb, Path jar) throws Exception {
        return daemon.call("bundles", verb, jar.toString());
    }

    @Test
    void whatWasTamperedWithOrPutBesideTheCopiesDoesNotComeBack() throws Exception {
        start();
        Sekisho.Run update = ask("update", signer.signed(DETECTOR, "0.2.0"));
        assertThat(update.status()).as(update.err()).isZero();
        assertThat(daemon.stop()).isZero();
        Path copies = daemon.home().resolve("data/bundles");
        try (Stream<Path> jars = Files.list(copies)) {
            Path copy = jars.filter(jar -> jar.toString().endsWith(".jar")).findFirst().get();
            SignedJar.flipped(copy);
        }
        Path placed = copies.resolve("com.example.placed-1.0.0-0123456789abcdef.jar");
        BundleJar jar = BundleJar.shipped(DETECTOR).version("1.0.0");
        Files.copy(jar.header("Bundle-SymbolicName", "com.example.placed").write(folder), placed);
        start();
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(daemon.troubles())
                                        .anySatisfy(
                                                trouble ->
                                                        assertThat(trouble)
                                                                .contains(DETECTOR)
                                                                .contains("changed by somebody")
                                                                .contains("install it again")));
        awaitActive("0.1.0");
        assertThat(bundles())
                .extracting(row -> row.get("name"))
                .doesNotContain("com.example.placed");
        assertThat(placed).doesNotExist();
    }

    @Test
    void permissionsAreShownBeforeAndHoldAfterwards() throws Exception {
        MadeCaptures captures = new MadeCaptures(folder.resolve("captures"));
        daemon.configure("org.sekisho.capture.folder-lab.cfg", "folder=" + captures.folder());
        start();
        Path convicting = signer.signed(DETECTOR, "0.2.0");
        Sekisho.Run verify = ask("verify", convicting);
        assertThat(verify.status()).isZero();
        assertThat(verify.out()).contains("its evidence may convict").contains("accepted");
        awaitActive("0.1.0");
        Path harmless =
                signer.signed(
                        BundleJar.shipped(DETECTOR)
                                .version("0.2.0")
                                .header("Sekisho-Permissions", "")
                                .write(folder));
        assertThat(ask("verify", harmless).out()).doesNotContain("convict");
        Sekisho.Run update = ask("update", harmless);
        assertThat(update.status()).as(update.err()).isZero();
        assertThat(update.out()).contains("it has no permissions");
        captures.session();
        await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.read(daemon).size() == 1);
        await().atMost(Daemon.PATIENCE).until(() -> !daemon.rows("detections").isEmpty());
        assertThat(daemon.rows("detections"))
                .allSatisfy(row -> assertThat(row).containsEntry("state", "suspected"));
        assertThat(ask("update", signer.signed(DETECTOR, "0.3.0")).status()).isZero();
        await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.found(daemon).size() == 1);
    }

    @Test
    void withoutSignaturesItSaysSoWhereverOneLooks() throws Exception {
        start();
        Path unsigned = signer.unsigned(DETECTOR, "0.2.0");
        Sekisho.Run verify = ask("verify", unsigned);
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("is not signed").contains("refused");
        Sekisho.Run update = ask("update", unsigned);
        assertThat(update.status()).isEqualTo(1);
        assertThat(update.err()).contains("is not signed");
        assertThat(daemon.call("bundles", "list").out()).doesNotContain("signatures.required");

        daemon.configure("org.sekisho.update.cfg", "signatures.required=false");
        String warning = "signatures.required=false in conf/org.sekisho.update.cfg";
        await().atMost(Daemon.PATIENCE)
                .until(() -> daemon.call("bundles", "list").out().contains(warning));
        assertThat(daemon.troubles()).anySatisfy(t -> assertThat(t).contains(warning));
        assertThat(daemon.log()).contains("bundles enter without a signature");
        assertThat(ask("verify", unsigned).out()).contains("switched off");
        assertThat(ask("update", unsigned).out()).contains("nobody signed it");
        awaitActive("0.2.0");
    }
}
