// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.confirmation.ConfirmationTranscript;
import org.sekisho.event.confirmation.Exchange;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/**
 * Who is asked, and who is not. The questions themselves come to nothing: no packet leaves from a
 * loopback address to another network.
 */
class ConfirmationTest {
    private static final String CLIENT = "10.0.0.5";
    private static final String SERVER = "192.0.2.1";
    private static final long TIME = 1_764_331_200_000_000_000L;

    @TempDir private Path home;
    private final List<ConfirmationTranscript> transcripts = new CopyOnWriteArrayList<>();
    private final Map<String, Object> options = new HashMap<>();
    private Confirmation confirmation;

    @AfterEach
    void stop() {
        confirmation.stop();
    }

    private void start(String targets) {
        options.put("targets", targets);
        options.putIfAbsent("source", "127.0.0.1");
        confirmation = new Confirmation(home, Settings.of(options), InstantSource.system());
        confirmation.begin(event -> transcripts.add((ConfirmationTranscript) event));
    }

    private static Flow flow(String client, String server, Roles roles) {
        return new Flow(
                7,
                Transport.TCP,
                new Endpoint(IpAddress.parse(client), 50_000),
                new Endpoint(IpAddress.parse(server), 8443),
                null,
                null,
                -1,
                roles,
                null,
                null);
    }

    private static Flow inside(Flow outer, String target) {
        return new Flow(
                8,
                Transport.TCP,
                outer.client(),
                new Endpoint(IpAddress.parse(target), 443),
                null,
                null,
                -1,
                outer.roles(),
                Carrier.HTTP_PROXY,
                outer);
    }

    private static ServerHello answer(Flow flow, boolean twoWay) {
        return new ServerHello(
                new Origin(flow, 12, TIME, twoWay), 0x0304, 0x1302, List.of(), 32, false, null, "");
    }

    private static Detection suspicion(String tunnel, String client, String server) {
        return new Detection(
                1,
                tunnel,
                State.SUSPECTED,
                0.6,
                0.001,
                party(client),
                party(server),
                Method.TLS,
                List.of(Method.TLS),
                null,
                "tcp",
                null,
                TIME,
                TIME,
                12,
                false,
                List.of(),
                List.of());
    }

    private static Party party(String address) {
        return address == null ? null : new Party(IpAddress.parse(address), 443, null, null);
    }

    private void connect(String client, String server) {
        confirmation.event(answer(flow(client, server, Roles.SYN), true));
    }

    private void suspect(String client, String server) {
        confirmation.detection(suspicion("softether", client, server));
    }

