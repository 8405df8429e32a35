// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_CLIENT;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.http.HttpHeader;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.http.HttpResponse;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.StreamReplay;

class HttpDissectorTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static StreamReplay replay(Conversation conversation) {
        return conversation.stream().replay(new HttpDissector());
    }

    private static List<String> targets(StreamReplay replay) {
        return replay.events(HttpRequest.class).stream().map(HttpRequest::target).toList();
    }

    private static List<Integer> statuses(StreamReplay replay) {
        return replay.events(HttpResponse.class).stream().map(HttpResponse::status).toList();
    }

    @ParameterizedTest
    @EnumSource
    void followsBodiesOfBothKindsToTheHeadsBehindThem(Delivery delivery) {
        StreamReplay replay =
                Conversation.fromStart()
                        .toServer("POST /1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /")
                        .toClient("HTTP/1.1 100 Continue\r\n\r\n")
                        .toClient("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .toClient("5;x=y\r\nHTTP/\r\n0010\r\n0123456789abcdef\r\n0\r\nT: 1\r\n\r\n")
                        .toServer("PUT /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .toServer("1\r\nx\r\n0\r\n\r\n")
                        .toClient("HTTP/1.1 204 No Content\r\n\r\n")
                        .toServer("HEAD /3 HTTP/1.1\r\n\r\n")
                        .toClient("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
                        .toServer("GET /4 HTTP/1.1\r\n\r\nGET /5 HTTP/1.1\r\n\r\n")
                        .toClient("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n" + OK)
                        .stream()
                        .replay(new HttpDissector(), delivery);
        assertThat(targets(replay)).containsExactly("/1", "/2", "/3", "/4", "/5");
        assertThat(statuses(replay)).containsExactly(100, 200, 204, 200, 304, 200);
        assertThat(replay.isDone()).isFalse();
    }

    @Test
    void carriesTheFirstBytesOfBodies() {
        StreamReplay replay =
                replay(
                        Conversation.fromStart()
                                .toServer(
                                        "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n"
                                                + "p".repeat(100))
                                .toClient("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                                .toServer(GET)
                                .toClient("3\r\nabc\r\n0\r\n\r\n")
                                .toClient("HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nabc"));
        assertThat(replay.events(HttpRequest.class).get(0).body().toBytes())
                .asString()
                .isEqualTo("p".repeat(64));
        assertThat(replay.events(HttpResponse.class).get(1).body().toBytes())
                .asString()
                .isEqualTo("abc");
    }

    @Test
    void keepsCredentialsToItself() {
        String head =
                "GET http://joe:s3cret@host/ HTTP/1.1\r\nAuthorization: Basic s3cret\r\n"
                        + "proxy-authorization: Basic s3cret\r\nCookie: s3cret\r\n"
                        + "Referer: http://joe:s3cret@host/a@b\r\nX-Mail: a@b\r\n\r\n";
        StreamReplay replay =
                replay(
                        Conversation.fromStart()
                                .toServer(head)
                                .toClient(
                                        "HTTP/1.1 302 Found\r\nSet-Cookie: s3cret\r\n"
                                                + "Location: //x:s3cret@h\r\n"
                                                + "Content-Length: 0\r\n\r\n"));
        assertThat(replay.events()).hasSize(2);
        HttpRequest request = replay.events(HttpRequest.class).get(0);
        assertThat(request.toString()).doesNotContain("s3cret").contains("a@b");
        assertThat(request.target()).isEqualTo("http://(hidden)@host/");
        assertThat(request.headers()).contains(new HttpHeader("Authorization", "(hidden)"));
        assertThat(replay.events(HttpResponse.class).toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n",
            })
    void letsGoWhereNoHeadCanBeFoundAnyMore(String answer) {
        StreamReplay replay = replay(Conversation.fromStart().toServer(GET).toClient(answer));
        assertThat(replay.events(HttpResponse.class)).hasSize(1);
        assertThat(replay.isDone()).isTrue();
        assertThat(replay.inner()).isNull();
    }

    @Test
    void readsTheAnswerToARequestThatNeverEnds() {
        StreamReplay replay =
                replay(
                        Conversation.fromStart()
                                .toServer(
                                        "SSTP_DUPLEX_POST /sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/"
                                                + " HTTP/1.1\r\nHost: h\r\n"
                                                + "Content-Length: 18446744073709551615\r\n\r\n")
                                .toServer("GET /no HTTP/1.1\r\n\r\n")
                                .toClient(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n"
                                                + "Server: Microsoft-HTTPAPI/2.0\r\n\r\n"));
        assertThat(replay.events(HttpRequest.class))
                .singleElement()
                .extracting(HttpRequest::method)
                .isEqualTo("SSTP_DUPLEX_POST");
        assertThat(statuses(replay)).containsExactly(200);
        assertThat(replay.isDone()).isTrue();
    }

    @Test
    void passesOverALostPieceOfABodyButNotOfAHead() {
        String posted = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n";
        StreamReplay body =
                replay(
                        Conversation.fromStart()
                                .toServer(posted)
                                .gap(TO_SERVER, 1000)
                                .toServer(GET));
        assertThat(targets(body)).containsExactly("/", "/a");

        StreamReplay head =
                replay(
                        Conversation.fromStart()
                                .toServer(GET + "GET /b HTT")
                                .gap(TO_SERVER, 4)
                                .toServer("\r\n\r\n" + GET));
        assertThat(targets(head)).containsExactly("/a");
        assertThat(head.isDone()).isTrue();
    }

    @Test
    void boundsEverythingThatItKeeps() {
        StringBuilder headers = new StringBuilder();
        IntStream.range(0, 100).forEach(i -> headers.append("h").append(i).append(": 1\r\n"));
        StreamReplay many =
                replay(
                        Conversation.fromStart()
                                .toServer("GET /" + "t".repeat(3000) + " HTTP/1.1\r\n")
                                .toServer("long: " + "v".repeat(2000) + "\r\n" + headers + "\r\n"));
        HttpRequest request = many.events(HttpRequest.class).get(0);
        assertThat(request.target()).hasSize(2048);
        assertThat(request.headers()).hasSize(64);
        assertThat(request.headers().get(0).value()).hasSize(1024);

        String tooLong = "GET / HTTP/1.1\r\n" + "h: 1\r\n".repeat(3000) + "\r\n";
        assertThat(replay(Conversation.fromStart().toServer(tooLong)).events()).isEmpty();
        StreamReplay endless =
                replay(Conversation.fromStart().toServer(GET).toServer(GET.repeat(2000)));
        assertThat(endless.events().size()).isLessThan(300);
        assertThat(endless.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO mail.example\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "OPTIONS rtsp://h/ RTSP/1.0\r\n",
                "GET key\r\n",
                "ACTL\0\0\0\1",
                "get / HTTP/1.1\r\n",
                "SSH-2.0-x\r\n",
            })
    void refusesOtherProtocols(String first) {
        StreamReplay replay = replay(Conversation.fromStart().toServer(first));
        assertThat(replay.probe()).isEqualTo(Probe.NO);
        assertThat(replay.bytesShown()).isZero();
    }

    @Test
    void takesUpAStreamInItsMiddleAndTurnsRolesThatWereGuessedWrong() {
        StreamReplay right = replay(Conversation.fromMiddle().toServer(GET).toClient(OK));
        assertThat(right.events()).hasSize(2);
        assertThat(right.flow().client().port()).isEqualTo(50000);

        StreamReplay wrong = replay(Conversation.fromMiddle().toClient(GET).toServer(OK));
        assertThat(wrong.events()).hasSize(2);
        assertThat(wrong.events())
                .allSatisfy(e -> assertThat(e.origin().flow()).isEqualTo(wrong.flow()));
        assertThat(wrong.flow().client().port()).isEqualTo(443);

        assertThat(replay(Conversation.fromStart().toClient(GET)).probe()).isEqualTo(Probe.NO);
        assertThat(replay(Conversation.fromMiddle().toServer("\0\1\2")).probe())
                .isEqualTo(Probe.NO);
    }

    @Test
    void readsAnswersWhenOnlyTheyAreVisible() {
        StreamReplay replay = replay(Conversation.fromStart().toClient(OK + OK).gap(TO_CLIENT, 1));
        assertThat(statuses(replay)).containsExactly(200, 200);
        assertThat(replay.isDone()).isTrue();
    }
}
