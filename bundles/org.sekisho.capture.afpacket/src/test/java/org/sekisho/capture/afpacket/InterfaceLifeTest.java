// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.net.TrafficReplay;
import org.sekisho.testkit.net.Workers;

/** Interfaces that are wrong, go down, vanish and come back. Needs root. */
@Tag("lab")
class InterfaceLifeTest {
    private static final Path CAPTURE = TestCaptures.path("n12_ssh_scp-none-1039.pcap");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
    void allInterfacesAtOnceAreLeftToLibpcap() throws Exception {
        assertThatThrownBy(Options.source("any", Map.of())::open)
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("org.sekisho.capture.pcap4j");
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
