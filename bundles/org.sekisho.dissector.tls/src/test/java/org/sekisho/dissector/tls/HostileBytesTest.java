// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.TlsFramingLost;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
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
    void inventsNothingWhereTheCaptureLostFrames() {
        Random random = new Random(7);
        int found = 0;
        for (Path file : TestCaptures.all()) {
            CaptureReplay whole = CaptureReplay.of(file);
            CaptureReplay lossy =
                    CaptureReplay.of(
                            whole.frames().stream().filter(f -> random.nextInt(20) > 0).toList());
            for (RecordedStream stream : lossy.streams()) {
                if (whole.streams().stream()
                        .anyMatch(s -> isSame(s.flow(), stream.flow()) && s.midStream())) {
                    continue; // where its records begin is not known
                }
                StreamReplay replay = stream.replay(dissector);
                if (stream.hasGaps()) {
                    assertThat(replay.events(TlsFramingLost.class).size())
                            .as(file + " " + stream.flow())
                            .isLessThanOrEqualTo(framingLost(whole, stream));
                }
                Set<String> real = records(whole, stream.flow());
                for (TlsRecord record : records(replay)) {
                    assertThat(real).as(file + " " + stream.flow()).contains(text(record));
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(500);
    }

    private int framingLost(CaptureReplay capture, RecordedStream like) {
        return capture.streams().stream()
                .filter(stream -> isSame(stream.flow(), like.flow()))
                .mapToInt(s -> s.replay(dissector).events(TlsFramingLost.class).size())
                .sum();
    }

    /** All records of both directions, walked without the dissector. */
    private static Set<String> records(CaptureReplay capture, Flow flow) {
        Set<String> records = new HashSet<>();
        for (RecordedStream stream : capture.streams()) {
            for (Direction direction : Direction.values()) {
                if (isSame(stream.flow(), flow)) {
                    Payload bytes = Payload.of(stream.bytes(direction));
                    int at = 0;
                    while (RecordHeader.isAt(bytes, at)) {
                        int length = RecordHeader.length(bytes, at);
                        records.add(RecordHeader.type(bytes, at) + ":" + length);
                        at += RecordHeader.SIZE + length;
                    }
                }
            }
        }
        return records;
    }

    private static boolean isSame(Flow one, Flow other) {
        return Set.of(one.client(), one.server()).equals(Set.of(other.client(), other.server()));
    }

    private static List<TlsRecord> records(StreamReplay replay) {
        return replay.events(TlsRecords.class).stream().flatMap(r -> r.records().stream()).toList();
    }

    private static String text(TlsRecord record) {
        return record.type() + ":" + record.length();
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
