// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * Hundreds of tunnels are found within a second while the mail server is away: all are blocked
 * nevertheless, and one mail tells of all of them when it is back. A restart tells nothing again.
 */
@Tag("lab")
@Tag("long")
@Tag("alone")
class DetectionStormIT {
    /** Each is recorded durably before it is blocked, so the disk decides how many a minute has. */
    private static final int CLIENTS = Integer.getInteger("sekisho.storm.clients", 300);

    /** From one client to the next. */
    private static final long SLOT_NANOS = 3_000_000L;

    /** What a busy machine may take. */
    private static final Duration LONG = Daemon.PATIENCE.multipliedBy(4);

    private static final Pattern CLIENT = Pattern.compile("10\\.3\\.[0-9]+\\.[0-9]+");

    @TempDir private Path folder;
    private NetworkNamespace host;
    private GreenMail mails;
    private Daemon daemon;
    private RecordedSession session;

    @BeforeEach
    void build() throws Exception {
        session = new RecordedSession();
        host = new NetworkNamespace("storm");
        host.cable("mirrored", "mirror");
        mails = server(0);
        daemon = new Unprivileged(folder, host).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=mirror", "ring.mib=64")
                .configure("org.sekisho.policy.cfg", RecordedSession.BLOCKED)
                .configure(
                        "org.sekisho.enforcement.cfg",
                        "blocks.per.minute=0",
                        "blocks.hosts.percent=100");
        email("");
    }

    private GreenMail server(int port) throws Exception {
        return InsideNamespace.call(
                host,
                () -> {
                    GreenMail inside =
                            new GreenMail(
                                    new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
                    inside.start();
                    return inside;
                });
    }

    private void email(String prefix) throws IOException {
        daemon.configure(
                "org.sekisho.responder.email.cfg",
                "smtp.host=127.0.0.1",
                "smtp.port=" + mails.getSmtp().getPort(),
                "smtp.security=none",
                "from=sekisho@sensor.example",
                "to=admin@example.org",
                "subject.prefix=" + prefix,
                "digest.window=1s");
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        if (mails != null) {
            mails.stop();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void allAreBlockedWithoutTheMailServerAndToldInOneMail() throws Exception {
        int port = mails.getSmtp().getPort();
        mails.stop();
        daemon.startWithFirewall();
        send(0, CLIENTS);
        long sent = System.nanoTime();
        await().atMost(LONG).until(() -> figure("enforcement", "blocksInForce") == CLIENTS);
        System.out.printf(
                "%d blocked %.1f s after the last frame%n",
                CLIENTS, (System.nanoTime() - sent) / 1e9);
        assertThat(clients(host.run("nft", "list", "ruleset"))).hasSize(CLIENTS);
        await().atMost(LONG).until(() -> figure("email", "waiting") == CLIENTS);
        assertThat(daemon.troubles())
                .anySatisfy(trouble -> assertThat(trouble).contains(CLIENTS + " cases wait"));
        assertThat(figure("email", "bytesWaiting")).isLessThan(32 << 20);
        assertThat(figure("email", "dropped")).isZero();
        assertThat(figure("enforcement", "noticesDropped")).isZero();
        assertThat(figure("enforcement", "detectionsDropped")).isZero();

        mails = server(port);
        // somebody has set it right and does not wait for the next attempt
        email("back");
        await().atMost(LONG).until(() -> mails.getReceivedMessages().length > 0);
        await().atMost(LONG).until(() -> figure("email", "waiting") == 0);
        assertThat(mails.getReceivedMessages()).hasSize(1);
        assertThat(clients(table(mails.getReceivedMessages()[0]))).hasSize(CLIENTS);

        daemon.kill();
        daemon.startWithFirewall();
        await().atMost(LONG).until(() -> figure("enforcement", "blocksInForce") == CLIENTS);
        send(CLIENTS, 1);
        await().atMost(LONG).until(() -> mails.getReceivedMessages().length > 1);
        assertThat(mails.getReceivedMessages()).hasSize(2);
        assertThat(clients(text(mails.getReceivedMessages()[1])))
                .containsExactly(RecordedSession.clientText(CLIENTS));
    }

    private void send(int first, int clients) throws IOException {
        List<CapturedFrame> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.addAll(session.untilDecided(first + i, 0, SLOT_NANOS * i));
        }
        all.sort(Comparator.comparingLong(CapturedFrame::time));
        Path file = PcapFile.write(folder.resolve("frames.pcap"), all);
        host.run("tcpreplay", "-q", "-i", "mirrored", file.toString());
    }

    private long figure(String section, String key) throws Exception {
        return ((Number) ((Map<?, ?>) daemon.rows("status").get(0).get(section)).get(key))
                .longValue();
    }

    private static Set<String> clients(String text) {
        Set<String> clients = new HashSet<>();
        Matcher matcher = CLIENT.matcher(text);
        while (matcher.find()) {
            clients.add(matcher.group());
        }
        return clients;
    }

    private static String text(MimeMessage mail) throws Exception {
        return ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
    }

    /** The attached table. */
    private static String table(MimeMessage mail) throws Exception {
        Multipart parts = (Multipart) mail.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            if (Part.ATTACHMENT.equals(parts.getBodyPart(i).getDisposition())) {
                try (InputStream in = parts.getBodyPart(i).getInputStream()) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new IOException("no table is attached");
    }
}
