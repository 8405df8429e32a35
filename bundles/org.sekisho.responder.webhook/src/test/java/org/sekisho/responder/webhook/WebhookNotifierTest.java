// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.notice.SampleNotices;
import org.sekisho.testkit.notice.ServerCertificate;

/** Over real HTTP. */
class WebhookNotifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path home;
    private WebhookNotifier notifier;

    @AfterEach
    void stop() {
        if (notifier != null) {
            notifier.stop();
        }
    }

    private WebhookNotifier notifier(String url, Map<String, Object> more) {
        Map<String, Object> named = new HashMap<>(more);
        named.put("url", url);
        notifier = new WebhookNotifier(home, Settings.of(named), "1.2.3", 10);
        return notifier;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/hooks/t0ken?key=s3cret";
    }

    private long figure(String name) {
        return ((Number) notifier.status().get(name)).longValue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("data/spool/webhook"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aNoticeIsPostedAndSigned() throws Exception {
        try (HookServer server = new HookServer(0, null)) {
            notifier(
                    url(server.port()),
                    Map.of("secret", "k\u00e9y", "authorization", "Bearer abc"));
            notifier.notify(SampleNotices.detected(17));
            await().atMost(PATIENCE).until(() -> figure("delivered") == 1);
            HookServer.Request request = server.requests().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/hooks/t0ken?key=s3cret");
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
            assertThat(request.header("User-Agent")).isEqualTo("Sekisho/1.2.3");
            assertThat(request.header("Authorization")).isEqualTo("Bearer abc");
            String[] signature = request.header("Sekisho-Signature").split(",");
            long time = Long.parseLong(signature[0].substring("t=".length()));
            assertThat(time).isCloseTo(Instant.now().getEpochSecond(), within(300L));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("k\u00e9y".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            assertThat(signature[1])
                    .isEqualTo("v1=" + HexFormat.of().formatHex(mac.doFinal(request.body())));
            assertThat(new String(request.body(), StandardCharsets.UTF_8))
                    .startsWith(
                            "{\"type\":\"notice\",\"id\":\"" + request.header("Idempotency-Key"))
                    .contains("\"kind\":\"detected\",\"case\":17")
                    .contains("\"detection\":{\"type\":\"detection\",\"state\":\"confirmed\"");
            assertThat(spooled()).isEmpty();
            assertThat(notifier.troubles()).isEmpty();
        }
    }

    private static org.assertj.core.data.Offset<Long> within(long seconds) {
        return org.assertj.core.data.Offset.offset(seconds);
    }

    @Test
    void whatIsNotTakenIsTriedAgainUnderTheSameIdAndInOrder() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (HookServer server = new HookServer(0, null)) {
            server.answer(request -> calls.incrementAndGet() <= 4 ? 503 : 200);
            notifier(url(server.port()), Map.of());
            notifier.notify(SampleNotices.detected(1));
            notifier.notify(SampleNotices.detected(2));
            await().atMost(PATIENCE).until(() -> figure("delivered") == 2);
            List<HookServer.Request> requests = server.requests();
            assertThat(requests).hasSize(6);
            assertThat(requests.subList(0, 5))
                    .allMatch(
                            request ->
                                    request.header("Idempotency-Key")
                                            .equals(requests.get(0).header("Idempotency-Key")));
            assertThat(new String(requests.get(5).body(), StandardCharsets.UTF_8))
                    .contains("\"case\":2");
            assertThat(figure("failures")).isEqualTo(4);
            assertThat(notifier.troubles()).isEmpty();
        }
    }

    @Test
    void whatWaitsOutlivesTheProcess() throws Exception {
        int port = freePort();
        notifier(url(port), Map.of());
        for (int i = 1; i <= 500; i++) {
            notifier.notify(SampleNotices.detected(i));
        }
        await().atMost(PATIENCE).until(() -> !notifier.troubles().isEmpty());
        assertThat(notifier.troubles().get(0))
                .contains("500 notices wait for http://127.0.0.1:" + port)
                .contains("see that it runs")
                .doesNotContain("t0ken", "s3cret");
        notifier.stop();
        assertThat(spooled()).hasSize(500);
        for (Path file : spooled().subList(0, 3)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("data/spool/webhook"))))
                .isEqualTo("rwx------");
        // as a process that was killed leaves it
        Files.writeString(
                home.resolve("data/spool/webhook/0000000000000501-x.json.half"), "{\"type");
        try (HookServer server = new HookServer(port, null)) {
            notifier(url(port), Map.of());
            notifier.notify(SampleNotices.detected(501));
            await().atMost(PATIENCE).until(() -> figure("delivered") == 501);
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 501; i++) {
                HookServer.Request request = server.requests().get(i);
                assertThat(new String(request.body(), StandardCharsets.UTF_8))
                        .contains("\"case\":" + (i + 1) + ",");
                ids.add(request.header("Idempotency-Key"));
            }
            assertThat(ids).hasSize(501);
            assertThat(spooled()).isEmpty();
            assertThat(figure("bytesWaiting")).isZero();
        }
    }

    @Test
    void theSpoolIsBoundedAndWhatIsTooMuchIsCounted() throws Exception {
        notifier(url(freePort()), Map.of("spool_mib", 1));
        for (int i = 0; i < 3_000; i++) {
            notifier.notify(SampleNotices.detected(i));
        }
        assertThat(figure("waiting") + figure("dropped")).isEqualTo(3_000);
        assertThat(figure("bytesWaiting")).isBetween((1L << 20) - 8192, 1L << 20);
        await().atMost(PATIENCE).until(() -> spooled().size() == figure("waiting"));
        long size = 0;
        for (Path file : spooled()) {
            size += Files.size(file);
        }
        assertThat(size).isEqualTo(figure("bytesWaiting"));
        await().atMost(PATIENCE).until(() -> !notifier.troubles().isEmpty());
        assertThat(notifier.troubles().get(0)).contains("were dropped because too many waited");
    }

    @Test
    void withoutADiskNoticesWaitInMemory() throws Exception {
        // a file stands where the folder should be
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/spool"), "");
        try (HookServer server = new HookServer(0, null)) {
            AtomicInteger calls = new AtomicInteger();
            server.answer(request -> calls.incrementAndGet() <= 3 ? 500 : 200);
            notifier(url(server.port()), Map.of());
            assertThat(notifier.troubles().get(0)).contains("kept in memory only");
            notifier.notify(SampleNotices.detected(1));
            await().atMost(PATIENCE).until(() -> figure("delivered") == 1);
        }
    }

    @Test
    void aNoticeThatIsRefusedForGoodHoldsNobodyUp() throws Exception {
        try (HookServer server = new HookServer(0, null)) {
            server.answer(
                    request ->
                            new String(request.body(), StandardCharsets.UTF_8)
                                            .contains("\"case\":1,")
                                    ? 422
                                    : 200);
            notifier(url(server.port()), Map.of());
            notifier.notify(SampleNotices.detected(1));
            notifier.notify(SampleNotices.detected(2));
            await().atMost(PATIENCE).until(() -> figure("delivered") == 1);
            assertThat(figure("refused")).isEqualTo(1);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (HookServer server = new HookServer(0, null)) {
            server.answer(request -> request.path().equals("/elsewhere") ? 200 : 307);
            notifier(url(server.port()), Map.of());
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("redirects are not followed");
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().get(0).path()).startsWith("/hooks/");
        }
    }

    @Test
    void somebodyWhoSetsItUpSeesTheAnswer() throws Exception {
        try (HookServer server = new HookServer(0, null)) {
            notifier(url(server.port()), Map.of());
            assertThat(notifier.test(SampleNotices.test()))
                    .isEqualTo("http://127.0.0.1:" + server.port() + " answered 204");
            server.answer(request -> 403);
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it answered 403 (not allowed)")
                    .hasMessageNotContaining("t0ken");
        }
    }

    @Test
    void inClearOnlyToThisMachineUnlessAllowed() {
        for (String url :
                List.of(
                        "http://192.0.2.7/hook",
                        "http://hooks.example/x",
                        "http://127.0.0.1.example/x",
                        "http://localhost.example/x",
                        "http://[2001:db8::1]/x")) {
            notifier(url, Map.of());
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .hasMessageContaining("in clear to another machine");
            notifier.stop();
        }
        for (String url :
                List.of(
                        "ftp://h/x",
                        "hook",
                        "https:///x",
                        "://",
                        "https://u:p@h/x",
                        "https://h h")) {
            notifier(url, Map.of());
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("url ");
            notifier.stop();
        }
    }

    @Test
    void overTlsTheCertificateIsChecked() throws Exception {
        ServerCertificate certificate = new ServerCertificate(home, "dns:localhost");
        try (HookServer server = new HookServer(0, certificate)) {
            String good = "https://localhost:" + server.port() + "/";
            Map<String, Object> trusted = Map.of("ca_file", certificate.pem().toString());
            assertThat(notifier(good, trusted).test(SampleNotices.test())).contains("answered 204");
            notifier.stop();
            assertThatThrownBy(() -> notifier(good, Map.of()).test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused");
            notifier.stop();
            // the right authority, another host
            String other = "https://127.0.0.1:" + server.port() + "/";
            assertThatThrownBy(() -> notifier(other, trusted).test(SampleNotices.test()))
                    .hasMessageContaining("certificate is refused");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aReceiverWhoseAnswerHasNoEndHoldsNobodyUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Thread endless = new Thread(() -> answerWithoutEnd(server));
            endless.start();
            notifier(url(server.getLocalPort()), Map.of("timeout_seconds", 1));
            assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no end");
        }
    }

    private static void answerWithoutEnd(ServerSocket server) {
        try (Socket connection = server.accept()) {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[8192]);
            }
        } catch (IOException end) {
            // given up by the other side
        }
    }
}
