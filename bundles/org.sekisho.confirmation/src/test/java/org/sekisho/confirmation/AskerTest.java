// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.event.confirmation.Exchange;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.testkit.notice.ServerCertificate;

/** What is asked of a server, over real TLS, and what of its answer is taken. */
@Timeout(120)
class AskerTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    @TempDir private static Path folder;
    private static SSLContext context;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> names = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private ServerSocket plain;

    @BeforeAll
    static void certificate() throws Exception {
        context = new ServerCertificate(folder, "ip:127.0.0.1").context();
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.stop(0);
        }
        if (plain != null) {
            plain.close();
        }
    }

    private static Asker asker(int seconds, long bytes) {
        return new Asker(LOOPBACK, seconds, bytes);
    }

    private static Endpoint at(int port) {
        return new Endpoint(LOOPBACK, port);
    }

    /** A server that answers everything so. */
    private int serve(int status, String header, String value, String body) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                        wanted.setSNIMatchers(List.of(new Names()));
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.createContext(
                "/",
                exchange -> {
                    byte[] sent = exchange.getRequestBody().readAllBytes();
                    requests.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Host")
                                    + " "
                                    + new String(sent, StandardCharsets.ISO_8859_1));
                    exchange.getResponseHeaders().set(header, value);
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        return server.getAddress().getPort();
    }

    /** Writes down which names clients ask for. */
    private final class Names extends SNIMatcher {
        Names() {
            super(0);
        }

        @Override
        public boolean matches(SNIServerName name) {
            names.add(new String(name.getEncoded(), StandardCharsets.UTF_8));
            return true;
        }
    }

    private static String text(Exchange exchange) {
        return new String(exchange.answer().toBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void twoQuestionsAreAskedByAddressAndTheAnswersTakenDown() throws Exception {
        int port = serve(200, "X-Kind", "ordinary", "hello");
        List<Exchange> exchanges = asker(60, 65_536).ask(at(port));
        assertThat(exchanges)
                .extracting(Exchange::question)
                .containsExactly("GET /", "POST /vpnsvc/connect.cgi");
        assertThat(exchanges)
                .allSatisfy(
                        each -> {
                            assertThat(each.failure()).isNull();
                            assertThat(text(each))
                                    .startsWith("HTTP/1.1 200")
                                    .containsIgnoringCase("X-Kind: ordinary")
                                    .endsWith("hello");
                        });
        assertThat(requests)
                .containsExactly(
                        "GET / 127.0.0.1 ", "POST /vpnsvc/connect.cgi 127.0.0.1 VPNCONNECT");
        assertThat(names).as("names asked for in TLS").isEmpty();
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        plain.setSoTimeout(1);
        int port = serve(302, "Location", "https://127.0.0.1:" + plain.getLocalPort() + "/", "");
        assertThat(asker(60, 65_536).ask(at(port))).hasSize(2);
        assertThat(requests).hasSize(2);
        // whoever had come would wait here
        org.assertj.core.api.Assertions.assertThatThrownBy(plain::accept)
                .isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void aServerThatSendsOnAndOnIsLeftAtTheBoundOfBytes() throws Exception {
        AtomicLong written = new AtomicLong();
        SSLServerSocket endless =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        plain = endless;
        Thread sender =
                new Thread(
                        () -> {
                            while (!endless.isClosed()) {
                                try (SSLSocket client = (SSLSocket) endless.accept();
                                        OutputStream out = client.getOutputStream()) {
                                    // a head that never ends
                                    for (int i = 0; i < 100_000; i++) {
                                        out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
                                        written.addAndGet(6);
                                    }
                                } catch (IOException left) {
                                    continue;
                                }
                            }
                        });
        sender.start();
        List<Exchange> exchanges = asker(60, 6_000).ask(at(endless.getLocalPort()));
        assertThat(exchanges).isNotEmpty();
        assertThat(exchanges.stream().mapToInt(each -> each.answer().length()).sum())
                .isLessThanOrEqualTo(6_000);
        assertThat(exchanges.get(exchanges.size() - 1).failure()).contains("more than is taken");
    }

    @Test
    void aServerThatSaysNothingCostsTheTimeThatWasGrantedOnce() throws Exception {
        plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        long begin = System.nanoTime();
        List<Exchange> exchanges = asker(1, 65_536).ask(at(plain.getLocalPort()));
        assertThat(exchanges).hasSize(1);
        assertThat(exchanges.get(0).failure()).isEqualTo("no whole answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    @Test
    void whoDoesNotListenOrSpeakTlsIsSaidSo() throws Exception {
        plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread talker =
                new Thread(
                        () -> {
                            while (!plain.isClosed()) {
                                try (Socket client = plain.accept()) {
                                    client.getOutputStream().write("220 mail\r\n".getBytes());
                                } catch (IOException over) {
                                    continue;
                                }
                            }
                        });
        talker.start();
        assertThat(asker(60, 65_536).ask(at(plain.getLocalPort())))
                .allSatisfy(each -> assertThat(each.failure()).isNotNull());
        int port = plain.getLocalPort();
        plain.close();
        // until then one more may be let in
        talker.join();
        assertThat(asker(60, 65_536).ask(at(port)))
                .allSatisfy(each -> assertThat(each.failure()).contains("refused"));
    }

    @Test
    void aSourceThatThisMachineDoesNotHaveAsksNobody() throws Exception {
        int port = serve(200, "X-Kind", "ordinary", "hello");
        Asker foreign = new Asker(IpAddress.parse("192.0.2.77"), 60, 65_536);
        assertThat(foreign.ask(at(port)))
                .allSatisfy(each -> assertThat(each.failure()).isNotNull());
        assertThat(requests).isEmpty();
    }
}
