// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.softether.Site;
import org.sekisho.testkit.softether.SoftEtherClient;
import org.sekisho.testkit.softether.SoftEtherServer;

/**
 * A sensor at a mirror port blocks with its own firewall, through which the tunnel does not pass:
 * the firewall acknowledges the block, the real session goes on, and people are told so.
 */
@Tag("lab")
@Tag("one-jdk")
class StillFlowingIT {
    private static final String MIRROR =
            "tc qdisc add dev to-client clsact;"
                    + " tc filter add dev to-client ingress protocol all u32 match u32 0 0"
                    + " action mirred egress mirror dev tap;"
                    + " tc filter add dev to-client egress protocol all u32 match u32 0 0"
                    + " action mirred egress mirror dev tap";

    @TempDir private Path folder;
    private Site site;
    private NetworkNamespace sensor;
    private GreenMail mails;
    private SoftEtherServer server;
    private SoftEtherClient client;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        site = new Site("flowing");
        sensor = new NetworkNamespace("flowing-m");
        site.router().cable("tap", sensor, "mirror");
        site.router().run("sh", "-ec", MIRROR);
        mails =
                InsideNamespace.call(
                        sensor,
                        () -> {
                            GreenMail inside =
                                    new GreenMail(
                                            new ServerSetup(
                                                    0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
                            inside.start();
                            return inside;
                        });
        server = new SoftEtherServer(site.server(), folder.resolve("server"));
        client = new SoftEtherClient(site.client(), folder.resolve("client"), Site.SERVER_ADDRESS);
        daemon = new Unprivileged(folder, sensor).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=mirror")
                .configure("org.sekisho.policy.cfg", "mode=block", "confirm.required=false")
                .configure(
                        "org.sekisho.responder.email.cfg",
                        "smtp.host=127.0.0.1",
                        "smtp.port=" + mails.getSmtp().getPort(),
                        "smtp.security=none",
                        "from=sekisho@sensor.example",
                        "to=admin@example.org",
                        "escalation.to=lead@example.org",
                        "escalation.on=still-flowing",
                        "digest.window=1s");
    }

    @AfterEach
    void takeAway() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        all.add(daemon);
        all.add(client);
        all.add(server);
        all.add(mails == null ? null : mails::stop);
        all.add(sensor);
        all.add(site);
        for (AutoCloseable each : all) {
            if (each != null) {
                each.close();
            }
        }
    }

    @Test
    void aTunnelThatGetsPastItsBlockIsEscalated() throws Exception {
        daemon.startWithFirewall();
        client.connect();
        site.client().run("ip", "address", "add", "192.168.30.77/24", "dev", "vpn_vpn0");
        site.client().start(folder.resolve("pings"), "ping", "-i", "0.2", "192.168.30.1");
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("blocks", "list").stream()
                                        .anyMatch(row -> "flowing".equals(row.get("effect"))));
        Map<String, Object> block = daemon.rows("blocks", "list").get(0);
        assertThat(block).containsEntry("state", "in-force");
        assertThat(block.get("proof").toString())
                .startsWith("still flowing: ")
                .contains(Site.CLIENT_ADDRESS, "not one packet met it");
        await().atMost(Daemon.PATIENCE)
                .until(() -> Arrays.stream(received()).anyMatch(StillFlowingIT::isToLead));
        MimeMessage told =
                Arrays.stream(received()).filter(StillFlowingIT::isToLead).findFirst().get();
        Multipart parts = (Multipart) told.getContent();
        assertThat(parts.getBodyPart(0).getContent().toString())
                .contains("still flowing", Site.CLIENT_ADDRESS, Site.SERVER_ADDRESS);
    }

    private MimeMessage[] received() {
        return mails.getReceivedMessages();
    }

    private static boolean isToLead(MimeMessage mail) {
        try {
            return Arrays.toString(mail.getRecipients(Message.RecipientType.TO))
                    .contains("lead@example.org");
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
