// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.distribution.probe.NoticeProbe;
import org.sekisho.testkit.TestCaptures;

/** The notifiers as they are shipped, in the daemon, to receivers over real sockets. */
class NotifiersIT {
    private static final String EMAIL = "org.sekisho.responder.email.cfg";
    private static final String PASSWORD = "pAssw0rd-of-the-mail-server";

    @TempDir private Path folder;
    private GreenMail mails;
    private HttpServer hooks;
    private DatagramSocket logs;
    private final Queue<String> posted = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void receive() throws Exception {
        mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        mails.setUser("sekisho", PASSWORD);
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        hooks.createContext(
                "/",
                exchange -> {
                    posted.add(
                            exchange.getRequestHeaders().getFirst("Sekisho-Signature")
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        hooks.start();
        logs = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        logs.setSoTimeout((int) Daemon.PATIENCE.toMillis());
    }

    @AfterEach
    void stop() {
        mails.stop();
        hooks.stop(0);
        logs.close();
    }

    /** The distribution, and a bundle in it that gives notices. */
    private Path distributionWithProbe() throws IOException {
        Path copy = folder.resolve("distribution");
        try (Stream<Path> files = Files.walk(Sekisho.distribution())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(Sekisho.distribution().relativize(file).toString()));
            }
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "probe");
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Bundle-Activator", NoticeProbe.class.getName());
        attributes.putValue(
                "Import-Package",
                "org.osgi.framework,org.osgi.util.tracker,org.sekisho.respond,org.sekisho.detect,"
                        + "org.sekisho.decide");
        try (OutputStream file = Files.newOutputStream(copy.resolve("bundles/probe-1.0.0.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            for (String name : List.of("NoticeProbe", "NoticeProbe$1")) {
                String entry = "org/sekisho/distribution/probe/" + name + ".class";
                jar.putNextEntry(new ZipEntry(entry));
                try (InputStream code = getClass().getClassLoader().getResourceAsStream(entry)) {
                    code.transferTo(jar);
                }
            }
        }
        Files.writeString(
                copy.resolve("conf/commands/run.bundles"), "probe\n", StandardOpenOption.APPEND);
        return copy;
    }

    private static void secret(Daemon daemon, String name, String value) throws IOException {
        Path secrets = Files.createDirectories(daemon.home().resolve("conf/secrets"));
        Path half = secrets.resolve("." + name);
        Files.writeString(half, value + "\n");
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-------"));
        Files.move(half, secrets.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void email(Daemon daemon) throws IOException {
        daemon.configure(
                EMAIL,
                "smtp.host=127.0.0.1",
                "smtp.port=" + mails.getSmtp().getPort(),
                "smtp.security=none",
                "smtp.user=sekisho",
                "smtp.password=$[secret:mail]",
                "from=sekisho@sensor.example",
                "to=admin@example.org",
                "language=ja",
                "digest.window=1s");
    }

    private static String outcome(Daemon daemon, String notifier) {
        Path file = daemon.home().resolve("run/probe-" + notifier);
        await().atMost(Daemon.PATIENCE).until(() -> Files.exists(file));
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Test
    void unlessConfiguredNoneIsThere() throws Exception {
        try (Daemon daemon = new Daemon(folder.resolve("home")).start()) {
            assertThat(daemon.rows("status").get(0).keySet())
                    .doesNotContain("email", "syslog", "eve", "webhook");
            assertThat(daemon.home().resolve("data/spool")).doesNotExist();
            assertThat(daemon.home().resolve("log/eve.json")).doesNotExist();
        }
    }

    @Test
    void eachDeliversWhatItIsGiven() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        String options = "SEKISHO_JAVA_OPTS=-Djava.io.tmpdir=" + temporary;
        try (Daemon daemon = new Daemon(folder.resolve("home"), "env", options)) {
            secret(daemon, "mail", PASSWORD);
            secret(daemon, "hook", "key of the hook");
            email(daemon);
            daemon.configure(
                    "org.sekisho.responder.syslog.cfg",
                    "host=127.0.0.1",
                    "port=" + logs.getLocalPort(),
                    "transport=udp");
            daemon.configure("org.sekisho.responder.eve.cfg", "file=eve.json", "stats.seconds=1");
            daemon.configure(
                    "org.sekisho.responder.webhook.cfg",
                    "url=http://127.0.0.1:" + hooks.getAddress().getPort() + "/hook",
                    "secret=$[secret:hook]");
            daemon.at(distributionWithProbe()).start();

            assertThat(outcome(daemon, "email")).startsWith("taken: 127.0.0.1").contains("250");
            assertThat(outcome(daemon, "syslog")).startsWith("taken: ");
            assertThat(outcome(daemon, "webhook")).startsWith("taken: ").contains("answered 200");
            assertThat(outcome(daemon, "eve")).startsWith("taken: written to ");

            await().atMost(Daemon.PATIENCE).until(() -> mails.getReceivedMessages().length == 2);
            assertThat(Arrays.stream(mails.getReceivedMessages()).map(NotifiersIT::text).toList())
                    .anySatisfy(text -> assertThat(text).contains("The probe tests.", "届いています"))
                    .anySatisfy(text -> assertThat(text).contains("The probe has a trouble."));
            byte[] room = new byte[4096];
            DatagramPacket packet = new DatagramPacket(room, room.length);
            logs.receive(packet);
            assertThat(new String(room, 0, packet.getLength(), StandardCharsets.UTF_8))
                    .matches("<[0-9]+>1 .* sekisho [0-9]+ (TROUBLE|TEST) - The probe .*");
            await().atMost(Daemon.PATIENCE).until(() -> posted.size() == 2);
            assertThat(posted)
                    .allMatch(request -> request.startsWith("t="))
                    .anyMatch(request -> request.contains("\"text\":\"The probe has a trouble.\""));
            Path eve = daemon.home().resolve("log/eve.json");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    Files.readString(eve).contains("\"event_type\":\"stats\"")
                                            && Files.readString(eve).contains("has a trouble"));
            Map<String, Object> status = daemon.rows("status").get(0);
            assertThat(status).containsKeys("email", "syslog", "eve", "webhook");

            // neither shown nor written anywhere
            assertThat(status.toString() + daemon.log()).doesNotContain(PASSWORD);
            for (Path where : List.of(temporary, daemon.home().resolve("data"))) {
                try (Stream<Path> files = Files.walk(where)) {
                    assertThat(files.filter(Files::isRegularFile))
                            .isNotEmpty()
                            .noneMatch(NotifiersIT::holdsThePassword);
                }
            }
            assertThat(daemon.stop()).isZero();
        }
    }

    private static boolean holdsThePassword(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(PASSWORD);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String text(MimeMessage mail) {
        try {
            return (String) ((Multipart) mail.getContent()).getBodyPart(0).getContent();
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Test
    void aCaptureBecomesRecordsWithTheKeysThatUsersOfSuricataKnow() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        String source = "org.sekisho.capture.folder-lab.cfg";
        try (Daemon daemon = new Daemon(folder.resolve("home"))) {
            daemon.configure(source, "folder=" + captures);
            daemon.configure("org.sekisho.responder.eve.cfg", "flows=all", "stats.seconds=1");
            daemon.start();
            Files.copy(
                    TestCaptures.path("p34_tls12-deb501-1102.pcap"), captures.resolve("one.pcap"));
            Path eve = daemon.home().resolve("log/eve.json");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> !tls(eve).isEmpty() && !seen(records(eve, "stats")).equals(0L));
            // the end of a source is the end of its flows
            Files.delete(daemon.home().resolve("conf").resolve(source));
            await().atMost(Daemon.PATIENCE).until(() -> records(eve, "flow").size() > 5);
            Map<String, Object> alert = tls(eve).get(0);
            assertThat(alert)
                    .containsEntry("src_ip", "172.25.30.44")
                    .containsEntry("dest_ip", "198.19.84.206")
                    .containsEntry("dest_port", 443L)
                    .containsEntry("proto", "TCP")
                    .containsEntry("app_proto", "tls")
                    .containsKeys("timestamp", "flow_id", "src_port", "community_id");
            Map<?, ?> signature = (Map<?, ?>) alert.get("alert");
            assertThat(signature.get("action")).isEqualTo("allowed");
            for (String key : List.of("gid", "signature_id", "rev", "severity")) {
                assertThat(signature.get(key)).as(key).isInstanceOf(Long.class);
            }
            for (String key : List.of("signature", "category")) {
                assertThat((String) signature.get(key)).as(key).isNotBlank();
            }
            List<Map<String, Object>> flows = records(eve, "flow");
            for (Map<String, Object> flow : flows) {
                assertThat((String) flow.get("timestamp"))
                        .matches("2026-11-22T19:4\\d:\\d\\d\\.\\d{6}\\+0000");
                assertThat(flow).containsKeys("flow_id", "proto");
                Map<?, ?> counters = (Map<?, ?>) flow.get("flow");
                for (String key :
                        List.of(
                                "pkts_toserver",
                                "pkts_toclient",
                                "bytes_toserver",
                                "bytes_toclient",
                                "age")) {
                    assertThat(counters.get(key)).as(key).isInstanceOf(Long.class);
                }
                assertThat(counters.get("state")).isIn("new", "established", "closed");
                assertThat(counters.get("reason")).isIn("timeout", "forced", "shutdown");
                assertThat(counters.get("alerted")).isInstanceOf(Boolean.class);
            }
            assertThat(flows)
                    .anyMatch(flow -> String.valueOf(flow.get("community_id")).startsWith("1:"));
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    records(eve, "flow").stream()
                                            .map(flow -> flow.get("flow_id"))
                                            .anyMatch(alert.get("flow_id")::equals));
            Map<?, ?> status = (Map<?, ?>) daemon.rows("status").get(0).get("eve");
            assertThat(((Number) status.get("flows")).longValue()).isPositive();
        }
    }

    private static List<Map<String, Object>> tls(Path eve) throws IOException {
        return records(eve, "alert").stream()
                .filter(alert -> "tls".equals(alert.get("app_proto")))
                .toList();
    }

    /** Packets that the last of the records of statistics counts. */
    private static Object seen(List<Map<String, Object>> statistics) {
        if (statistics.isEmpty()) {
            return 0L;
        }
        Map<?, ?> last = (Map<?, ?>) statistics.get(statistics.size() - 1).get("stats");
        assertThat(((Map<?, ?>) last.get("capture")).keySet().toString())
                .isEqualTo("[kernel_packets, kernel_drops, errors]");
        return ((Map<?, ?>) last.get("decoder")).get("pkts");
    }

    private static List<Map<String, Object>> records(Path eve, String type) throws IOException {
        if (!Files.exists(eve)) {
            return List.of();
        }
        String written = Files.readString(eve);
        // a line that is just being written is read the next time
        String whole = written.substring(0, written.lastIndexOf('\n') + 1);
        return Json.lines(new Sekisho.Run(0, whole, "")).stream()
                .filter(row -> row.get("event_type").equals(type))
                .toList();
    }

    @Test
    void aSecretThatIsCorrectedIsTakenWhileItRuns() throws Exception {
        try (Daemon daemon = new Daemon(folder.resolve("home"))) {
            email(daemon);
            daemon.at(distributionWithProbe()).start();
            assertThat(daemon.troubles())
                    .anySatisfy(
                            trouble ->
                                    assertThat(trouble)
                                            .contains(EMAIL, "line 5", "conf/secrets/mail")
                                            .contains("is not there"));
            secret(daemon, "mail", "wr0ng");
            assertThat(outcome(daemon, "email"))
                    .startsWith("failed: ")
                    .contains("does not accept user and password");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.troubles().stream()
                                            .anyMatch(t -> t.contains("1 cases wait")));
            secret(daemon, "mail", PASSWORD);
            // what waited while the password was wrong, and the new test
            await().atMost(Daemon.PATIENCE).until(() -> mails.getReceivedMessages().length == 2);
            assertThat(daemon.troubles()).noneMatch(trouble -> trouble.contains("wait"));
            assertThat(daemon.log()).doesNotContain("wr0ng", PASSWORD);
        }
    }
}
