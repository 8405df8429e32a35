// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.FrameSender;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.net.NumberedFlows;
import org.sekisho.testkit.net.TrafficReplay;
import org.sekisho.testkit.net.Workers;

/** The installed libpcap, on a cable in a network namespace. Needs root. */
@Tag("lab")
class LibpcapCaptureTest {
    private static final Path CAPTURE = TestCaptures.path("n12_ssh_scp-none-1039.pcap");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("libpcap");
        lab.cable("v0", "v1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static void awaitFrames(Workers workers, long frames) {
        await().atMost(PATIENCE).until(() -> workers.frames() >= frames);
    }

    private static List<byte[]> bytes(Workers workers) {
        return workers.all().stream().map(Workers.Seen::bytes).toList();
    }

    private static List<byte[]> bytes(List<CapturedFrame> frames) {
        return frames.stream().map(CapturedFrame::bytes).toList();
    }

    @Test
    void theFramesOfACaptureComeOutByteForByteInOrderWithTheTimeOfTheKernel() throws Exception {
        List<CapturedFrame> sent = PcapFile.read(CAPTURE);
        InsideNamespace.of(
                lab,
                () -> {
                    long before = System.currentTimeMillis() * 1_000_000;
                    try (Workers workers = Workers.started(Options.source("v1", Map.of()), true)) {
                        TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5_000);
                        awaitFrames(workers, sent.size());
                        assertThat(bytes(workers))
                                .usingElementComparator(Arrays::compare)
                                .isEqualTo(bytes(sent));
                        List<Workers.Seen> seen = workers.all();
                        assertThat(seen)
                                .isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()))
                                .allMatch(frame -> frame.linkType() == LinkType.ETHERNET)
                                .anyMatch(frame -> frame.time() % 1000 != 0);
                        assertThat(seen.get(0).time())
                                .isBetween(before, (System.currentTimeMillis() + 1) * 1_000_000);
                    }
                });
    }

    @Test
    void anyIsAllInterfacesWithTheCookedHeaderOfLinux() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    lab.cable("w0", "w1");
                    try (Workers workers = Workers.started(Options.source("any", Map.of()), true)) {
                        TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5_000);
                        long sent = TrafficReplay.atRate(lab, "w0", CAPTURE, 1, 5_000).frames();
                        // each frame leaves one interface and arrives at another
                        awaitFrames(workers, 4 * sent);
                        assertThat(workers.all())
                                .allMatch(frame -> frame.linkType() == LinkType.LINUX_SLL);
                    }
                });
    }

    @Test
    void aDeviceWithoutALinkHeaderGivesRawIp() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    lab.run("ip", "tuntap", "add", "mode", "tun", "name", "t0");
                    lab.run("ip", "link", "set", "dev", "t0", "up");
                    try (FrameQueue queue = Options.source("t0", Map.of()).open().get(0)) {
                        assertThat(queue.poll(new FrameBatch(), 0)).isTrue();
                    }
                });
    }

    @Test
    void aTagThatTheKernelTookOutIsBackInTheFrameAndAFilterFindsIt() throws Exception {
        Path tagged = NumberedFlows.write(folder.resolve("tagged.pcap"), 10, 2, 0x6007);
        Path plain = NumberedFlows.write(folder.resolve("plain.pcap"), 10, 2, -1);
        List<CapturedFrame> sent = PcapFile.read(tagged);
        InsideNamespace.of(
                lab,
                () -> {
                    try (Workers workers =
                            Workers.started(
                                    Options.source("v1", Map.of("filter", "vlan 7")), true)) {
                        TrafficReplay.atRate(lab, "v0", plain, 1, 1000);
                        TrafficReplay.atRate(lab, "v0", tagged, 1, 1000);
                        awaitFrames(workers, 10);
                        assertThat(bytes(workers))
                                .usingElementComparator(Arrays::compare)
                                .isEqualTo(bytes(sent));
                    }
                });
    }

    @Test
    void onlySoManyBytesOfAFrameAreKeptAndItsLengthIsKnown() throws Exception {
        List<CapturedFrame> sent = PcapFile.read(CAPTURE);
        InsideNamespace.of(
                lab,
                () -> {
                    Map<String, Object> options = Map.of("snaplen", 100, "immediate", true);
                    try (Workers workers = Workers.started(Options.source("v1", options), true)) {
                        TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5_000);
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
    void everyFrameIsSeenOrDroppedByTheKernelOrFiltered() throws Exception {
        List<byte[]> frames = bytes(PcapFile.read(CAPTURE));
        long passing = frames.stream().filter(frame -> frame.length <= 200).count();
        int rounds = 300_000 / frames.size();
        InsideNamespace.of(
                lab,
                () -> {
                    Map<String, Object> options = Map.of("filter", "len <= 200", "buffer_mib", 1);
                    try (Workers workers = new Workers(Options.source("v1", options), false);
                            FrameSender sender = new FrameSender(index("v0"), frames)) {
                        long before = lab.counter("v1", "rx_packets");
                        // nobody reads yet
                        long sent = sender.send(rounds);
                        assertThat(workers.dropped()).isPositive();
                        workers.start();
                        sent += sender.send(rounds);
                        assertThat(lab.counter("v1", "rx_packets") - before).isEqualTo(sent);
                        await().atMost(PATIENCE)
                                .untilAsserted(
                                        () ->
                                                assertThat(workers.frames() + workers.dropped())
                                                        .isEqualTo(2L * rounds * passing));
                        assertThat(workers.frames()).isPositive();
                        assertThat(workers.failures()).isEmpty();
                    }
                });
    }

    private static int index(String end) throws Exception {
        return Integer.parseInt(
                Files.readString(Path.of("/sys/class/net", end, "ifindex")).strip());
    }

    @Test
    void aPollReturnsOnAnIdleInterfaceAndAtOnceWhenItIsWoken() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    try (FrameQueue queue = Options.source("v1", Map.of()).open().get(0)) {
                        FrameBatch batch = new FrameBatch();
                        assertThat(queue.poll(batch, 50_000_000)).isTrue();
                        assertThat(batch.size()).isZero();
                        queue.wakeUp();
                        long before = System.nanoTime();
                        queue.poll(batch, 30_000_000_000L);
                        assertThat(System.nanoTime() - before).isLessThan(15_000_000_000L);
                    }
                });
    }

    @Test
    void anInterfaceThatIsDownIsNamedAndFramesGoOnWhenItIsUpAgain() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    Pcap4jSource source = Options.source("v1", Map.of());
                    try (Workers workers = Workers.started(source, false)) {
                        assertThat(source.trouble()).isEmpty();
                        lab.run("ip", "link", "set", "dev", "v1", "down");
                        assertThat(source.trouble()).contains("v1 is down", "ip link set v1 up");
                        lab.run("ip", "link", "set", "dev", "v1", "up");
                        assertThat(source.trouble()).isEmpty();
                        long sent = TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5000).frames();
                        awaitFrames(workers, sent);
                        assertThat(workers.failures()).isEmpty();
                    }
                    lab.run("ip", "link", "set", "dev", "v1", "down");
                    assertThatThrownBy(source::open).hasMessageContaining("v1 is down");
                });
    }

    @Test
    void anInterfaceThatVanishesEndsTheQueueAndCanBeOpenedWhenItIsBack() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    Pcap4jSource source = Options.source("v1", Map.of());
                    try (Workers workers = Workers.started(source, false)) {
                        lab.run("ip", "link", "delete", "dev", "v0");
                        await().atMost(PATIENCE).until(() -> workers.failures().size() == 1);
                        assertThat(workers.failures().get(0))
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("capturing on v1 ended");
                        assertThatThrownBy(source::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("there is no interface 'v1'; there are: any");
                    }
                    lab.cable("v0", "v1");
                    try (Workers workers = Workers.started(source, false)) {
                        long sent = TrafficReplay.atRate(lab, "v0", CAPTURE, 1, 5000).frames();
                        awaitFrames(workers, sent);
                    }
                });
    }

    @Test
    void aWrongFilterIsNamedInTheWordsOfLibpcapAndTheRightOneIsTaken() throws Exception {
        InsideNamespace.of(
                lab,
                () ->
                        assertThatThrownBy(
                                        Options.source("v1", Map.of("filter", "tcp oder udp"))
                                                ::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("the filter 'tcp oder udp' is wrong: ")
                                .hasMessageContaining("syntax error"));
    }

    @Test
    void aDeviceWhoseFramesAreNotDecodedIsRefusedWithAWayOut() throws Exception {
        InsideNamespace.of(
                lab,
                () ->
                        assertThatThrownBy(Options.source("nflog", Map.of())::open)
                                .isInstanceOf(CaptureException.class)
                                .hasMessageContaining("239")
                                .hasMessageContaining("capture on an Ethernet interface"));
    }

    @Test
    void aClosedQueueMayStillBeAskedAndWoken() throws Exception {
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
}
