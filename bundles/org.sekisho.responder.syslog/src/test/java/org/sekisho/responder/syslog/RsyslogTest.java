// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;
import org.sekisho.testkit.notice.ServerCertificate;

/** What the receiver of most Linux systems understands: rsyslogd, over each transport. */
@Tag("lab")
@Tag("one-jdk")
class RsyslogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private Process rsyslogd;
    private ServerCertificate certificate;
    private int udp;
    private int tcp;
    private int tls;

    @BeforeEach
    void start() throws Exception {
        certificate = new ServerCertificate(folder, "ip:127.0.0.1");
        udp = freeUdp();
        tcp = freeTcp();
        tls = freeTcp();
        Path settings =
                Files.writeString(
                        folder.resolve("rsyslog.conf"),
                        """
                        global(workDirectory="%1$s" parser.escapeControlCharactersOnReceive="on"
                            defaultNetstreamDriverCAFile="%2$s" defaultNetstreamDriverCertFile="%2$s"
                            defaultNetstreamDriverKeyFile="%3$s")
                        module(load="imudp")
                        module(load="imtcp")
                        template(name="fields" type="string"
                            string="%%pri%%|%%hostname%%|%%app-name%%|%%msgid%%|%%structured-data%%|%%msg%%\\n")
                        ruleset(name="kept") {
                            action(type="omfile" file="%1$s/received" template="fields")
                        }
                        input(type="imudp" address="127.0.0.1" port="%4$d" ruleset="kept")
                        input(type="imtcp" address="127.0.0.1" port="%5$d" ruleset="kept")
                        input(type="imtcp" address="127.0.0.1" port="%6$d" ruleset="kept"
                            streamDriver.name="ossl" streamDriver.mode="1"
                            streamDriver.authMode="anon")
                        """
                                .formatted(
                                        folder,
                                        certificate.pem(),
                                        certificate.key(),
                                        udp,
                                        tcp,
                                        tls));
        rsyslogd =
                new ProcessBuilder(
                                "rsyslogd",
                                "-n",
                                "-f",
                                settings.toString(),
                                "-i",
                                folder.resolve("pid").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        for (int port : new int[] {tcp, tls}) {
            await().atMost(PATIENCE).until(() -> listens(port));
        }
    }

    private boolean listens(int port) throws IOException {
        assertThat(rsyslogd.isAlive()).as(Files.readString(folder.resolve("out"))).isTrue();
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException early) {
            return false;
        }
    }

    private static int freeUdp() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcp() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        rsyslogd.destroy();
        rsyslogd.waitFor();
    }

    private List<String> received() throws IOException {
        Path file = folder.resolve("received");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void allArrive(String transport, int port) throws Exception {
        SyslogNotifier notifier =
                new SyslogNotifier(
                        folder,
                        Settings.of(
                                Map.of(
                                        "host",
                                        "127.0.0.1",
                                        "port",
                                        port,
                                        "transport",
                                        transport,
                                        "hostname",
                                        "sensor",
                                        "ca_file",
                                        certificate.pem().toString())));
        try {
            notifier.test(SampleNotices.test());
            notifier.notify(SampleNotices.detected(1));
            for (String hostile : HostileTexts.ALL) {
                notifier.notify(SampleNotices.hostile(2, hostile));
            }
            int expected = 2 + HostileTexts.ALL.size();
            await().atMost(PATIENCE).until(() -> received().size() >= expected);
            List<String> lines = received();
            // as many lines as messages: none was split, none forged
            assertThat(lines).hasSize(expected);
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("30|sensor|sekisho|TEST|-|"))
                    .anyMatch(
                            line ->
                                    line.startsWith(
                                                    "28|sensor|sekisho|DETECTED|[sekisho@32473 case=\"1\"")
                                            && line.endsWith("|A tunnel was found: 10.0.0.1."));
            assertThat(lines).filteredOn(line -> line.contains("case=\"2\"")).hasSize(11);
            assertThat(lines).noneMatch(HostileTexts::steers);
        } finally {
            notifier.stop();
        }
    }

    @Test
    void overUdp() throws Exception {
        allArrive("udp", udp);
    }

    @Test
    void overTcp() throws Exception {
        allArrive("tcp", tcp);
    }

    @Test
    void overTls() throws Exception {
        allArrive("tls", tls);
    }
}
