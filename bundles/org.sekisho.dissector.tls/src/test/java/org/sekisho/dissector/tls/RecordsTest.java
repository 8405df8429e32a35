// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.event.Carrier;
import org.sekisho.event.tls.TlsFramingLost;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;

class RecordsTest {
    private static final byte[] CLEAR = Conversation.hex("ffffffff 00000004 01020304");

    private static Conversation connected() {
        return Conversation.fromStart()
                .toServer(RealHellos.clientHello(RealHellos.TLS13))
                .toClient(RealHellos.serverHello(RealHellos.TLS13));
    }

    private static byte[] data(int length) {
        byte[] content = new byte[length];
        java.util.Arrays.fill(content, (byte) 0x5e);
        return RealHellos.record(23, content);
    }

    private static List<TlsRecord> records(StreamReplay replay) {
        return replay.events(TlsRecords.class).stream()
                .flatMap(run -> run.records().stream())
                .toList();
    }

    /** The records of a direction, walked without the dissector. */
    private static List<String> walk(RecordedStream stream, Direction direction) {
        List<String> records = new ArrayList<>();
        Payload bytes = Payload.of(stream.bytes(direction));
        for (int at = 0; at + 5 <= bytes.length(); at += 5 + bytes.u16(at + 3)) {
            records.add(bytes.u8(at) + ":" + bytes.u16(at + 3));
        }
        return records;
    }

    @Test
    void reportsEveryRecordOnceWithDirectionTypeAndLength() {
        RecordedStream stream = RealHellos.stream(RealHellos.TLS13);
        StreamReplay replay = stream.replay(new TlsDissector());
        List<TlsRecord> records = records(replay);
        for (Direction direction : Direction.values()) {
            assertThat(records)
                    .filteredOn(record -> record.direction() == direction)
                    .extracting(record -> record.type() + ":" + record.length())
                    .containsExactlyElementsOf(walk(stream, direction));
        }
        int next = 0;
        List<Integer> ends = new ArrayList<>();
        for (TlsRecords run : replay.events(TlsRecords.class)) {
            assertThat(run.first()).isEqualTo(next);
            assertThat(run.complete()).isTrue();
            next += run.records().size();
            ends.add(next);
        }
        assertThat(ends).startsWith(12, 16, 24, 32).endsWith(records.size());
        assertThat(records).isSortedAccordingTo((a, b) -> Long.compare(a.frame(), b.frame()));
        var times = stream.pieces().stream();
        assertThat(times.map(StreamPiece::time))
                .containsAll(records.stream().map(TlsRecord::time).toList());
    }

    @Test
    void passesOverContentWithoutLookingAtIt() {
        RecordedStream stream = RealHellos.stream(RealHellos.TLS12);
        long bytes =
                stream.bytes(Direction.TO_SERVER).length + stream.bytes(Direction.TO_CLIENT).length;
        StreamReplay replay = stream.replay(new TlsDissector(), Delivery.BYTE_BY_BYTE);
        long handshake = 5 * 1024;
        assertThat(replay.bytesShown()).isLessThan(5L * records(replay).size() + handshake);
        assertThat(replay.bytesShown()).isLessThan(bytes / 4);
    }

