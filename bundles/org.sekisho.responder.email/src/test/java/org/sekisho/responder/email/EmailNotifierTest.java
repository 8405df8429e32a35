// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.respond.Notice;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;
import org.sekisho.testkit.notice.ServerCertificate;

/** To a mail server over real sockets, in the time that passes. */
class EmailNotifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir private Path home;
    private GreenMail server;
    private EmailNotifier notifier;

    @AfterEach
    void stop() {
        if (notifier != null) {
            notifier.stop();
        }
        if (server != null) {
            server.stop();
        }
    }

    private int serve(String protocol) {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
        return protocol.equals(ServerSetup.PROTOCOL_SMTPS)
                ? server.getSmtps().getPort()
                : server.getSmtp().getPort();
    }

    private EmailNotifier notifier(int port, Map<String, Object> more) {
        Map<String, Object> named = new HashMap<>();
        named.put("smtp_host", "127.0.0.1");
        named.put("smtp_port", port);
        named.put("smtp_security", "none");
        named.put("from", "sekisho@sensor.example");
        named.put("to", "Admin <admin@example.org>");
        named.put("digest_window", "1s");
        named.putAll(more);
        notifier = new EmailNotifier(home, Settings.of(named));
        notifier.start();
        return notifier;
    }

    private long figure(String name) {
        return ((Number) notifier.status().get(name)).longValue();
    }

    private static String part(MimeMessage message, String type) throws Exception {
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        Multipart parts = (Multipart) message.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new IOException("no " + type);
    }

    @Test
    void aMailIsTextAndPageToTheRecipients() throws Exception {
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of("language", "ja"));
        notifier.notify(SampleNotices.detected(17));
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("[Sekisho] トンネル(確定): 10.0.0.17 → 198.18.30.96");
        assertThat(mail.getHeader("From")).containsExactly("sekisho@sensor.example");
        assertThat(mail.getHeader("To")).containsExactly("Admin <admin@example.org>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("Message-ID")[0]).endsWith("@sensor.example>");
        assertThat(part(mail, "text/plain")).contains("確からしさ: 確定", "hub.fjord.example");
        assertThat(part(mail, "text/html")).contains("<h3", "hub.fjord.example");
        assertThat(notifier.troubles()).isEmpty();
        assertThat(figure("bytesWaiting")).isZero();
    }

    @Test
    void textFromTheNetworkChangesNoHeaderAndAddsNoRecipient() throws Exception {
        int port = serve(ServerSetup.PROTOCOL_SMTP);
        notifier(port, Map.of());
        List<String> headers = null;
        for (String hostile : HostileTexts.ALL) {
            int before = server.getReceivedMessages().length;
            long caseId = before + 1;
            notifier.notify(SampleNotices.hostile(caseId, hostile));
            await().atMost(PATIENCE).until(() -> figure("sent") == caseId);
            // one for each recipient: nobody else got it
            assertThat(server.getReceivedMessages()).hasSize(before + 1);
            MimeMessage mail = server.getReceivedMessages()[before];
            List<String> names =
                    Collections.list(mail.getAllHeaders()).stream().map(Header::getName).toList();
            assertThat(headers == null ? names : headers).isEqualTo(names);
            headers = names;
            assertThat(MimeUtility.decodeText(mail.getSubject()))
                    .isEqualTo("[Sekisho] confirmed tunnel: 10.0.0." + caseId + " to 198.18.30.96");
            String text = part(mail, "text/plain");
            assertThat(text.replace("\r\n", "\n").lines()).noneMatch(HostileTexts::steers);
            assertThat(text.lines()).noneMatch(line -> line.startsWith("~"));
            assertThat(mail.getSize()).isLessThan(64 << 10);
        }
    }

    @Test
    void tenThousandDetectionsAreOneMail() throws Exception {
        int port = serve(ServerSetup.PROTOCOL_SMTP);
        notifier(port, Map.of("digest_window", "20s"));
        long begun = System.nanoTime();
        for (int i = 1; i <= 10_000; i++) {
            notifier.notify(SampleNotices.detected(i));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        // whoever tells never waits for disk or server
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        assertThat(figure("dropped")).isZero();
        assertThat(figure("waiting")).isZero();
        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("[Sekisho] 10,000 tunnels");
        Multipart parts = (Multipart) mail.getContent();
        BodyPart table = parts.getBodyPart(1);
        assertThat(table.getFileName()).isEqualTo("cases.csv");
        String csv = new String(table.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(csv.lines().count()).isEqualTo(10_001);
        for (int i = 1; i <= 10_000; i++) {
            assertThat(csv).contains("\n\"" + i + "\",");
        }
    }

    @Test
    void whoeverSetsItUpSeesWhatTheServerSays() throws Exception {
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of());
        assertThat(notifier.test(SampleNotices.test()))
                .startsWith("127.0.0.1:")
                .contains("took it for admin@example.org: 250");
        assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("[Sekisho] test");
        assertThat(part(server.getReceivedMessages()[0], "text/plain"))
                .contains("uid 1000 asked for a test notice.");
    }

    @Test
    void aWrongPasswordIsShown() throws Exception {
        int port = serve(ServerSetup.PROTOCOL_SMTP);
        server.setUser("sekisho", "s3cret");
        notifier(port, Map.of("smtp_user", "sekisho", "smtp_password", "wr0ng"));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not accept user and password")
                .hasMessageContaining("correct smtp.user and smtp.password")
                .hasMessageNotContaining("wr0ng");
        notifier.notify(SampleNotices.detected(1));
        await().atMost(PATIENCE).until(() -> figure("failures") == 1);
        assertThat(notifier.troubles())
                .anySatisfy(
                        trouble ->
                                assertThat(trouble)
                                        .contains("1 cases wait for 127.0.0.1:" + port)
                                        .contains("does not accept user and password")
                                        .doesNotContain("wr0ng"))
                .anySatisfy(trouble -> assertThat(trouble).contains("in clear"));
        notifier.stop();
        // the right one: what waited goes out
        notifier(port, Map.of("smtp_user", "sekisho", "smtp_password", "s3cret"));
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void overTlsTheCertificateIsChecked() throws Exception {
        ServerCertificate certificate = new ServerCertificate(home, "dns:localhost");
        System.setProperty("greenmail.tls.keystore.file", certificate.store().toString());
        System.setProperty("greenmail.tls.keystore.password", ServerCertificate.PASSWORD);
        try {
            int port = serve(ServerSetup.PROTOCOL_SMTPS);
            Map<String, Object> good =
                    Map.of(
                            "smtp_security", "tls",
                            "smtp_host", "localhost",
                            "smtp_ca_file", certificate.pem().toString());
            assertThat(notifier(port, good).test(SampleNotices.test())).contains("250");
            notifier.stop();

            Map<String, Object> unknown = new HashMap<>(good);
            unknown.remove("smtp_ca_file");
            notifier(port, unknown);
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused")
                    .hasMessageContaining("smtp.ca.file");
            notifier.notify(SampleNotices.detected(1));
            // the server's own thread complains of our refusal
            await().dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .until(() -> !notifier.troubles().isEmpty());
            assertThat(notifier.troubles().get(0)).contains("certificate is refused");
            notifier.stop();

            Map<String, Object> elsewhere = new HashMap<>(good);
            elsewhere.put("smtp_host", "127.0.0.1");
            notifier(port, elsewhere);
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused")
                    .hasMessageContaining("127.0.0.1");

            // in clear to a server that waits for TLS
            notifier.stop();
            notifier(port, Map.of("smtp_timeout_seconds", 1));
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .isInstanceOf(IOException.class);
        } finally {
            System.clearProperty("greenmail.tls.keystore.file");
            System.clearProperty("greenmail.tls.keystore.password");
        }
    }

    @Test
    void aServerWithoutStarttlsGetsNothingInClear() throws Exception {
        int port = serve(ServerSetup.PROTOCOL_SMTP);
        server.setUser("sekisho", "s3cret");
        notifier(
                port,
                Map.of(
                        "smtp_security", "starttls",
                        "smtp_user", "sekisho",
                        "smtp_password", "s3cret"));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("offers no STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatWasNotSentIsSentAfterARestartAndNothingTwice() throws Exception {
        notifier(1, Map.of());
        notifier.notify(SampleNotices.detected(1));
        notifier.notify(SampleNotices.trouble("the circuit breaker opened"));
        await().atMost(PATIENCE).until(() -> figure("failures") == 1);
        assertThat(notifier.troubles().get(0)).contains("2 cases wait", "see that it runs");
        // one that comes at the last moment
        notifier.notify(SampleNotices.detected(2));
        notifier.stop();

        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of());
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        assertThat(server.getReceivedMessages()).hasSize(1);
        String text = part(server.getReceivedMessages()[0], "text/plain");
        assertThat(text).contains("2 tunnels", "the circuit breaker opened");
        notifier.stop();

        notifier(server.getSmtp().getPort(), Map.of());
        notifier.notify(SampleNotices.detected(1));
        notifier.notify(SampleNotices.detected(3));
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(part(server.getReceivedMessages()[1], "text/plain"))
                .contains("10.0.0.3")
                .doesNotContain("10.0.0.1:");
    }

    @Test
    void whatGetsWorseIsToldToOthersToo() throws Exception {
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of("escalation_to", "boss@example.org"));
        notifier.notify(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 4));
        await().atMost(PATIENCE).until(() -> figure("sent") == 2);
        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(2);
        MimeMessage escalated =
                mails[0].getHeader("To")[0].equals("boss@example.org") ? mails[0] : mails[1];
        assertThat(escalated.getHeader("To")).containsExactly("boss@example.org");
        assertThat(escalated.getSubject()).startsWith("[Sekisho] escalated: confirmed tunnel");
        assertThat(part(escalated, "text/plain"))
                .contains("Escalated because: it is confirmed; it still gets through");
    }

    @Test
    void withoutADiskMailsWaitInMemory() throws Exception {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/spool"), "no folder");
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of());
        assertThat(notifier.troubles().get(0)).contains("kept in memory only");
        notifier.notify(SampleNotices.detected(1));
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
    }

    @Test
    void aMistakeInTheConfigurationIsShownAndNothingIsLost() throws Exception {
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of("to", "admin"));
        notifier.notify(SampleNotices.detected(1));
        await().atMost(PATIENCE).until(() -> figure("waiting") == 1);
        assertThat(notifier.troubles().get(0))
                .contains("conf/org.sekisho.responder.email.cfg: to holds 'admin'")
                .contains("until then mails wait");
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("to holds 'admin'");
        notifier.stop();
        notifier(server.getSmtp().getPort(), Map.of());
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
    }

    @Test
    void itStopsAtOnceAlsoWhileAServerDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            notifier(silent.getLocalPort(), Map.of());
            notifier.notify(SampleNotices.detected(1));
            try (Socket connected = silent.accept()) {
                assertThat(connected.isConnected()).isTrue();
                long begun = System.nanoTime();
                notifier.stop();
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(3));
            }
        }
        notifier(serve(ServerSetup.PROTOCOL_SMTP), Map.of());
        await().atMost(PATIENCE).until(() -> figure("sent") == 1);
        assertThat(GreenMailUtil.getBody(server.getReceivedMessages()[0])).isNotEmpty();
    }
}
