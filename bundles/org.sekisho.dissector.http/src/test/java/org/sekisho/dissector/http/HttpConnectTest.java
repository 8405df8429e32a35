// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_CLIENT;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.Carrier;
import org.sekisho.event.http.HttpHeader;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.http.HttpResponse;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class HttpConnectTest {
    private static final String ESTABLISHED = "HTTP/1.0 200 Connection established\r\n\r\n";

    @ParameterizedTest
    @EnumSource
    void handsBackWhatTheRealProxyCarries(Delivery delivery) {
        List<Path> captures = TestCaptures.startingWith("p09");
        assertThat(captures).isNotEmpty();
        for (Path capture : captures) {
            for (RecordedStream stream : CaptureReplay.of(capture).streams()) {
                StreamReplay replay = stream.replay(new HttpDissector(), delivery);
                HttpRequest request = replay.events(HttpRequest.class).get(0);
                String sent = text(stream);
                assertThat(sent).startsWith("CONNECT " + request.target() + " HTTP/1.0\r\n");
                assertThat(request.headers().stream().map(HttpHeader::name))
                        .containsSubsequence("Content-Length", "Host", "Pragma", "User-Agent");
                assertThat(replay.events(HttpResponse.class)).hasSize(1);
                RecordedStream inner = replay.inner();
                assertThat(inner.flow().carrier()).isEqualTo(Carrier.HTTP_PROXY);
                assertThat(inner.flow().server()).hasToString(request.target());
                assertThat(text(inner)).isEqualTo(sent.substring(sent.indexOf("\r\n\r\n") + 4));
                assertThat(inner.bytes(TO_CLIENT)).startsWith(0x16, 0x03);
            }
        }
    }

    @Test
    void handsBackEveryTunnelThroughSquidByNameAndByAddress() {
        List<RecordedStream> streams =
                CaptureReplay.of(TestCaptures.path("n13_squid_connect-none-1041.pcap")).streams();
        List<Endpoint> targets =
                streams.stream()
                        .map(s -> s.replay(new HttpDissector()).inner().flow().server())
                        .toList();
        assertThat(targets).hasSameSizeAs(streams);
        assertThat(targets).anyMatch(t -> t.address() != null && t.name() == null);
        assertThat(targets).anyMatch(t -> t.address() == null && t.name() != null);
    }

    private static String text(RecordedStream stream) {
        return new String(stream.bytes(TO_SERVER), StandardCharsets.ISO_8859_1);
    }

    private static StreamReplay connect(String target) {
        return Conversation.fromStart()
                .toServer("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                .toClient(ESTABLISHED)
                .stream()
                .replay(new HttpDissector());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7:443,192.0.2.7", "[2001:db8::7]:8443,2001:db8::7"})
    void takesAnAddressInTheTargetForTheAddress(String target, String address) {
        Endpoint server = connect(target).inner().flow().server();
        assertThat(server.address()).isEqualTo(IpAddress.parse(address));
        assertThat(server.name()).isNull();
        assertThat(server).hasToString(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h",
                "h:",
                ":443",
                "h:65536",
                "h:-1",
                "[::1:443",
                "[x]:443",
                "u@h:443",
                "/",
                "a:b:1"
            })
    void refusesToGuessATarget(String target) {
        StreamReplay replay = connect(target);
        assertThat(replay.inner()).isNull();
        assertThat(replay.isDone() || replay.probe() == Probe.NO).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void followsTheProxysQuestionForALoginToTheSecondConnect(Delivery delivery) {
        StreamReplay replay =
                Conversation.fromStart()
                        .toServer("CONNECT name.example:443 HTTP/1.1\r\n\r\n")
                        .toClient("HTTP/1.1 407 Proxy Authentication Required\r\n")
                        .toClient("Proxy-Authenticate: Basic\r\nContent-Length: 4\r\n\r\nHTTP")
                        .toServer("CONNECT other.example:444 HTTP/1.1\r\n")
                        .toServer("Proxy-Authorization: Basic am9lOnMzY3JldA==\r\n\r\nearly")
                        .toClient("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nlate")
                        .toServer(" bytes")
                        .stream()
                        .replay(new HttpDissector(), delivery);
        assertThat(replay.events(HttpResponse.class)).hasSize(2);
        assertThat(replay.events(HttpRequest.class).get(1).headers())
                .containsExactly(new HttpHeader("Proxy-Authorization", "(hidden)"));
        RecordedStream inner = replay.inner();
        assertThat(inner.flow().server()).isEqualTo(new Endpoint(null, 444, "other.example"));
        assertThat(text(inner)).isEqualTo("early bytes");
        assertThat(inner.bytes(TO_CLIENT)).asString().isEqualTo("late");
    }

    @Test
    void opensNoTunnelWhenTheProxyRefuses() {
        StreamReplay replay =
                Conversation.fromStart()
                        .toServer("CONNECT name.example:443 HTTP/1.1\r\n\r\n")
                        .toClient("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
                        .toServer("GET / HTTP/1.1\r\n\r\n")
                        .toClient("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                        .stream()
                        .replay(new HttpDissector());
        assertThat(replay.events()).hasSize(4);
        assertThat(replay.inner()).isNull();
    }
}
