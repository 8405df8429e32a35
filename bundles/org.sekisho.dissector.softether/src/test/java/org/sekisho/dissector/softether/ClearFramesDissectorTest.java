// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.Probe;
import org.sekisho.event.softether.ClearFrames;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.StreamReplay;
import org.sekisho.testkit.TestCaptures;

class ClearFramesDissectorTest {
    /** A keep-alive of two bytes. */
    private static final String KEEP_ALIVE = "ffffffff 00000002 1234";

    /** One block: an ARP request of 42 bytes, sent by a virtual hub's own MAC address. */
    private static final String BLOCK =
            "00000001 0000002a 5e010203040500ae0a0b0c0d0806"
                    + "0001080006040001 00ae0a0b0c0d ac100101 000000000000 c0a81e0a";

    /** What follows TLS on the connections of sessions without encryption. */
    private static List<RecordedStream> clear() {
        List<RecordedStream> found = new ArrayList<>();
        TestCaptures.startingWith("p07")
                .forEach(
                        file -> {
                            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                                RecordedStream inner = stream.replay(new TlsThenClear()).inner();
                                if (inner != null) {
                                    found.add(inner);
                                }
                            }
                        });
        return found;
    }

    @Test
    void readsTheFramingOfBothDirections() {
        assertThat(clear()).isNotEmpty();
        for (RecordedStream stream : clear()) {
            StreamReplay replay = stream.replay(new ClearFramesDissector());
            assertThat(replay.probe()).isEqualTo(Probe.YES);
            List<ClearFrames> events = replay.events(ClearFrames.class);
            assertThat(events)
                    .extracting(ClearFrames::direction)
                    .contains(Direction.TO_SERVER, Direction.TO_CLIENT);
            assertThat(events.get(events.size() - 1).bothDirections()).isTrue();
            assertThat(events.get(0).blocks() + events.get(0).keepAlives()).isEqualTo(3);
            assertThat(events).noneMatch(e -> e.macs().stream().anyMatch(MacAddress::isGroup));
        }
    }

    @Test
    void tellsTheVirtualMacAddresses() {
        List<MacAddress> macs =
                clear().stream()
                        .flatMap(s -> s.replay(new ClearFramesDissector()).events().stream())
                        .flatMap(e -> ((ClearFrames) e).macs().stream())
                        .toList();
        // wire facts §8.1: network interfaces of clients begin with 5e, a hub's own with 00:ae
        assertThat(macs).anyMatch(mac -> mac.bits() >>> 40 == 0x5e);
        assertThat(macs).anyMatch(mac -> mac.bits() >>> 32 == 0x00ae);
    }

    @Test
    void doesNotCareHowTheBytesAreCut() {
        for (RecordedStream stream : clear()) {
            List<List<Object>> expected = essence(stream.replay(new ClearFramesDissector()));
            for (Delivery delivery : Delivery.values()) {
                assertThat(essence(stream.replay(new ClearFramesDissector(), delivery)))
                        .as(delivery.name())
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private static List<List<Object>> essence(StreamReplay replay) {
        return replay.events(ClearFrames.class).stream()
                .map(e -> List.<Object>of(e.direction(), e.keepAlives(), e.macs()))
                .toList();
    }

    @Test
    void readsLittleOfWhatItPassesOver() {
        for (RecordedStream stream : clear()) {
            long bytes = stream.pieces().stream().mapToLong(p -> p.bytes().length).sum();
            StreamReplay replay = stream.replay(new ClearFramesDissector());
            assertThat(replay.bytesShown()).isLessThan(3 * bytes);
        }
    }

    @Test
    void findsItsPlaceAgainAfterALoss() {
        RecordedStream stream = clear().get(0);
        List<StreamPiece> pieces = new ArrayList<>(stream.pieces());
        for (int i = 1; i < 5; i++) {
            StreamPiece lost = pieces.get(i);
            pieces.set(
                    i,
                    new StreamPiece(
                            lost.direction(),
                            new byte[0],
                            lost.bytes().length,
                            lost.frame(),
                            lost.time()));
        }
        RecordedStream holed = new RecordedStream(stream.flow(), false, 0, pieces);
        assertThat(holed.replay(new ClearFramesDissector()).events()).isNotEmpty();
    }

    @Test
    void asksForThreeUnitsInARowWhenTheStartWasNotSeen() {
        byte[] keepAlive = Conversation.hex(KEEP_ALIVE);
        byte[] block = Conversation.hex(BLOCK);
        ClearFramesDissector dissector = new ClearFramesDissector();
        StreamReplay undecided =
                Conversation.fromMiddle().toServer(keepAlive).toServer(block).stream()
                        .replay(dissector);
        assertThat(undecided.events(ClearFrames.class)).isEmpty();
        StreamReplay found =
                Conversation.fromMiddle()
                        .toServer(keepAlive)
                        .toServer(block)
                        .toServer(block)
                        .stream()
                        .replay(dissector);
        assertThat(found.events(ClearFrames.class))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.blocks()).isEqualTo(2);
                            assertThat(e.keepAlives()).isEqualTo(1);
                            assertThat(e.macs()).hasSize(1);
                        });
    }

    @Test
    void refusesOtherConnectionsAndOtherEtherTypes() {
        ClearFramesDissector dissector = new ClearFramesDissector();
        byte[] fitting = Conversation.hex(KEEP_ALIVE + BLOCK + BLOCK);
        byte[] odd = Conversation.hex((BLOCK + BLOCK + BLOCK).replace("0806", "0906"));
        byte[] long1 = Conversation.hex("ffffffff 00000201 1234");
        assertThat(Conversation.fromStart().toServer(fitting).stream().replay(dissector).probe())
                .isEqualTo(Probe.NO);
        assertThat(Conversation.fromMiddle().toServer(odd).stream().replay(dissector).probe())
                .isEqualTo(Probe.NO);
        assertThat(Conversation.fromMiddle().toServer(long1).stream().replay(dissector).probe())
                .isEqualTo(Probe.NO);
    }
}
