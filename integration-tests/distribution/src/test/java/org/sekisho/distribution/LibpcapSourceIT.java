// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/** The daemon with the installed libpcap, and without it. Needs root. */
@Tag("lab")
class LibpcapSourceIT {
    private static final Path SESSION = TestCaptures.path("p28_idle_session-st444-1024.pcap");
    private static final String SOURCE = "org.sekisho.capture.pcap4j-lab.cfg";
    private static final String RING = "org.sekisho.capture.afpacket-lab.cfg";

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("pcap4j");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Daemon daemon(String... more) throws Exception {
        List<String> prefix = new ArrayList<>(lab.command(more));
        return new Daemon(folder.resolve("home"), prefix.toArray(String[]::new));
    }

    private void replay() throws IOException {
        lab.run("tcpreplay", "-q", "-i", "v0", "--multiplier=20", SESSION.toString());
    }

    private static boolean says(Daemon daemon, String words) throws Exception {
        return daemon.troubles().stream().anyMatch(trouble -> trouble.contains(words));
    }

    private static void awaitConfirmed(Daemon daemon) {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("detections").stream()
                                        .anyMatch(row -> row.get("state").equals("confirmed")));
    }

    @Test
    void aSourceComesAndGoesWithItsFileAndFindsASession() throws Exception {
        try (Daemon daemon = daemon().start()) {
            assertThat(daemon.rows("sources")).isEmpty();
            daemon.configure(SOURCE, "interface=v1", "filter=ip and not port 9");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.rows("sources").stream()
                                            .anyMatch(row -> row.get("open").equals(true)));
            replay();
            awaitConfirmed(daemon);
            Files.delete(daemon.home().resolve("conf").resolve(SOURCE));
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("sources").isEmpty());
            // the library tells about each call, and that is no news
            assertThat(daemon.log()).doesNotContain("dispatch");
        }
    }

    @Test
    void allInterfacesAtOnceAreOneSource() throws Exception {
        try (Daemon daemon = daemon().configure(SOURCE, "interface=any").start()) {
            replay();
            awaitConfirmed(daemon);
            assertThat(daemon.rows("detections")).hasSize(1);
        }
    }

    @Test
    void whatIsWrongIsNamedInStatusAndLogWithTheRemedyAndTheOthersRun() throws Exception {
        try (Daemon daemon =
                daemon().configure(SOURCE, "interface=nowhere")
                        .configure(
                                "org.sekisho.capture.pcap4j-wrong.cfg",
                                "interface=v0",
                                "filter=tcp oder udp")
                        .configure(RING, "interface=v1")
                        .start()) {
            assertThat(says(daemon, "there is no interface 'nowhere'; there are: ")).isTrue();
            assertThat(says(daemon, "the filter 'tcp oder udp' is wrong")).isTrue();
            assertThat(daemon.log())
                    .contains("there is no interface 'nowhere'")
                    .contains("the filter 'tcp oder udp' is wrong");
            replay();
            awaitConfirmed(daemon);
            daemon.configure(SOURCE, "interface=v0");
            await().atMost(Daemon.PATIENCE).until(() -> !says(daemon, "nowhere"));
            lab.run("ip", "link", "delete", "dev", "v0");
            await().atMost(Daemon.PATIENCE).until(() -> says(daemon, "source v0: "));
            lab.cable("v0", "v1");
            await().atMost(Daemon.PATIENCE).until(() -> !says(daemon, "source v0: there"));
        }
    }

    @Test
    void withoutTheCapabilityTheRemedyIsNamed() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Daemon daemon =
                daemon("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")) {
            daemon.configure(SOURCE, "interface=v1");
            lab.run("chown", "-R", "65534:65534", home.toString());
            daemon.start();
            assertThat(says(daemon, "CAP_NET_RAW")).isTrue();
            assertThat(daemon.log()).contains("CAP_NET_RAW");
        }
    }

    @Test
    void withoutLibpcapOnlyWhatNeedsItDoesNotRunAndTheRemedyIsNamed() throws Exception {
        try (Daemon daemon =
                daemon("unshare", "-m", "sh", "-c", hideLibpcap() + "exec \"$@\"", "sh")
                        .configure(SOURCE, "interface=v1")
                        .configure(RING, "interface=v1")
                        .configure(
                                "org.sekisho.capture.afpacket-filter.cfg",
                                "interface=v0",
                                "filter=tcp")
                        .start()) {
            assertThat(says(daemon, "libpcap is not installed")).isTrue();
            assertThat(says(daemon, "a filter needs libpcap")).isTrue();
            assertThat(daemon.log()).contains("apt-get install libpcap0.8");
            replay();
            awaitConfirmed(daemon);
        }
    }

    /** Commands that put nothing in the place of every libpcap, for those who come after them. */
    private String hideLibpcap() throws IOException {
        StringBuilder commands = new StringBuilder();
        for (String line : lab.run("ldconfig", "-p").lines().toList()) {
            if (line.contains("libpcap.so")) {
                Path file = Path.of(line.substring(line.indexOf("=> ") + 3)).toRealPath();
                commands.append("mount --bind /dev/null ").append(file).append("; ");
            }
        }
        assertThat(commands).isNotEmpty();
        return commands.toString();
    }
}
