// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.net.NumberedFlows;
import org.sekisho.testkit.net.TrafficReplay;
import org.sekisho.testkit.net.Workers;

/** Rings of the real kernel, on a cable in a network namespace. Needs root. */
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
                                .isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
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
    void aFlowIsInOneQueueWithBothDirectionsAndNoFrameIsSeenTwiceEvenWhenOpening()
            throws Exception {
        int flows = 200;
        int frames = 60_000;
        Path capture = NumberedFlows.write(folder.resolve("flows.pcap"), frames, flows, -1);
        InsideNamespace.of(
                lab,
                () -> {
                    long before = lab.counter("v1", "rx_packets");
                    CompletableFuture<Long> sending =
                            CompletableFuture.supplyAsync(() -> send(capture));
                    await().atMost(PATIENCE)
                            .until(() -> lab.counter("v1", "rx_packets") > before + 1000);
                    try (Workers workers =
                            Workers.started(Options.source("v1", Map.of("workers", 4)), true)) {
                        assertThat(sending.isDone()).isFalse();
                        assertThat(sending.get()).isEqualTo(frames);
                        await().atMost(PATIENCE)
                                .until(
                                        () ->
                                                workers.all().stream()
                                                        .anyMatch(
                                                                s ->
                                                                        NumberedFlows.number(
                                                                                        s.bytes())
                                                                                > frames - 200));
                        Set<Integer> numbers = new HashSet<>();
                        Map<Integer, Set<Integer>> queuesOfFlow = new HashMap<>();
                        for (Workers.Seen seen : workers.all()) {
                            assertThat(numbers.add(NumberedFlows.number(seen.bytes()))).isTrue();
                            queuesOfFlow
                                    .computeIfAbsent(
                                            NumberedFlows.flow(seen.bytes(), flows),
                                            f -> new HashSet<>())
                                    .add(seen.queue());
                        }
                        assertThat(queuesOfFlow).hasSize(flows);
                        assertThat(queuesOfFlow.values()).allMatch(queues -> queues.size() == 1);
                        assertThat(
                                        queuesOfFlow.values().stream()
                                                .flatMap(Set::stream)
                                                .collect(Collectors.toSet()))
                                .hasSize(4);
                    }
                });
    }

    private long send(Path capture) {
        try {
            return TrafficReplay.atRate(lab, "v0", capture, 1, 20_000).frames();
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void aSecondSourceOnTheSameInterfaceTakesNothingFromTheFirst() throws Exception {
        Path capture = NumberedFlows.write(folder.resolve("flows.pcap"), 2000, 100, -1);
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers one =
                                    Workers.started(
                                            Options.source("v1", Map.of("workers", 2)), false);
                            Workers other =
                                    Workers.started(
                                            Options.source("v1", Map.of("workers", 3)), false)) {
                        TrafficReplay.atRate(lab, "v0", capture, 1, 20_000);
                        awaitFrames(one, 2000);
                        awaitFrames(other, 2000);
                        assertThat(one.frames()).isEqualTo(2000);
                        assertThat(other.frames()).isEqualTo(2000);
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

    @Test
    void anInterfaceThatIsDownIsNamedAndFramesGoOnWhenItIsUpAgain() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    AfpacketSource source = Options.source("v1", Map.of());
                    try (Workers workers = new Workers(source, false)) {
                        workers.start();
                        assertThat(source.trouble()).isEmpty();
                        lab.run("ip", "link", "set", "dev", "v1", "down");
                        assertThat(source.trouble()).contains("v1 is down", "ip link set v1 up");
                        lab.run("ip", "link", "set", "dev", "v1", "up");
                        assertThat(source.trouble()).isEmpty();
                        long sent = TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5000).frames();
                        awaitFrames(workers, sent);
                        assertThat(workers.failures()).isEmpty();
                    }
                });
    }

    @Test
    void anInterfaceThatVanishesEndsTheQueueAndCanBeOpenedWhenItIsBack() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    AfpacketSource source = Options.source("v1", Map.of("workers", 2));
                    try (Workers workers = new Workers(source, false)) {
                        workers.start();
                        lab.run("ip", "link", "delete", "dev", "v0");
                        await().atMost(PATIENCE).until(() -> workers.failures().size() == 2);
                        assertThat(workers.failures())
                                .allMatch(f -> f instanceof CaptureException)
                                .allMatch(f -> f.getMessage().contains("v1 has vanished"));
                        assertThatThrownBy(source::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("there is no interface 'v1'");
                    }
                    lab.cable("v0", "v1");
                    try (Workers workers = new Workers(source, false)) {
                        workers.start();
                        long sent = TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5000).frames();
                        awaitFrames(workers, sent);
                    }
                });
    }

    @Test
    void aWrongFilterIsNamedInTheWordsOfLibpcap() throws Exception {
        InsideNamespace.of(
                lab,
                () ->
                        assertThatThrownBy(
                                        Options.source("v1", Map.of("filter", "tcp oder udp"))
                                                ::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("'tcp oder udp' is wrong: ")
                                .hasMessageContaining("syntax error"));
    }

    @Test
    void aRingThatCanNotBeAddressedIsRefused() throws Exception {
        InsideNamespace.of(
                lab,
                () ->
                        assertThatThrownBy(Options.source("v1", Map.of("ring_mib", 4096))::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("ring.mib of v1 must be 1 to 1024"));
    }

    @Test
    void aClosedQueueIsNeverReadAgainAndMayStillBeAskedAndWoken() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    FrameQueue queue = Options.source("v1", Map.of()).open().get(0);
                    queue.close();
                    queue.close();
                    queue.wakeUp();
                    assertThat(queue.statistics().frames()).isZero();
                    assertThatThrownBy(() -> queue.poll(new FrameBatch(), 0))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("v1 is closed");
                });
    }

    @Test
    void aWaitingPollReturnsWhenItIsWoken() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    try (FrameQueue queue = Options.source("v1", Map.of()).open().get(0)) {
                        queue.wakeUp();
                        long before = System.nanoTime();
                        queue.poll(new FrameBatch(), 900_000_000);
                        assertThat(System.nanoTime() - before).isLessThan(500_000_000);
                    }
                });
    }
}
