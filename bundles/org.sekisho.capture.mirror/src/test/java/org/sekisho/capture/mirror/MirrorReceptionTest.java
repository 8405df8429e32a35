// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.Workers;

/** Datagrams through the loopback interface. */
class MirrorReceptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] TZSP = {1, 0, 0, 1, 1};

    private static MirrorSource source(int port, Map<String, Object> others) {
        Map<String, Object> options = new HashMap<>(others);
        options.put("port", port);
        options.putIfAbsent("senders", "127.0.0.1");
        MirrorConfiguration configuration =
                (MirrorConfiguration)
                        Proxy.newProxyInstance(
                                MirrorConfiguration.class.getClassLoader(),
                                new Class<?>[] {MirrorConfiguration.class},
                                (proxy, method, arguments) ->
                                        options.getOrDefault(
                                                method.getName(), method.getDefaultValue()));
        return new MirrorSource(configuration);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static DatagramSocket sender(String address) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
    }

    private static void send(DatagramSocket from, int port, byte[] frame) throws IOException {
        byte[] datagram = Arrays.copyOf(TZSP, TZSP.length + frame.length);
        System.arraycopy(frame, 0, datagram, TZSP.length, frame.length);
        from.send(
                new DatagramPacket(
                        datagram, datagram.length, InetAddress.getByName("127.0.0.1"), port));
    }

    @Test
    void theFramesOfACaptureComeOutByteForByteInOrder() throws Exception {
        List<CapturedFrame> frames =
                PcapFile.read(TestCaptures.path("p28_idle_session-st444-1024.pcap"));
        int port = freePort();
        long before = System.currentTimeMillis() * 1_000_000;
        try (Workers workers = Workers.started(source(port, Map.of()), true);
                DatagramSocket sender = sender("127.0.0.1")) {
            for (int i = 0; i < frames.size(); i++) {
                send(sender, port, frames.get(i).bytes());
                if (i % 50 == 49) {
                    // the buffer between us is small
                    int sent = i + 1;
                    await().atMost(PATIENCE).until(() -> workers.frames() == sent);
                }
            }
            await().atMost(PATIENCE).until(() -> workers.frames() == frames.size());
            assertThat(workers.all().stream().map(Workers.Seen::bytes).toList())
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(frames.stream().map(CapturedFrame::bytes).toList());
            assertThat(workers.all())
                    .allMatch(frame -> frame.linkType() == LinkType.ETHERNET)
                    .isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
            assertThat(workers.all().get(0).time())
                    .isBetween(before, (System.currentTimeMillis() + 1) * 1_000_000);
            assertThat(workers.statistics().get(0).skipped()).isEmpty();
        }
    }

    @Test
    void whoIsNotListedIsRefusedCountedAndNamed() throws Exception {
        int port = freePort();
        MirrorSource source = source(port, Map.of());
        try (Workers workers = Workers.started(source, true);
                DatagramSocket stranger = sender("127.0.0.2");
                DatagramSocket listed = sender("127.0.0.1")) {
            assertThat(source.trouble()).isEmpty();
            for (int i = 0; i < 3; i++) {
                send(stranger, port, new byte[60]);
            }
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    skipped(workers)
                                            .equals(
                                                    Map.of(
                                                            "datagrams of senders that are not"
                                                                    + " listed",
                                                            3L)));
            assertThat(source.trouble()).contains("127.0.0.2", "'senders'");
            send(listed, port, new byte[60]);
            await().atMost(PATIENCE).until(() -> workers.frames() == 1);
            assertThat(source.trouble()).isEmpty();
        }
    }

    private static Map<String, Long> skipped(Workers workers) {
        return workers.statistics().get(0).skipped();
    }

    @Test
    void whatIsMalformedIsCounted() throws Exception {
        int port = freePort();
        try (Workers workers = Workers.started(source(port, Map.of()), true);
                DatagramSocket sender = sender("127.0.0.1")) {
            InetAddress here = InetAddress.getByName("127.0.0.1");
            sender.send(new DatagramPacket(new byte[0], 0, here, port));
            sender.send(new DatagramPacket(new byte[2000], 2000, here, port));
            sender.send(new DatagramPacket(new byte[] {1, 4, 0, 0}, 4, here, port));
            sender.send(new DatagramPacket(new byte[] {1, 0, 0, 18, 1}, 5, here, port));
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    skipped(workers)
                                            .equals(
                                                    Map.of(
                                                            Finding.MALFORMED.words(),
                                                            2L,
                                                            Finding.NO_FRAME.words(),
                                                            1L,
                                                            Finding.NOT_DECODED.words(),
                                                            1L)));
            assertThat(workers.all()).isEmpty();
        }
    }

    @Test
    void everyDatagramIsSeenOrCountedAsDroppedByTheKernel() throws Exception {
        int port = freePort();
        int sent = 4000;
        try (Workers workers = new Workers(source(port, Map.of("buffer_mib", 1)), false);
                DatagramSocket sender = sender("127.0.0.1")) {
            // nobody reads
            for (int i = 0; i < sent; i++) {
                send(sender, port, new byte[1400]);
            }
            assertThat(workers.dropped()).isPositive();
            workers.start();
            await().atMost(PATIENCE).until(() -> workers.frames() + workers.dropped() == sent);
            assertThat(workers.frames()).isPositive();
        }
    }

    @Test
    void thereIsRoomForTheLargestDatagrams() throws Exception {
        int port = freePort();
        try (Workers workers = Workers.started(source(port, Map.of()), true);
                DatagramSocket sender = sender("127.0.0.1")) {
            for (int i = 1; i <= 30; i++) {
                send(sender, port, new byte[65_000]);
                int all = i;
                await().atMost(PATIENCE).until(() -> workers.frames() == all);
            }
            assertThat(workers.all()).allMatch(frame -> frame.bytes().length == 65_000);
        }
    }

    @Test
    void anEmptyListMeansNobodyAndSaysSo() throws Exception {
        MirrorSource source = source(freePort(), Map.of("senders", " "));
        assertThatThrownBy(source::open)
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("no sender is listed")
                .hasMessageContaining("'senders'");
    }

    @Test
    void aPortThatIsTakenAndAnAddressOfAnotherMachineAreNamed() throws Exception {
        try (DatagramSocket taken = sender("127.0.0.1")) {
            assertThatThrownBy(source(taken.getLocalPort(), Map.of())::open)
                    .isInstanceOf(CaptureException.class)
                    .hasMessageContaining("UDP port " + taken.getLocalPort() + " of 127.0.0.1")
                    .hasMessageContaining("'listen' or 'port'");
        }
        assertThatThrownBy(source(freePort(), Map.of("listen", "192.0.2.200"))::open)
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("192.0.2.200");
        assertThatThrownBy(source(freePort(), Map.of("listen", "eth0"))::open)
                .hasMessageContaining("'listen' must be an address");
    }

    @Test
    void aWaitingPollReturnsInTimeAndWhenItIsWokenAndIPv6IsHeardToo() throws Exception {
        int port = freePort();
        MirrorSource source = source(port, Map.of("listen", "::1", "senders", "::1"));
        assertThat(source.name()).isEqualTo("tzsp:" + port);
        FrameQueue queue = source.open().get(0);
        try (DatagramSocket sender = sender("::1")) {
            FrameBatch batch = new FrameBatch();
            assertThat(queue.poll(batch, 10_000_000)).isTrue();
            queue.wakeUp();
            long before = System.nanoTime();
            queue.poll(batch, 30_000_000_000L);
            assertThat(System.nanoTime() - before).isLessThan(15_000_000_000L);
            byte[] datagram = Arrays.copyOf(TZSP, 65);
            sender.send(new DatagramPacket(datagram, 65, InetAddress.getByName("::1"), port));
            List<Integer> sizes = new ArrayList<>();
            while (sizes.isEmpty()) {
                queue.poll(batch, 100_000_000);
                if (batch.size() > 0) {
                    sizes.add(batch.capturedLength(0));
                }
            }
            assertThat(sizes).containsExactly(60);
        }
        queue.close();
        queue.close();
        queue.wakeUp();
        CaptureStatistics last = queue.statistics();
        assertThat(last.frames()).isEqualTo(1);
        assertThatThrownBy(() -> queue.poll(new FrameBatch(), 0))
                .isInstanceOf(IllegalStateException.class);
    }
}
