// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * Many captures at once on one cable, each at its own pace: sessions of SoftEther over all that it
 * goes over, and ordinary traffic. Needs root.
 */
@Tag("lab")
@Tag("one-jdk")
@Tag("alone")
class LiveAndReplayIT {
    private static final String SOURCE = "org.sekisho.capture.afpacket-lab.cfg";
    private static final long LONGEST_SECONDS = 40;

    /** Of two local networks, and of hosts with the same addresses, one: on one cable they mix. */
    private static final List<String> LEFT_OUT =
            List.of("p22b_", "n44_", "p17_openvpn_clone-deb501-", "p19_", "p21_");

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("replay");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** Those that are not too long and do not mix. */
    private static List<Path> captures() throws Exception {
        List<Path> captures = new ArrayList<>();
        Path shipped = TestCaptures.path("n12_ssh_scp-none-1039.pcap").getParent();
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".pcap")
                        && LEFT_OUT.stream().noneMatch(name::startsWith)
                        && isShort(file)) {
                    captures.add(file);
                }
            }
        }
        return captures;
    }

    private static boolean isShort(Path file) throws Exception {
        List<CapturedFrame> frames = PcapFile.read(file);
        long nanos = frames.get(frames.size() - 1).time() - frames.get(0).time();
        return nanos < LONGEST_SECONDS * 1_000_000_000L;
    }

    @Test
    void whatIsFoundLiveIsFoundInARecordingMadeBesideItAndInTheCapturesThemselves()
            throws Exception {
        List<Path> captures = captures();
        assertThat(captures).hasSizeGreaterThan(20);
        Path recording = folder.resolve("beside.pcap");
        Set<String> live;
        try (Daemon daemon =
                new Daemon(folder.resolve("home"), lab.command().toArray(String[]::new))
                        .configure(SOURCE, "interface=v1", "workers=2")
                        .start()) {
            Process recorder = record(recording);
            replay(captures);
            assertThat(dropped(daemon)).isZero();
            long arrived = lab.counter("v1", "rx_packets");
            await().atMost(Daemon.PATIENCE).until(() -> PcapFile.read(recording).size() >= arrived);
            recorder.destroy();
            recorder.waitFor();
            // the end of the source is the end of its flows, as the end of a file is
            Files.delete(daemon.home().resolve("conf").resolve(SOURCE));
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("sources").isEmpty());
            Set<String> recorded = withTechniques(analyzed(List.of(recording)));
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(withTechniques(daemon.rows("detections")))
                                            .isEqualTo(recorded));
            live = verdicts(daemon.rows("detections"));
        }
        // not the techniques: a busy machine replays with other gaps, and some look at gaps
        assertThat(live).hasSizeGreaterThan(8).isEqualTo(verdicts(analyzed(captures)));
    }

    private Process record(Path recording) throws Exception {
        Process recorder =
                lab.start(
                        folder.resolve("tcpdump.output"),
                        "tcpdump",
                        "-Z",
                        "root",
                        "-U",
                        "-B",
                        "65536",
                        "--time-stamp-precision=nano",
                        "-i",
                        "v1",
                        "-w",
                        recording.toString());
        // the header of a capture is written once the interface is open
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(recording) && Files.size(recording) > 0);
        return recorder;
    }

    private void replay(List<Path> captures) throws Exception {
        List<Process> replays = new ArrayList<>();
        for (Path capture : captures) {
            Path output = folder.resolve(capture.getFileName() + ".output");
            replays.add(lab.start(output, "tcpreplay", "-q", "-i", "v0", capture.toString()));
        }
        for (Process replay : replays) {
            assertThat(replay.waitFor()).isZero();
        }
    }

    private static long dropped(Daemon daemon) throws Exception {
        long dropped = 0;
        for (Object queue : (List<?>) daemon.rows("sources").get(0).get("queues")) {
            dropped += (Long) ((Map<?, ?>) queue).get("droppedByKernel");
        }
        return dropped;
    }

    private static List<Map<String, Object>> analyzed(List<Path> captures) throws Exception {
        List<String> command = new ArrayList<>(List.of("analyze", "--format", "json"));
        captures.forEach(capture -> command.add(capture.toString()));
        return Json.lines(new Sekisho().run(command.toArray(String[]::new))).stream()
                .filter(row -> row.get("type").equals("detection"))
                .toList();
    }

    private static Set<String> verdicts(List<Map<String, Object>> detections) {
        return detections.stream().map(LiveAndReplayIT::verdict).collect(Collectors.toSet());
    }

    private static Set<String> withTechniques(List<Map<String, Object>> detections) {
        return detections.stream()
                .map(row -> verdict(row) + " " + row.get("methods") + " by " + techniques(row))
                .collect(Collectors.toSet());
    }

    private static String verdict(Map<String, Object> row) {
        return row.get("state")
                + " "
                + row.get("tunnel")
                + " over "
                + row.get("method")
                + " from "
                + address(row.get("client"))
                + " to "
                + address(row.get("server"));
    }

    private static Object address(Object party) {
        return party == null ? "nobody" : ((Map<?, ?>) party).get("ip");
    }

    private static Set<Object> techniques(Map<String, Object> row) {
        return ((List<?>) row.get("evidence"))
                .stream()
                        .map(piece -> ((Map<?, ?>) piece).get("technique"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