    @ParameterizedTest
    @EnumSource
    void handsBothDirectionsBackWhenTheConnectionGoesOnInClear(Delivery delivery) {
        RecordedStream stream = RealHellos.stream(RealHellos.CLEAR_AFTER_TLS);
        StreamReplay replay = stream.replay(new TlsDissector(), delivery);
        TlsFramingLost lost = replay.events(TlsFramingLost.class).get(0);
        assertThat(lost.records()).isEqualTo(records(replay).size());
        assertThat(lost.bytes()).asString().startsWith("ffffffff0000");
        RecordedStream inner = replay.inner();
        assertThat(inner.flow().carrier()).isEqualTo(Carrier.AFTER_TLS);
        for (Direction direction : Direction.values()) {
            byte[] clear = inner.bytes(direction);
            assertThat(clear).startsWith(-1, -1, -1, -1, 0, 0);
            assertThat(stream.bytes(direction)).endsWith(clear);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheRecordThatTheOtherDirectionIsInside(Delivery delivery) {
        byte[] last = data(100);
        StreamReplay replay =
                connected()
                        .toServer(data(50))
                        .toClient(java.util.Arrays.copyOf(last, 30))
                        .toServer(CLEAR)
                        .toClient(java.util.Arrays.copyOfRange(last, 30, last.length))
                        .toServer(CLEAR)
                        .toClient(CLEAR)
                        .stream()
                        .replay(new TlsDissector(), delivery);
        assertThat(replay.events(TlsFramingLost.class))
                .singleElement()
                .satisfies(lost -> assertThat(lost.direction()).isEqualTo(Direction.TO_SERVER));
        RecordedStream inner = replay.inner();
        assertThat(inner.bytes(Direction.TO_SERVER)).isEqualTo(RealHellos.join(CLEAR, CLEAR));
        assertThat(inner.bytes(Direction.TO_CLIENT)).isEqualTo(CLEAR);
        assertThat(records(replay)).hasSize(4);
    }

    @Test
    void doesNotCallItLostAfterAGap() {
        StreamReplay replay =
                connected()
                        .gap(Direction.TO_CLIENT, 20)
                        .toClient(data(30))
                        .toServer(CLEAR)
                        .toServer(data(40))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(replay.events(TlsFramingLost.class)).isEmpty();
        assertThat(replay.inner()).isNull();
        assertThat(replay.events(TlsRecords.class))
                .singleElement()
                .satisfies(run -> assertThat(run.complete()).isFalse());
        assertThat(records(replay)).extracting(TlsRecord::length).endsWith(30, 40);
    }

    @Test
    void goesOnAfterAGapInsideARecord() {
        StreamReplay replay =
                connected()
                        .toClient(java.util.Arrays.copyOf(data(1000), 300))
                        .gap(Direction.TO_CLIENT, 605)
                        .toClient(java.util.Arrays.copyOf(data(95), 100))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(records(replay)).extracting(TlsRecord::length).contains(1000);
        StreamReplay exact =
                connected()
                        .toClient(java.util.Arrays.copyOf(data(1000), 300))
                        .gap(Direction.TO_CLIENT, 705)
                        .toClient(data(95))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(records(exact)).extracting(TlsRecord::length).endsWith(1000, 95);
        assertThat(exact.events(TlsRecords.class)).allMatch(TlsRecords::complete);
    }

    @Test
    void leavesAnAnswerAloneThatNeverWasTls() {
        StreamReplay replay =
                Conversation.fromStart()
                        .toServer(RealHellos.clientHello(RealHellos.TLS13))
                        .toClient("HTTP/1.1 400 Bad Request\r\n\r\n")
                        .stream()
                        .replay(new TlsDissector());
        assertThat(replay.isDone()).isTrue();
        assertThat(replay.inner()).isNull();
        assertThat(replay.events(TlsFramingLost.class)).isEmpty();
    }

    @Test
    void takesUpAStreamInItsMiddle() {
        StreamReplay replay =
                Conversation.fromMiddle()
                        .toServer("the inside of a record")
                        .toClient(data(200))
                        .toServer(data(300))
                        .toServer("damaged")
                        .toServer(data(400))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(records(replay)).extracting(TlsRecord::length).startsWith(200).contains(400);
        assertThat(replay.events(TlsRecords.class)).noneMatch(TlsRecords::complete);
        assertThat(replay.events(TlsFramingLost.class)).isEmpty();
    }

    @Test
    void findsTheNextRecordBehindTheRestOfOne() {
        byte[] rest = java.util.Arrays.copyOfRange(data(900), 200, 905);
        StreamReplay replay =
                Conversation.fromMiddle()
                        .toServer(RealHellos.join(rest, data(70), data(80)))
                        .toClient(RealHellos.join(rest, data(90)))
                        .toServer(data(60))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(records(replay)).extracting(TlsRecord::length).containsExactly(70, 80, 90, 60);
    }

    @Test
    void findsTheRecordsOfARealSessionFromAnyOfItsFirstSegments() {
        RecordedStream stream = RealHellos.stream(RealHellos.TLS13);
        List<TlsRecord> all = records(stream.replay(new TlsDissector()));
        for (int first = 1; first < 12; first++) {
            long frame = stream.pieces().get(first).frame();
            StreamReplay late = stream.fromPiece(first).replay(new TlsDissector());
            List<TlsRecord> found = records(late);
            // a segment that begins inside a record costs that record and those that follow in it
            long due = all.stream().filter(record -> record.frame() >= frame).count();
            assertThat(found).as("from " + first).hasSizeGreaterThan((int) due - 4);
            assertThat(all).endsWith(found.subList(3, found.size()).toArray(TlsRecord[]::new));
            assertThat(late.events(TlsRecords.class)).noneMatch(TlsRecords::complete);
        }
    }

    @Test
    void letsATransferGoButFollowsSlowRecordsForLife() {
        Conversation bulk = connected();
        Conversation slow = connected();
        for (int i = 0; i < 300; i++) {
            bulk.toClient(data(16384));
            slow.toClient(data(16384)).pause(1);
        }
        StreamReplay transfer = bulk.stream().replay(new TlsDissector());
        assertThat(transfer.isDone()).isTrue();
        assertThat(records(transfer)).hasSize(64);
        StreamReplay tunnel = slow.stream().replay(new TlsDissector());
        assertThat(tunnel.isDone()).isFalse();
        assertThat(records(tunnel)).hasSize(302);
    }

    @Test
    void givesUpAStreamThatDoesNotComeBackToRecords() {
        Conversation noise = connected().gap(Direction.TO_CLIENT, 1);
        for (int i = 0; i < 100; i++) {
            noise.toClient("no record starts like this");
        }
        assertThat(noise.stream().replay(new TlsDissector()).isDone()).isTrue();
    }

    @Test
    void fitsInHalfOfTheLargestState() {
        assertThat(new TlsDissector().stateSize()).isLessThanOrEqualTo(512);
    }
}
