// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

/** Real messages, damaged: nothing may throw, nothing may grow beyond what the events promise. */
class HttpHostileInputTest {
    private static final int ROUNDS = 20_000;

    private static List<StreamPiece> dialogue() {
        String answer =
                "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/plain\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n";
        return Conversation.fromStart()
                .toServer("GET /f8.bin HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nAccept: */*\r\n\r\n")
                .toClient(answer + "5\r\nhello\r\n0\r\nX: y\r\n\r\n")
                .toServer("POST /p HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
                .toClient("HTTP/1.1 204 No Content\r\n\r\n")
                .toServer("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: h:443\r\n\r\n")
                .toClient("HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nabc")
                .toServer("CONNECT name.example:443 HTTP/1.1\r\nHost: h:443\r\n\r\n")
                .toClient("HTTP/1.1 200 Connection established\r\n\r\n")
                .stream()
                .pieces();
    }

    private static StreamReplay replay(List<StreamPiece> pieces, Delivery delivery) {
        RecordedStream model = Conversation.fromStart().stream();
        StreamReplay replay =
                new RecordedStream(model.flow(), false, 1, pieces)
                        .replay(new HttpDissector(), delivery);
        for (HttpRequest request : replay.events(HttpRequest.class)) {
            assertThat(request.headers().size()).isLessThanOrEqualTo(64);
            assertThat(request.body().length()).isLessThanOrEqualTo(64);
        }
        return replay;
    }

    private static StreamPiece with(StreamPiece piece, byte[] bytes) {
        return new StreamPiece(piece.direction(), bytes, 0, piece.frame(), piece.time());
    }

    @Test
    void survivesRandomChanges() {
        Random random = new Random(1);
        List<StreamPiece> pieces = dialogue();
        Delivery[] deliveries = Delivery.values();
        int fewer = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StreamPiece[] damaged = pieces.toArray(StreamPiece[]::new);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(damaged.length);
                byte[] bytes = damaged[at].bytes().clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                damaged[at] = with(damaged[at], bytes);
            }
            Delivery delivery = deliveries[round % deliveries.length];
            fewer += replay(List.of(damaged), delivery).events().size() < pieces.size() ? 1 : 0;
        }
        assertThat(fewer).isBetween(1, ROUNDS);
    }

    @Test
    void survivesTruncationAnywhere() {
        List<StreamPiece> pieces = dialogue();
        for (int last = 0; last < pieces.size(); last++) {
            StreamPiece piece = pieces.get(last);
            for (int length = 0; length <= piece.bytes().length; length++) {
                List<StreamPiece> head = new ArrayList<>(pieces.subList(0, last));
                head.add(with(piece, Arrays.copyOf(piece.bytes(), length)));
                int events = replay(head, Delivery.AS_CAPTURED).events().size();
                assertThat(events).isBetween(last, last + 1);
            }
        }
    }

    @Test
    void claimsNothingButHttp() {
        List<String> claimed =
                TestCaptures.all().stream()
                        .flatMap(file -> CaptureReplay.of(file).streams().stream())
                        .filter(s -> !s.replay(new HttpDissector()).events().isEmpty())
                        .map(s -> new String(s.bytes(TO_SERVER), StandardCharsets.ISO_8859_1))
                        .filter(text -> !text.contains(" HTTP/1."))
                        .toList();
        assertThat(claimed).isEmpty();
    }
}
