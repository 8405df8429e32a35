// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.capture.FrameQueue;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.net.NumberedFlows;
import org.sekisho.testkit.net.TrafficReplay;
import org.sekisho.testkit.net.Workers;

/** What the real kernel hands over, on a cable in a network namespace. Needs root. */
@Tag("lab")
class KernelCaptureTest {
    private static final Path CAPTURE = TestCaptures.path("n12_ssh_scp-none-1039.pcap");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("capture");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static void awaitFrames(Workers workers, long frames) {
        await().atMost(PATIENCE).until(() -> workers.frames() >= frames);
    }

    @Test
    void theFramesOfACaptureComeOutByteForByteInOrderWithTheTimeOfTheKernel() throws Exception {
        List<CapturedFrame> sent = PcapFile.read(CAPTURE);
        InsideNamespace.of(
                lab,
                () -> {
                    long before = System.currentTimeMillis() * 1_000_000;
                    try (Workers workers = Workers.started(Options.source("v1", Map.of()), true)) {
                        TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 20_000);
                        awaitFrames(workers, sent.size());
                        List<Workers.Seen> seen = workers.all();
                        assertThat(seen.stream().map(Workers.Seen::bytes).toList())
                                .usingElementComparator(Arrays::compare)
                                .isEqualTo(sent.stream().map(CapturedFrame::bytes).toList());
                        assertThat(seen)
                                .isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()))
                                .anyMatch(frame -> frame.time() % 1000 != 0);
                        assertThat(seen.get(0).time())
                                .isBetween(before, (System.currentTimeMillis() + 1) * 1_000_000);
                        assertThat(seen).allMatch(frame -> frame.vlan() == -1);
                    }
                });
    }

    @Test
    void aTagTakenOutByTheKernelIsGivenBesideTheFrameAndOneLeftInStaysInIt() throws Exception {
        Path tagged = NumberedFlows.write(folder.resolve("tagged.pcap"), 10, 2, 0x6007);
        List<CapturedFrame> sent = PcapFile.read(tagged);
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers arriving = Workers.started(Options.source("v1", Map.of()), true);
                            Workers leaving =
                                    Workers.started(Options.source("v0", Map.of()), true)) {
                        TrafficReplay.atRate(lab, "v0", tagged, 1, 1000);
                        awaitFrames(arriving, 10);
                        awaitFrames(leaving, 10);
                        assertThat(arriving.all()).allMatch(frame -> frame.vlan() == 7);
                        assertThat(arriving.all()).allMatch(frame -> frame.bytes().length == 64);
                        assertThat(arriving.all().get(3).bytes()).startsWith(2, 0, 0, 0, 0, 1);
                        assertThat(NumberedFlows.number(arriving.all().get(3).bytes()))
                                .isEqualTo(3);
                        assertThat(leaving.all().stream().map(Workers.Seen::bytes).toList())
                                .usingElementComparator(Arrays::compare)
                                .isEqualTo(sent.stream().map(CapturedFrame::bytes).toList());
                        assertThat(leaving.all()).allMatch(frame -> frame.vlan() == -1);
                    }
                });
    }

    @Test
    void aFilterFindsATagWhereverTheKernelKeepsIt() throws Exception {
        Path tagged = NumberedFlows.write(folder.resolve("tagged.pcap"), 10, 2, 0x6007);
        Path plain = NumberedFlows.write(folder.resolve("plain.pcap"), 10, 2, -1);
        Map<String, Object> filter = Map.of("filter", "vlan 7 and udp port 443");
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers arriving = Workers.started(Options.source("v1", filter), true);
                            Workers leaving = Workers.started(Options.source("v0", filter), true)) {
                        TrafficReplay.atRate(lab, "v0", plain, 1, 1000);
                        TrafficReplay.atRate(lab, "v0", tagged, 1, 1000);
                        awaitFrames(arriving, 10);
                        awaitFrames(leaving, 10);
                        assertThat(arriving.all()).hasSize(10).allMatch(f -> f.vlan() == 7);
                        assertThat(leaving.all()).hasSize(10);
                    }
                });
    }

    @Test
    void rawIpIsFilteredToo() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    lab.run("ip", "tuntap", "add", "mode", "tun", "name", "t0");
                    lab.run("ip", "link", "set", "dev", "t0", "up");
                    Options.source("t0", Map.of("filter", "tcp port 443"))
                            .open()
                            .forEach(FrameQueue::close);
                });
    }

    @Test
    void onlySoManyBytesOfAFrameAreKeptAndItsLengthIsKnown() throws Exception {
        List<CapturedFrame> sent = PcapFile.read(CAPTURE);
        InsideNamespace.of(
                lab,
                () -> {
                    Map<String, Object> options = Map.of("snaplen", 100);
                    try (Workers workers = Workers.started(Options.source("v1", options), true)) {
                        TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 20_000);
                        awaitFrames(workers, sent.size());
                        assertThat(workers.all()).allMatch(frame -> frame.bytes().length <= 100);
                        assertThat(
                                        workers.all().stream()
                                                .map(Workers.Seen::originalLength)
                                                .toList())
                                .isEqualTo(sent.stream().map(f -> f.bytes().length).toList());
                    }
                });
    }

    @Test
    void framesForOthersAreAskedForUnlessToldOtherwise() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    for (boolean promiscuous : new boolean[] {true, false}) {
                        Map<String, Object> options = Map.of("promiscuous", promiscuous);
                        FrameQueue queue = Options.source("v1", options).open().get(0);
                        assertThat(lab.run("ip", "-d", "link", "show", "dev", "v1"))
                                .contains("promiscuity " + (promiscuous ? 1 : 0) + " ");
                        queue.close();
                        assertThat(lab.run("ip", "-d", "link", "show", "dev", "v1"))
                                .contains("promiscuity 0 ");
                    }
                });
    }

    @Test
    void segmentsThatTheKernelHasNotCutYetAreSeenWhole() throws Exception {
        int size = 2_000_000;
        try (NetworkNamespace other = new NetworkNamespace("capture-far")) {
            lab.cable("a0", other, "b0");
            lab.run("ip", "address", "add", "192.0.2.1/24", "dev", "a0");
            other.run("ip", "address", "add", "192.0.2.2/24", "dev", "b0");
            CompletableFuture<Integer> port = new CompletableFuture<>();
            CompletableFuture<Long> received =
                    CompletableFuture.supplyAsync(() -> receive(other, port));
            InsideNamespace.of(
                    lab,
                    () -> {
                        Map<String, Object> options = Map.of("filter", "tcp and src 192.0.2.1");
                        try (Workers workers =
                                Workers.started(Options.source("a0", options), true)) {
                            try (Socket socket = new Socket("192.0.2.2", port.get())) {
                                socket.getOutputStream().write(new byte[size]);
                            }
                            assertThat(received.get()).isEqualTo(size);
                            // Ethernet, IPv4 and TCP with time stamps; retransmissions come on top
                            await().atMost(PATIENCE)
                                    .until(
                                            () ->
                                                    workers.all().stream()
                                                                    .mapToLong(
                                                                            f ->
                                                                                    f.bytes().length
                                                                                            - 66)
                                                                    .filter(n -> n > 0)
                                                                    .sum()
                                                            >= size);
                            assertThat(workers.all())
                                    .anyMatch(frame -> frame.bytes().length > 10_000)
                                    .allMatch(f -> f.bytes().length == f.originalLength());
                            assertThat(workers.statistics().get(0).skipped()).isEmpty();
                        }
                    });
        }
    }

    private static long receive(NetworkNamespace where, CompletableFuture<Integer> port) {
        try {
            return InsideNamespace.call(
                    where,
                    () -> {
                        try (ServerSocket server = new ServerSocket(0)) {
                            port.complete(server.getLocalPort());
                            try (Socket socket = server.accept()) {
                                return socket.getInputStream()
                                        .transferTo(OutputStream.nullOutputStream());
                            }
                        }
                    });
        } catch (Exception failed) {
            port.completeExceptionally(failed);
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void everyOneOfAMillionFramesIsSeenOrDroppedByTheKernelOrFiltered() throws Exception {
        List<CapturedFrame> frames = PcapFile.read(CAPTURE);
        long passing = frames.stream().filter(frame -> frame.bytes().length <= 200).count();
        assertThat(passing).isBetween(1L, frames.size() - 1L);
        int times = 500_000 / frames.size() + 1;
        InsideNamespace.of(
                lab,
                () -> {
                    Map<String, Object> options = Map.of("filter", "len <= 200", "ring_mib", 1);
                    try (Workers workers = new Workers(Options.source("v1", options), false)) {
                        long before = lab.counter("v1", "rx_packets");
                        // nobody reads yet: most of these are dropped
                        long sent = TrafficReplay.atFullSpeed(lab, "v0", CAPTURE, times).frames();
                        assertThat(workers.dropped()).isGreaterThan(100_000);
                        assertThat(workers.statistics().get(0).ringFull()).isPositive();
                        workers.start();
                        sent += TrafficReplay.atFullSpeed(lab, "v0", CAPTURE, times).frames();
                        assertThat(sent).isGreaterThan(1_000_000);
                        assertThat(lab.counter("v1", "rx_packets") - before).isEqualTo(sent);
                        long expected = 2L * times * passing;
                        await().atMost(PATIENCE)
                                .untilAsserted(
                                        () ->
                                                assertThat(workers.frames() + workers.dropped())
                                                        .isEqualTo(expected));
                        assertThat(workers.failures()).isEmpty();
                    }
                });
    }

    @Test
    void pollingAllocatesNothing() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers workers = Workers.started(Options.source("v1", Map.of()), false)) {
                        long sent = 0;
                        long allocated = -1;
                        // the JVM allocates while it links and compiles; a poll that allocates has
                        // no round of some thousand polls without
                        for (int i = 0; i < 6 && allocated != 0; i++) {
                            long before = workers.allocated();
                            sent += TrafficReplay.atRate(lab, "v0", CAPTURE, 600, 100_000).frames();
                            long all = sent;
                            await().atMost(PATIENCE)
                                    .until(() -> workers.frames() + workers.dropped() == all);
                            allocated = workers.allocated() - before;
                        }
                        assertThat(workers.frames()).isGreaterThan(150_000);
                        assertThat(allocated).isZero();
                    }
                });
    }

    @Test
    void aFrameOnTheLoopbackInterfaceIsSeenOnceWhateverItsSize() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers workers = Workers.started(Options.source("lo", Map.of()), true);
                            DatagramSocket socket = new DatagramSocket()) {
                        InetAddress here = InetAddress.getByName("127.0.0.1");
                        try (DatagramSocket other = new DatagramSocket(4000, here)) {
                            for (int size : new int[] {1, 60_000}) {
                                socket.send(new DatagramPacket(new byte[size], size, here, 4000));
                                other.receive(new DatagramPacket(new byte[size], size));
                            }
                        }
                        awaitFrames(workers, 2);
                        assertThat(workers.all().stream().map(s -> s.bytes().length).toList())
                                .containsExactly(14 + 28 + 1, 14 + 28 + 60_000);
                    }
                });
    }
}
