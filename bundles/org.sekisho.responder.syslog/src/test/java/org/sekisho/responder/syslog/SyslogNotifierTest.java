// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.respond.TlsContext;
import org.sekisho.testkit.notice.SampleNotices;
import org.sekisho.testkit.notice.ServerCertificate;

/** Over real sockets, to receivers that read what the standards say is there. */
class SyslogNotifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir private Path home;
    private SyslogNotifier notifier;

    @AfterEach
    void stop() {
        if (notifier != null) {
            notifier.stop();
        }
    }

    private SyslogNotifier notifier(String transport, int port, Map<String, Object> more) {
        Map<String, Object> named = new HashMap<>(more);
        named.put("transport", transport);
        named.putIfAbsent("host", "127.0.0.1");
        named.put("port", port);
        notifier = new SyslogNotifier(home, Settings.of(named));
        return notifier;
    }

    private long figure(String name) {
        return ((Number) notifier.status().get(name)).longValue();
    }

    /** One message as RFC 6587 §3.4.1 frames it. */
    private static ParsedMessage read(InputStream in) throws IOException {
        int length = 0;
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
            if (digit < '0' || digit > '9') {
                throw new EOFException("no length but " + digit);
            }
            length = 10 * length + digit - '0';
        }
        return ParsedMessage.of(in.readNBytes(length));
    }

    @Test
    void overUdpEachNoticeIsADatagram() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, HERE)) {
            notifier("udp", receiver.getLocalPort(), Map.of());
            assertThat(notifier.test(SampleNotices.test())).contains("look there");
            notifier.notify(SampleNotices.detected(1));
            byte[] room = new byte[4096];
            for (String expected : new String[] {"TEST", "DETECTED"}) {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                receiver.receive(packet);
                byte[] message = Arrays.copyOf(room, packet.getLength());
                assertThat(ParsedMessage.of(message).msgId()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aPortOnWhichNobodyListensIsToldOverUdpToo() throws Exception {
        int port;
        try (DatagramSocket taken = new DatagramSocket(0, HERE)) {
            port = taken.getLocalPort();
        }
        notifier("udp", port, Map.of());
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody listens on UDP port " + port);
    }

    @Test
    void overTcpNoticesFollowEachOtherAndAReceiverThatComesBackGetsThem() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 50, HERE)) {
            port = server.getLocalPort();
            notifier("tcp", port, Map.of());
            notifier.notify(SampleNotices.detected(1));
            notifier.notify(SampleNotices.detected(2));
            try (Socket connection = server.accept()) {
                InputStream in = new BufferedInputStream(connection.getInputStream());
                assertThat(read(in).data()).containsEntry("case", "1");
                assertThat(read(in).data()).containsEntry("case", "2");
            }
        }
        // nobody is there; what comes now waits
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            notifier.notify(SampleNotices.detected(3));
                            return !notifier.troubles().isEmpty();
                        });
        assertThat(notifier.troubles().get(0)).contains("127.0.0.1:" + port);
        notifier.notify(SampleNotices.detected(4));
        try (ServerSocket server = new ServerSocket(port, 50, HERE);
                Socket connection = server.accept()) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            ParsedMessage message = read(in);
            while (message.data().get("case").equals("3")) {
                message = read(in);
            }
            assertThat(message.data()).containsEntry("case", "4");
            await().atMost(PATIENCE).until(() -> notifier.troubles().isEmpty());
        }
    }

    @Test
    void whatWaitsIsBoundedAndWhatIsTooMuchIsCounted() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        notifier("tcp", port, Map.of("queue_messages", 10));
        for (int i = 0; i < 1_000; i++) {
            notifier.notify(SampleNotices.detected(i));
        }
        assertThat(figure("waiting")).isEqualTo(10);
        // one may be in hand
        assertThat(figure("dropped")).isBetween(989L, 990L);
        await().atMost(PATIENCE).until(() -> !notifier.troubles().isEmpty());
        assertThat(notifier.troubles().get(0)).contains("were dropped", "see that it runs");
        long begun = System.nanoTime();
        notifier.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        assertThat(figure("dropped")).isEqualTo(1_000);
    }

    @Test
    void aReceiverThatTakesNothingHoldsNobodyUp() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(4096);
            server.bind(new InetSocketAddress(HERE, 0));
            notifier(
                    "tcp",
                    server.getLocalPort(),
                    Map.of("timeout_seconds", 1, "queue_messages", 100000, "max_bytes", 8192));
            String long1 = "x".repeat(8000);
            // until the buffers of both ends are full
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                for (int i = 0; i < 200; i++) {
                                    notifier.notify(SampleNotices.trouble(long1));
                                }
                                return figure("failures") > 0;
                            });
            assertThat(notifier.troubles()).isNotEmpty();
        }
    }

    @Test
    void overTlsTheCertificateIsChecked() throws Exception {
        ServerCertificate certificate = new ServerCertificate(home, "dns:localhost,ip:127.0.0.1");
        try (SSLServerSocket server =
                (SSLServerSocket)
                        certificate.context().getServerSocketFactory().createServerSocket(0, 50)) {
            Thread receiver = new Thread(() -> accept(server));
            receiver.start();
            int port = server.getLocalPort();
            String pem = certificate.pem().toString();

            notifier("tls", port, Map.of("ca_file", pem, "host", "localhost"));
            assertThat(notifier.test(SampleNotices.test())).contains("TLSv1.3");
            notifier.notify(SampleNotices.detected(1));
            await().atMost(PATIENCE).until(() -> figure("sent") == 1);
            notifier.stop();

            notifier("tls", port, Map.of());
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused")
                    .hasMessageContaining("set ca.file");
            notifier.notify(SampleNotices.detected(1));
            await().atMost(PATIENCE).until(() -> !notifier.troubles().isEmpty());
            assertThat(notifier.troubles().get(0)).contains("certificate is refused");
            notifier.stop();

            // the right authority, another host
            notifier("tls", port, Map.of("ca_file", pem, "host", "127.0.0.2"));
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused")
                    .hasMessageContaining("127.0.0.2");
            notifier.stop();

            notifier("tls", port, Map.of("ca_file", "none.pem"));
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("none.pem is not there");
        }
    }

    @Test
    void aReceiverThatAsksForOurCertificateGetsIt() throws Exception {
        ServerCertificate certificate = new ServerCertificate(home, "ip:127.0.0.1");
        String pem = certificate.pem().toString();
        try (SSLServerSocket server =
                (SSLServerSocket)
                        TlsContext.of(certificate.pem(), certificate.pem(), certificate.key())
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, HERE)) {
            server.setNeedClientAuth(true);
            Thread receiver = new Thread(() -> accept(server));
            receiver.start();
            notifier(
                    "tls",
                    server.getLocalPort(),
                    Map.of(
                            "ca_file",
                            pem,
                            "certificate_file",
                            pem,
                            "key_file",
                            certificate.key().toString()));
            assertThat(notifier.test(SampleNotices.test())).contains("TLSv1.3");
            notifier.notify(SampleNotices.detected(1));
            await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        }
    }

    private static void accept(ServerSocket server) {
        while (true) {
            Socket accepted;
            try {
                accepted = server.accept();
            } catch (IOException end) {
                return; // the test is over
            }
            try (Socket connection = accepted) {
                InputStream in = new BufferedInputStream(connection.getInputStream());
                read(in);
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException refused) {
                // by us, on purpose: with an alert or, when that comes too late, with a reset
            }
        }
    }

    @Test
    void theTextOfAStatusHoldsFiguresOnly() {
        notifier("udp", 9, Map.of());
        assertThat(notifier.status().keySet())
                .containsExactly("receiver", "transport", "sent", "waiting", "dropped", "failures");
        assertThat(notifier.status().get("receiver").toString().getBytes(StandardCharsets.UTF_8))
                .isEqualTo("127.0.0.1:9".getBytes(StandardCharsets.UTF_8));
    }
}
