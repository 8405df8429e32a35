// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.net.NumberedFlows;
import org.sekisho.testkit.net.TrafficReplay;
import org.sekisho.testkit.net.Workers;

/** Several workers and several sources on one interface of the real kernel. Needs root. */
@Tag("lab")
class SharedFlowsTest {
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
    void fragmentsMeetTheirFlowPutTogetherByTheKernel() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    lab.run("ip", "address", "add", "192.0.2.1/24", "dev", "v0");
                    String far = "02:00:00:00:00:01";
                    lab.run("ip", "neigh", "add", "192.0.2.2", "lladdr", far, "dev", "v0");
                    Map<String, Object> options = Map.of("workers", 4, "filter", "udp");
                    try (Workers workers = Workers.started(Options.source("v1", options), true)) {
                        InetAddress server = InetAddress.getByName("192.0.2.2");
                        for (int flow = 0; flow < 40; flow++) {
                            try (DatagramSocket socket = new DatagramSocket(20_000 + flow)) {
                                for (int bytes : new int[] {10, 4000, 20}) {
                                    socket.send(
                                            new DatagramPacket(
                                                    new byte[bytes], bytes, server, 443));
                                }
                            }
                        }
                        awaitFrames(workers, 120);
                        Map<Integer, Set<Integer>> queues = new HashMap<>();
                        for (Workers.Seen frame : workers.all()) {
                            int port = ByteBuffer.wrap(frame.bytes()).getShort(34);
                            queues.computeIfAbsent(port, p -> new HashSet<>()).add(frame.queue());
                        }
                        assertThat(queues).hasSize(40);
                        assertThat(queues.values()).allMatch(q -> q.size() == 1);
                        assertThat(workers.all().stream().map(f -> f.bytes().length).toList())
                                .containsOnly(14 + 28 + 10, 14 + 28 + 4000, 14 + 28 + 20);
                    }
                });
    }
}
