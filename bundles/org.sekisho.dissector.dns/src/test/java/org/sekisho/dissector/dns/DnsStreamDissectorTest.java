// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.testkit.Conversation.hex;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class DnsStreamDissectorTest {
    /** Real messages of a resolver, set on TCP as RFC 1035 §4.2.2 does. */
    private static Conversation real() {
        Conversation conversation = Conversation.fromStart();
        for (Datagram datagram : datagrams()) {
            byte[] bytes = prefixed(datagram.bytes());
            conversation =
                    datagram.direction() == Direction.TO_SERVER
                            ? conversation.toServer(bytes)
                            : conversation.toClient(bytes);
        }
        return conversation;
    }

    private static List<Datagram> datagrams() {
        return TestCaptures.startingWith("n15").stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .filter(flow -> flow.flow().server().port() == 53)
                .flatMap(flow -> flow.datagrams().stream())
                .limit(100)
                .toList();
    }

    private static byte[] prefixed(byte[] message) {
        byte[] bytes = new byte[message.length + 2];
        bytes[0] = (byte) (message.length >>> 8);
        bytes[1] = (byte) message.length;
        System.arraycopy(message, 0, bytes, 2, message.length);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryMessage(Delivery delivery) {
        StreamReplay replay = real().stream().replay(new DnsStreamDissector(), delivery);
        List<DnsMessage> messages = replay.events(DnsMessage.class);
        assertThat(messages).hasSameSizeAs(datagrams());
        assertThat(messages).allMatch(m -> m.response() == (m.direction() == Direction.TO_CLIENT));
    }

    @ParameterizedTest
    @EnumSource
    void readsAnswersWhenOnlyTheyAreVisible(Delivery delivery) {
        Conversation answers = Conversation.fromStart();
        for (Datagram datagram : datagrams()) {
            if (datagram.direction() == Direction.TO_CLIENT) {
                answers.toClient(prefixed(datagram.bytes()));
            }
        }
        StreamReplay replay = answers.stream().replay(new DnsStreamDissector(), delivery);
        assertThat(replay.events()).hasSize(answers.stream().pieces().size());
    }

    @Test
    void passesOverLongMessages() {
        StreamReplay replay =
                real()
                        .toClient((byte) 0xff, (byte) 0xff)
                        .toClient(new byte[0xffff])
                        .toClient(prefixed(answer()))
                        .stream()
                        .replay(new DnsStreamDissector());
        assertThat(replay.events()).hasSize(datagrams().size() + 1);
    }

    private static byte[] answer() {
        return datagrams().stream()
                .filter(d -> d.direction() == Direction.TO_CLIENT)
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    @Test
    void letsGoAtTheFirstMalformedMessageAndAtAGap() {
        StreamReplay malformed =
                real()
                        .toServer(hex("0002 1234"))
                        .toServer(prefixed(datagrams().get(0).bytes()))
                        .stream()
                        .replay(new DnsStreamDissector());
        assertThat(malformed.events()).hasSameSizeAs(datagrams());
        assertThat(malformed.isDone()).isTrue();
        StreamReplay gap =
                real().gap(Direction.TO_CLIENT, 1).toClient(prefixed(answer())).stream()
                        .replay(new DnsStreamDissector());
        assertThat(gap.events()).hasSameSizeAs(datagrams());
        assertThat(gap.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "0010 1234",
                "1603 0102 0001",
                "0501 00",
                "0401 01bb cb00 7148 00",
                "4745 5420 2f20 4854",
                // the length fits, the question does not
                "0011 1234 0100 0001 0000 0000 0000 c00c 0001 01",
                "0011 1234 0100 0001 0000 0000 0000 00 0001 0002",
                // an answer from the client
                "0011 1234 8180 0001 0000 0000 0000 00 0001 0001",
            })
    void refusesOtherProtocols(String digits) {
        for (Delivery delivery : Delivery.values()) {
            StreamReplay replay =
                    Conversation.fromStart().toServer(hex(digits)).stream()
                            .replay(new DnsStreamDissector(), delivery);
            assertThat(replay.events()).isEmpty();
            assertThat(replay.probe()).isNotEqualTo(Probe.YES);
        }
    }

    @Test
    void refusesStreamsWithoutTheirBeginningAndRandomBytes() {
        assertThat(real().stream().fromPiece(2).replay(new DnsStreamDissector()).probe())
                .isEqualTo(Probe.NO);
        Random random = new Random(1);
        byte[] bytes = new byte[600];
        for (int round = 0; round < 20_000; round++) {
            random.nextBytes(bytes);
            StreamReplay replay =
                    Conversation.fromStart().toServer(bytes).stream()
                            .replay(new DnsStreamDissector());
            assertThat(replay.probe()).isEqualTo(Probe.NO);
        }
    }
}
