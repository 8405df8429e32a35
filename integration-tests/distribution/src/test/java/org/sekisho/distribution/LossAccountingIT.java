// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.FrameSender;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** What the daemon says it lost, against what is known to have been sent. Needs root. */
@Tag("lab")
@Tag("long")
@Tag("alone")
class LossAccountingIT {
    private static final Path CAPTURE = TestCaptures.path("n12_ssh_scp-none-1039.pcap");
    private static final String SOURCE = "org.sekisho.capture.afpacket-lab.cfg";
    private static final long FRAMES = 10_000_000;

    /** Several minutes of an unhurried machine; the frames themselves take seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("loss");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"), lab.command().toArray(String[]::new));
    }

    private static Map<String, Object> source(Daemon daemon) throws Exception {
        return daemon.rows("sources").get(0);
    }

    private static long sum(Daemon daemon, String counter) throws Exception {
        long sum = 0;
        for (Object queue : (List<?>) source(daemon).get("queues")) {
            sum += (Long) ((Map<?, ?>) queue).get(counter);
        }
        return sum;
    }

    @Test
    void ofTenMillionFramesEachIsSeenOrDroppedByTheKernelOrFiltered() throws Exception {
        List<byte[]> frames = PcapFile.read(CAPTURE).stream().map(CapturedFrame::bytes).toList();
        long filtered = frames.stream().filter(frame -> frame.length > 1400).count();
        long rounds = FRAMES / frames.size() + 1;
        assertThat(filtered).isBetween(1L, frames.size() - 1L);
        try (Daemon daemon =
                daemon().configure(
                                SOURCE,
                                "interface=v1",
                                "workers=2",
                                "ring.mib=4",
                                "filter=len <= 1400")
                        .start()) {
            long before = lab.counter("v1", "rx_packets");
            // a daemon that gets no processor for a while: the ring runs full
            signal(daemon, "STOP");
            long sent = send(frames, rounds / 10);
            signal(daemon, "CONT");
            sent += send(frames, rounds - rounds / 10);
            long counted = lab.counter("v1", "rx_packets") - before;
            assertThat(counted).isEqualTo(sent).isGreaterThanOrEqualTo(FRAMES);
            long passing = counted - rounds * filtered;
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    sum(daemon, "frames")
                                                            + sum(daemon, "droppedByKernel"))
                                            .isEqualTo(passing));
            assertThat(sum(daemon, "droppedByKernel")).isGreaterThan(100_000);
            assertThat(sum(daemon, "frames")).isGreaterThan(passing / 100);
            assertThat(sum(daemon, "ringFull")).isPositive();
            assertThat(daemon.rows("status").get(0).toString()).contains("frames");
        }
    }

    private long send(List<byte[]> frames, long rounds) throws Exception {
        return InsideNamespace.call(
                lab,
                () -> {
                    String index = Files.readString(Path.of("/sys/class/net/v0/ifindex"));
                    try (FrameSender sender =
                            new FrameSender(Integer.parseInt(index.strip()), frames)) {
                        return sender.send(rounds);
                    }
                });
    }

    private static void signal(Daemon daemon, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, "" + daemon.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void bytesThatWereWithheldFromTheCaptureAreEstimatedFromAcknowledgements() throws Exception {
        // what comes of the copied file is acknowledged, and never seen
        String filter = "filter=not (tcp and len > 1000)";
        try (Daemon daemon = daemon().configure(SOURCE, "interface=v1", filter).start()) {
            lab.run("tcpreplay", "-q", "-i", "v0", "--pps=2000", CAPTURE.toString());
            long withheld =
                    PcapFile.read(CAPTURE).stream()
                            .map(CapturedFrame::bytes)
                            .filter(LossAccountingIT::isTcpWithoutOptionsOfIp)
                            .filter(frame -> frame.length > 1000)
                            .mapToLong(LossAccountingIT::payload)
                            .sum();
            assertThat(withheld).isGreaterThan(100_000);
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(figures(daemon))
                                            .containsEntry("estimated lost bytes", withheld));
            assertThat(daemon.ask("sources").out()).contains("estimated lost bytes: " + withheld);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> figures(Daemon daemon) throws Exception {
        return (Map<String, Object>) source(daemon).get("figures");
    }

    private static boolean isTcpWithoutOptionsOfIp(byte[] frame) {
        return frame[12] == 8 && frame[13] == 0 && frame[14] == 0x45 && frame[23] == 6;
    }

    private static int payload(byte[] frame) {
        int total = (frame[16] & 0xff) << 8 | frame[17] & 0xff;
        return total - 20 - ((frame[46] & 0xf0) >> 2);
    }
}
