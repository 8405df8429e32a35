// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class HostileBytesTest {
    private final TlsDissector dissector = new TlsDissector();

    private StreamReplay replay(byte[] client, byte[] server, Delivery delivery) {
        return Conversation.fromStart().toServer(client).toClient(server).stream()
                .replay(dissector, delivery);
    }

    @ParameterizedTest
    @ValueSource(strings = {RealHellos.TLS12, RealHellos.TLS13})
    void endsQuietlyWhereverItIsCut(String capture) {
        byte[] client = RealHellos.clientHello(capture);
        byte[] server = RealHellos.records(capture, Direction.TO_CLIENT, 0, 3);
        for (int length = 0; length < client.length; length++) {
            StreamReplay replay =
                    replay(Arrays.copyOf(client, length), new byte[0], Delivery.AS_CAPTURED);
            assertThat(replay.events(ClientHello.class)).isEmpty();
        }
        for (int length = 0; length <= server.length; length++) {
            byte[] cut = Arrays.copyOf(server, length);
            assertThat(replay(client, cut, Delivery.AS_CAPTURED).events()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RealHellos.TLS12, RealHellos.TLS13})
    void survivesAnyChangedByteAndSaysTheSameHoweverBytesArrive(String capture) {
        byte[] client = RealHellos.clientHello(capture);
        byte[] server = RealHellos.records(capture, Direction.TO_CLIENT, 0, 3);
        Random random = new Random(20031217);
        for (int round = 0; round < 10_000; round++) {
            byte[] changedClient = client.clone();
            byte[] changedServer = server.clone();
            byte[] changed = round % 2 == 0 ? changedClient : changedServer;
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            StreamReplay whole = replay(changedClient, changedServer, Delivery.BY_TURN);
            if (round % 20 == 0) {
                StreamReplay bytes = replay(changedClient, changedServer, Delivery.BYTE_BY_BYTE);
                assertThat(SameEvents.texts(bytes)).isEqualTo(SameEvents.texts(whole));
            }
        }
    }

    @Test
    void readsRandomBytesAfterAHelloWithoutFailing() {
        byte[] client = RealHellos.clientHello(RealHellos.TLS13);
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            byte[] server = RealHellos.join(RealHellos.record(22, noise), noise);
            assertThat(replay(client, server, Delivery.AS_CAPTURED).events()).isNotEmpty();
        }
    }

    @Test
    void boundsTheWorkForAMessageSplitIntoTinyRecords() {
        byte[] endless = Conversation.hex("01 00ffff 0303");
        byte[] tiny = RealHellos.record(22, (byte) 0);
        byte[][] parts = new byte[20_000][];
        Arrays.fill(parts, tiny);
        parts[0] = RealHellos.record(22, endless);
        StreamReplay replay =
                Conversation.fromStart().toServer(RealHellos.join(parts)).stream()
                        .replay(dissector, Delivery.AS_CAPTURED);
        assertThat(replay.events()).hasSizeGreaterThan(20_000 / 32);
        assertThat(replay.events(ClientHello.class)).isEmpty();
    }

    @Test
    void saysTheSameAboutEveryCaptureHoweverBytesArrive() {
        int compared = 0;
        for (Path file : TestCaptures.all()) {
            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                StreamReplay segments = stream.replay(dissector);
                if (!stream.midStream() && !stream.hasGaps()) {
                    StreamReplay bytes = stream.replay(dissector, Delivery.BYTE_BY_BYTE);
                    assertThat(bytes.events())
                            .as(file + " " + stream.flow())
                            .isEqualTo(segments.events());
                    StreamReplay turns = stream.replay(dissector, Delivery.BY_TURN);
                    assertThat(SameEvents.texts(turns)).isEqualTo(SameEvents.texts(segments));
                    compared += segments.events().size();
                }
            }
        }
        assertThat(compared).isGreaterThan(20);
    }
}
