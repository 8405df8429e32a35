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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/** A real tool writes captures and rotates them, the daemon reads them behind it. Needs root. */
@Tag("lab")
class RotatingCapturesIT {
    private static final Path SESSION = TestCaptures.path("p28_idle_session-st444-1024.pcap");
    private static final String SOURCE = "org.sekisho.capture.folder-lab.cfg";

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("rotating");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static long frames(Daemon daemon) throws Exception {
        List<?> queues = (List<?>) daemon.rows("sources").get(0).get("queues");
        return (Long) ((Map<?, ?>) queues.get(0)).get("frames");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "original"})
    void eachFrameIsReadOnceAndTheSessionIsFound(String pace) throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        lab.start(
                folder.resolve("tcpdump.output"),
                "tcpdump",
                "-Z",
                "root",
                "-U",
                "-G",
                "1",
                "-i",
                "v1",
                "-w",
                captures + "/lan-%s.pcap");
        await().atMost(Daemon.PATIENCE).until(() -> captures.toFile().list().length > 0);
        try (Daemon daemon =
                new Daemon(folder.resolve("home"))
                        .configure(SOURCE, "folder=" + captures, "pace=" + pace, "settle.seconds=1")
                        .start()) {
            lab.run("tcpreplay", "-q", "-i", "v0", "--multiplier=8", SESSION.toString());
            long arrived = lab.counter("v1", "rx_packets");
            await().atMost(Daemon.PATIENCE).until(() -> frames(daemon) >= arrived);
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.rows("detections").stream()
                                            .anyMatch(row -> row.get("state").equals("confirmed")));
            assertThat(captures.toFile().list()).hasSizeGreaterThan(3);
            assertThat(frames(daemon)).isEqualTo(arrived);
            assertThat(daemon.rows("detections")).hasSize(1);
        }
    }
}