    private void awaitTranscripts(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> transcripts.size() == count);
    }

    @Test
    void theFarEndOfASuspectedConnectionIsAskedWhicheverIsKnownFirst() {
        start(SERVER + ", 192.0.2.2");
        connect(CLIENT, SERVER);
        suspect(CLIENT, SERVER);
        suspect(CLIENT, "192.0.2.2");
        connect(CLIENT, "192.0.2.2");
        awaitTranscripts(2);
        ConfirmationTranscript transcript = transcripts.get(0);
        assertThat(transcript.server()).hasToString(SERVER + ":8443");
        assertThat(transcript.source()).hasToString("127.0.0.1");
        assertThat(transcript.origin().flow().id()).isEqualTo(7);
        assertThat(transcript.origin().frame()).isEqualTo(12);
        assertThat(transcript.origin().time()).isGreaterThan(TIME);
        assertThat(transcript.exchanges()).extracting(Exchange::failure).doesNotContainNull();
        assertThat(transcripts.get(1).server()).hasToString("192.0.2.2:8443");
    }

    @Test
    void nothingElseThatIsSeenHasAnybodyAsked() {
        start("192.0.2.0/24");
        // suspected, but no connection, or none that both ends took part in
        suspect(CLIENT, "192.0.2.10");
        confirmation.event(answer(flow(CLIENT, "192.0.2.10", Roles.SYN), false));
        // a connection that nobody suspects
        connect(CLIENT, "192.0.2.11");
        // suspected with another client, or of something else, or the other way round
        connect(CLIENT, "192.0.2.12");
        suspect("10.0.0.6", "192.0.2.12");
        confirmation.detection(suspicion("openvpn", CLIENT, "192.0.2.12"));
        suspect("192.0.2.12", CLIENT);
        suspect(CLIENT, null);
        suspect(null, "192.0.2.12");
        // the target that somebody told a proxy
        Flow proxied = inside(flow(CLIENT, "198.51.100.3", Roles.SYN), "192.0.2.13");
        confirmation.event(answer(proxied, true));
        suspect(CLIENT, "192.0.2.13");
        // nothing tells who is the server
        confirmation.event(answer(flow(CLIENT, "192.0.2.14", Roles.PORTS), true));
        suspect(CLIENT, "192.0.2.14");
        // not listed
        connect(CLIENT, "198.51.100.4");
        suspect(CLIENT, "198.51.100.4");
        // our own questions
        connect("127.0.0.1", "192.0.2.15");
        suspect("127.0.0.1", "192.0.2.15");

        connect(CLIENT, SERVER);
        suspect(CLIENT, SERVER);
        awaitTranscripts(1);
        assertThat(transcripts.get(0).server().address()).hasToString(SERVER);
        assertThat(confirmation.status()).containsEntry("asked", 1L);
    }

    @Test
    void aServerIsAskedOnceHoweverManySuspectItAndAlsoAfterAStart() {
        start("192.0.2.0/24");
        for (int i = 1; i <= 20; i++) {
            connect("10.0.0." + i, SERVER);
            suspect("10.0.0." + i, SERVER);
        }
        awaitTranscripts(1);
        confirmation.stop();
        start("192.0.2.0/24");
        connect(CLIENT, SERVER);
        suspect(CLIENT, SERVER);
        connect(CLIENT, "192.0.2.2");
        suspect(CLIENT, "192.0.2.2");
        awaitTranscripts(2);
        assertThat(transcripts.get(1).server().address()).hasToString("192.0.2.2");
        assertThat(confirmation.status())
                .containsEntry("asked", 1L)
                .containsEntry("askedInADay", 2);
    }

    @Test
    void moreThanTheRateAreHeldBack() {
        options.put("per_hour", 2);
        start("192.0.2.0/24");
        for (int i = 1; i <= 5; i++) {
            connect(CLIENT, "192.0.2." + i);
            suspect(CLIENT, "192.0.2." + i);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> confirmation.status().get("heldBack").equals(3L));
        awaitTranscripts(2);
        assertThat(confirmation.status()).containsEntry("asked", 2L);
    }

    @Test
    void mistakesAreSaidAndThenNobodyIsAsked() throws Exception {
        options.put("source", "router");
        start("192.0.2.0/24, nowhere");
        connect(CLIENT, SERVER);
        suspect(CLIENT, SERVER);
        assertThat(confirmation.troubles())
                .hasSize(2)
                .allMatch(each -> each.startsWith("conf/org.sekisho.confirmation.cfg: "))
                .allMatch(each -> each.endsWith("until then nobody is asked"))
                .anyMatch(each -> each.contains("source=router is no address"))
                .anyMatch(each -> each.contains("targets: 'nowhere' is no address"));
        confirmation.stop();
        Files.createDirectories(home.resolve("data/confirmation"));
        Files.writeString(home.resolve("data/confirmation/asked"), "what is this\n");
        options.put("source", "127.0.0.1");
        start("192.0.2.0/24");
        connect(CLIENT, SERVER);
        suspect(CLIENT, SERVER);
        assertThat(confirmation.troubles())
                .hasSize(1)
                .allMatch(each -> each.contains("see to the file or move it away"));
        assertThat(confirmation.status()).containsEntry("asked", 0L);
        assertThat(transcripts).isEmpty();
    }
}
