// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.notice.SampleNotices;

/** A day in which the mail server is away, in seconds: time goes by as the test says. */
class PostmanTest {
    private static final Duration WINDOW = Duration.ofMinutes(2);

    @TempDir private Path home;
    private GreenMail server;
    private MailingList list;
    private Triage triage;
    private Postman postman;
    private long now = Long.MAX_VALUE - Duration.ofHours(12).toNanos();
    private long at = TimeUnit.NANOSECONDS.toMillis(SampleNotices.TIME);

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void begin(int port, long room) {
        EmailConfiguration configuration =
                Settings.of(
                        Map.of(
                                "smtp_host", "127.0.0.1",
                                "smtp_port", port,
                                "smtp_security", "none",
                                "from", "sekisho@sensor.example",
                                "to", "admin@example.org"));
        MailSettings settings = MailSettings.of(configuration);
        list = new MailingList(new SpoolFolder(home), WINDOW.toNanos(), room, now);
        triage = new Triage(settings, list, null);
        postman =
                new Postman(
                        new SmtpServer(configuration, home),
                        settings.from(),
                        triage,
                        List.of(new Postman.Round(list, settings.to(), false)),
                        new Letter.Style(new Wording("en", ZoneOffset.UTC), "[S]", "sensor"));
    }

    private void goBy(Duration time) {
        now += time.toNanos();
        at += time.toMillis();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    @Test
    void aDayWithoutAServerIsOneMailAfterwards() throws Exception {
        int port = freePort();
        begin(port, 32 << 20);
        Duration day = Duration.ofDays(1);
        Duration step = Duration.ofMinutes(1);
        int cases = 0;
        for (Duration gone = Duration.ZERO; gone.compareTo(day) < 0; gone = gone.plus(step)) {
            triage.take(SampleNotices.detected(++cases), now, at);
            postman.turn(now, at);
            goBy(step);
        }
        // the pause grew, so that a server which is away is not asked all the time
        assertThat(postman.failures()).isBetween(90L, 110L);
        assertThat(postman.trouble()).contains("see that it runs");
        assertThat(list.count()).isEqualTo(cases).isEqualTo(1440);
        assertThat(list.dropped()).isZero();

        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        goBy(Duration.ofMinutes(15));
        postman.turn(now, at);
        assertThat(postman.trouble()).isNull();
        assertThat(server.getReceivedMessages()).hasSize(1);
        String csv = table(server.getReceivedMessages()[0]);
        for (int i = 1; i <= cases; i++) {
            assertThat(csv).contains("\n\"" + i + "\",");
        }
        assertThat(list.count()).isZero();
        goBy(WINDOW);
        postman.turn(now, at);
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    private static String table(MimeMessage mail) throws Exception {
        return new String(
                ((Multipart) mail.getContent()).getBodyPart(1).getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
    }

    @Test
    void whatIsBeyondTheBoundIsCountedAndSaid() throws Exception {
        int port = freePort();
        begin(port, 64 << 10);
        for (int i = 1; i <= 1000; i++) {
            triage.take(SampleNotices.detected(i), now, at);
        }
        long dropped = list.dropped();
        assertThat(dropped).isPositive();
        assertThat(list.bytes()).isLessThanOrEqualTo(64 << 10);
        assertThat(list.count() + dropped).isEqualTo(1000);
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        goBy(WINDOW);
        postman.turn(now, at);
        String body =
                new String(
                        server.getReceivedMessages()[0].getInputStream().readAllBytes(),
                        StandardCharsets.US_ASCII);
        assertThat(body).contains(dropped + " more were not kept");
    }

    @Test
    void oneMailAWindowWhateverHappens() throws Exception {
        int port = freePort();
        begin(port, 32 << 20);
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        List<Integer> mails = new ArrayList<>();
        for (int second = 0; second < 3600; second++) {
            triage.take(SampleNotices.detected(second + 1), now, at);
            postman.turn(now, at);
            goBy(Duration.ofSeconds(1));
            if (server.getReceivedMessages().length > mails.size()) {
                mails.add(second);
            }
        }
        assertThat(mails).hasSizeBetween(29, 30);
        for (int i = 1; i < mails.size(); i++) {
            assertThat(mails.get(i) - mails.get(i - 1)).isGreaterThanOrEqualTo(120);
        }
    }

    @Test
    void aTurnSaysWhenSomethingIsDue() throws Exception {
        begin(freePort(), 32 << 20);
        assertThat(postman.turn(now, at)).isEqualTo(TimeUnit.SECONDS.toNanos(30));
        triage.take(SampleNotices.detected(1), now, at);
        goBy(Duration.ofSeconds(110));
        assertThat(postman.turn(now, at)).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        goBy(Duration.ofSeconds(10));
        postman.turn(now, at);
        assertThat(postman.failures()).isEqualTo(1);
        assertThat(postman.turn(now, at)).isEqualTo(TimeUnit.SECONDS.toNanos(30));
        goBy(Duration.ofSeconds(29));
        assertThat(postman.turn(now, at)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(postman.failures()).isEqualTo(1);
        goBy(Duration.ofSeconds(1));
        postman.turn(now, at);
        assertThat(postman.failures()).isEqualTo(2);
    }
}
