// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;

/**
 * Both directions of a stream, in order.
 *
 * @param flow the TCP connection or inner stream
 * @param midStream whether it began before the capture
 * @param twoWayFrom first frame by which both ends had acknowledged each other, or Long.MAX_VALUE
 * @param pieces of both directions as they became available
 */
public record RecordedStream(
        Flow flow, boolean midStream, long twoWayFrom, List<StreamPiece> pieces) {
    /** Copies the list. */
    public RecordedStream {
        pieces = List.copyOf(pieces);
    }

    /** Shows the stream to a dissector segment by segment. */
    public StreamReplay replay(StreamDissector dissector) {
        return replay(dissector, Delivery.AS_CAPTURED);
    }

    /** Shows the stream to a dissector: probe, data and gaps, end. */
    public StreamReplay replay(StreamDissector dissector, Delivery delivery) {
        StreamReplay replay = new StreamReplay(this, dissector);
        replay.run(delivery.arrange(pieces));
        return replay;
    }

    /** All bytes of a direction, gaps left out. */
    public byte[] bytes(Direction direction) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.stream()
                .filter(p -> p.direction() == direction)
                .forEach(p -> all.writeBytes(p.bytes()));
        return all.toByteArray();
    }

    /** Whether bytes are missing in either direction. */
    public boolean hasGaps() {
        return pieces.stream().anyMatch(piece -> piece.missing() > 0);
    }

    /** The same stream as if the capture had begun with this piece, counted from 0. */
    public RecordedStream fromPiece(int first) {
        return new RecordedStream(flow, true, twoWayFrom, pieces.subList(first, pieces.size()));
    }
}
