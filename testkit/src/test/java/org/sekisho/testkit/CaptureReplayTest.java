// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

class CaptureReplayTest {
    /** Reads lines that start with a two-digit count of bytes to pass over. */
    private static final class Skipping implements StreamDissector {
        final StringBuilder seen = new StringBuilder();

        @Override
        public String protocol() {
            return "skipping";
        }

        @Override
        public int stateLayout() {
            return 1;
        }

        @Override
        public int stateSize() {
            return 0;
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            return head.length() < 2 ? Probe.MORE : Probe.YES;
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            scope.need(direction, 2);
            if (bytes.length() < 2) {
                return 0;
            }
            String count = bytes.text(0, 2);
            if (count.equals("!!")) {
                scope.inner(Carrier.AFTER_TLS, null);
                return 2;
            }
            seen.append(scope.position(direction)).append(':').append(count).append(' ');
            scope.skip(direction, Integer.parseInt(count));
            return 2;
        }

        @Override
        public void gap(StreamScope scope, Direction direction, long missing) {
            seen.append("gap ").append(missing).append(' ');
        }

        @Override
        public void end(StreamScope scope) {
            seen.append("end");
        }
    }

    @Test
    void deliversTheSameInEveryMode() {
        RecordedStream stream =
                Conversation.fromStart()
                        .toServer("05abcde03x")
                        .toClient("01z")
                        .toServer("yz")
                        .toServer("00")
                        .stream();
        for (Delivery delivery : Delivery.values()) {
            Skipping dissector = new Skipping();
            stream.replay(dissector, delivery);
            assertThat(dissector.seen.toString().split(" "))
                    .as(delivery.name())
                    .containsExactlyInAnyOrder("0:05", "7:03", "0:01", "12:00", "end");
        }
    }

    @Test
    void takesLostBytesOffAPendingSkipFirst() {
        Skipping dissector = new Skipping();
        Conversation.fromStart()
                .toServer("10ab")
                .gap(Direction.TO_SERVER, 8)
                .toServer("04ab")
                .gap(Direction.TO_SERVER, 5)
                .toServer("00")
                .stream()
                .replay(dissector);
        assertThat(dissector.seen).hasToString("0:10 12:04 gap 3 21:00 end");
    }

    @Test
    void handsTheRestOfBothDirectionsToTheInnerStream() {
        RecordedStream inner =
                Conversation.fromStart()
                        .toServer("00")
                        .toClient("0")
                        .toServer("!!in")
                        .toServer("ner")
                        .toClient("back")
                        .stream()
                        .replay(new Skipping())
                        .inner();
        assertThat(inner.bytes(Direction.TO_SERVER)).asString().isEqualTo("inner");
        assertThat(inner.bytes(Direction.TO_CLIENT)).asString().isEqualTo("0back");
    }

    @Test
    void groupsEveryCaptureWithoutLosingBytesOfCompleteConnections() {
        assertThat(TestCaptures.all()).isNotEmpty();
        for (Path file : TestCaptures.all()) {
            CaptureReplay capture = CaptureReplay.of(file);
            assertThat(capture.frames()).as(file.toString()).isNotEmpty();
            for (RecordedStream stream : capture.streams()) {
                assertThat(stream.pieces())
                        .as(file + " " + stream.flow())
                        .isSortedAccordingTo((a, b) -> Long.compare(a.frame(), b.frame()));
            }
        }
    }
}
