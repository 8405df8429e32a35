// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;

/** The daemon on an interface of the real kernel, in a network namespace. Needs root. */
@Tag("lab")
class LiveTrafficIT {
    private static final String SESSION = "p28_idle_session-st444-1024.pcap";
    private static final String ORDINARY = "n12_ssh_scp-none-1039.pcap";
    private static final String SOURCE = "org.sekisho.capture.afpacket-lab.cfg";

    @TempDir private Path folder;
    private Namespace namespace;

    @BeforeEach
    void open() throws Exception {
        namespace = new Namespace();
    }

    @AfterEach
    void close() throws Exception {
        namespace.delete();
    }

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"), namespace.prefix());
    }

    private void replay(String capture, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("tcpreplay", "-q", "-i", "v0"));
        command.addAll(Arrays.asList(options));
        command.add(TestCaptures.path(capture).toString());
        namespace.run(command.toArray(String[]::new));
    }

    private static List<?> techniques(List<Map<String, Object>> detections) {
        return ((List<?>) detections.get(0).get("evidence"))
                .stream().map(piece -> ((Map<?, ?>) piece).get("technique")).sorted().toList();
    }

    @Test
    void aSessionIsFoundLiveByWorkersThatShareItsFlowsAndOrdinaryTrafficIsNot() throws Exception {
        try (Daemon daemon = daemon().configure(SOURCE, "interface=v1", "workers=2").start()) {
            replay(ORDINARY, "--pps=5000");
            replay(SESSION, "--multiplier=20");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.rows("detections").stream()
                                            .anyMatch(row -> row.get("state").equals("confirmed")));
            List<Map<String, Object>> found = daemon.rows("detections");
            assertThat(found).hasSize(1);
            assertThat(found.get(0)).containsEntry("method", "tls");
            assertThat(techniques(found)).isNotEmpty();
            assertThat(daemon.log()).contains("softether confirmed");
        }
    }

    @Test
    void anInterfaceThatVanishesIsNamedAndUsedAgainWhenItIsBack() throws Exception {
        try (Daemon daemon = daemon().configure(SOURCE, "interface=v1").start()) {
            namespace.run("ip", "link", "set", "v1", "down");
            await().atMost(Daemon.PATIENCE).until(() -> says(daemon, "v1 is down"));
            namespace.run("ip", "link", "set", "v1", "up");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            namespace.run("ip", "link", "delete", "v0");
            await().atMost(Daemon.PATIENCE).until(() -> says(daemon, "v1"));
            namespace.cable();
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            replay(SESSION, "--multiplier=20");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.rows("detections").isEmpty());
        }
    }

    private static boolean says(Daemon daemon, String words) throws Exception {
        return daemon.troubles().stream().anyMatch(trouble -> trouble.contains(words));
    }

    @Test
    void whatCanNotBeOpenedIsNamedWithTheRemedyAndTheOthersRun() throws Exception {
        try (Daemon daemon =
                daemon().configure(SOURCE, "interface=v1", "filter=tcp or udp")
                        .configure("org.sekisho.capture.afpacket-none.cfg", "interface=nowhere")
                        .configure(
                                "org.sekisho.capture.afpacket-wrong.cfg",
                                "interface=v1",
                                "filter=tcp oder udp")
                        .start()) {
            assertThat(says(daemon, "there is no interface 'nowhere'; there are: lo, v0, v1"))
                    .isTrue();
            assertThat(says(daemon, "the filter 'tcp oder udp' is wrong")).isTrue();
            assertThat(daemon.log())
                    .contains("there is no interface 'nowhere'; there are: lo, v0, v1")
                    .contains("the filter 'tcp oder udp' is wrong");
            replay(SESSION, "--multiplier=20");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.rows("detections").isEmpty());
        }
    }

    @Test
    void twoAmbientCapabilitiesAreEnoughAndWithoutThemTheRemedyIsNamed() throws Exception {
        Path home = folder.resolve("home");
        Files.createDirectories(home);
        Files.setPosixFilePermissions(
                folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> nobody = new ArrayList<>(Arrays.asList(namespace.prefix()));
        nobody.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        try (Daemon daemon = new Daemon(home, nobody.toArray(String[]::new))) {
            daemon.configure(SOURCE, "interface=v1");
            namespace.run("chown", "-R", "65534:65534", home.toString());
            daemon.start();
            assertThat(says(daemon, "CAP_NET_RAW")).isTrue();
            assertThat(daemon.log()).contains("CAP_NET_RAW");
            daemon.stop();
        }
        nobody.addAll(List.of("--inh-caps=+net_raw", "--ambient-caps=+net_raw"));
        try (Daemon daemon = new Daemon(home, nobody.toArray(String[]::new)).start()) {
            assertThat(daemon.troubles()).isEmpty();
            replay(SESSION, "--multiplier=20");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.rows("detections").isEmpty());
        }
    }
}
