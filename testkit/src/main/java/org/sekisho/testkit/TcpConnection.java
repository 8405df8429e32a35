// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;

/** Gathers the segments of one TCP connection and sorts them when all are there. */
final class TcpConnection {
    private record Bytes(byte[] bytes, long frame, long time) {}

    /** One way: bytes by their distance from the first sequence number seen. */
    private static final class Half {
        final TreeMap<Long, Bytes> pieces = new TreeMap<>();
        boolean any;
        boolean syn;
        int first;
        long last;
        boolean acknowledged;

        long place(int sequence) {
            if (!any) {
                any = true;
                first = sequence;
            }
            last += sequence - (first + (int) last); // in 32 bits: the counter wraps
            return last;
        }

        void add(long at, byte[] bytes, long frame, long time) {
            // the copy captured first counts, so keep only what is not there yet
            long from = at;
            long end = at + bytes.length;
            while (from < end) {
                var before = pieces.floorEntry(from);
                if (before != null && before.getKey() + before.getValue().bytes().length > from) {
                    from = before.getKey() + before.getValue().bytes().length;
                    continue;
                }
                Long next = pieces.higherKey(from);
                long to = next == null ? end : Math.min(end, next);
                byte[] part =
                        java.util.Arrays.copyOfRange(bytes, (int) (from - at), (int) (to - at));
                pieces.put(from, new Bytes(part, frame, time));
                from = to;
            }
        }
    }

    private final long id;
    private final DecodedPacket opening;
    private final Half fromFirst = new Half();
    private final Half fromSecond = new Half();
    private long twoWayFrom = Long.MAX_VALUE;

    TcpConnection(long id, DecodedPacket opening) {
        this.id = id;
        this.opening = opening;
    }

    /** Whether this segment opens another connection of the same addresses and ports. */
    boolean isOver(DecodedPacket packet) {
        Half half = half(packet);
        return packet.has(DecodedPacket.SYN)
                && !packet.has(DecodedPacket.ACK)
                && half.any
                && packet.sequence() != half.first - (half.syn ? 1 : 0);
    }

    private Half half(DecodedPacket packet) {
        return packet.source().equals(opening.source()) ? fromFirst : fromSecond;
    }

    void add(DecodedPacket packet) {
        Half half = half(packet);
        Half other = half == fromFirst ? fromSecond : fromFirst;
        if (packet.has(DecodedPacket.SYN)) {
            half.syn = true;
            half.place(packet.sequence() + 1);
        } else if (!packet.has(DecodedPacket.RST)) {
            long at = half.place(packet.sequence());
            boolean probe = half.syn && at < 0; // a keep-alive repeats the byte before
            if (packet.payload().length > 0 && !probe) {
                half.add(at, packet.payload(), packet.frame(), packet.time());
            }
        }
        if (packet.has(DecodedPacket.ACK) && other.any) {
            // in a handshake the SYN itself was acknowledged, later only bytes seen count
            other.acknowledged |= packet.acknowledgment() - other.first >= (other.syn ? 0 : 1);
        }
        if (twoWayFrom == Long.MAX_VALUE && half.acknowledged && other.acknowledged) {
            twoWayFrom = packet.frame();
        }
    }

    RecordedStream sorted() {
        boolean clientIsSecond;
        boolean handshake = fromFirst.syn || fromSecond.syn;
        if (handshake) {
            boolean synAck = opening.has(DecodedPacket.SYN) && opening.has(DecodedPacket.ACK);
            clientIsSecond = synAck || !fromFirst.syn;
        } else {
            clientIsSecond = opening.source().port() < opening.destination().port();
        }
        Flow flow =
                new Flow(
                        id,
                        Transport.TCP,
                        clientIsSecond ? opening.destination() : opening.source(),
                        clientIsSecond ? opening.source() : opening.destination(),
                        clientIsSecond ? opening.destinationMac() : opening.sourceMac(),
                        clientIsSecond ? opening.sourceMac() : opening.destinationMac(),
                        opening.vlan(),
                        handshake ? Roles.SYN : Roles.PORTS,
                        null,
                        null);
        List<StreamPiece> pieces = new ArrayList<>();
        line(fromFirst, clientIsSecond ? Direction.TO_CLIENT : Direction.TO_SERVER, pieces);
        line(fromSecond, clientIsSecond ? Direction.TO_SERVER : Direction.TO_CLIENT, pieces);
        // stable: what one frame set free stays in the order of sequence numbers
        pieces.sort(Comparator.comparingLong(StreamPiece::frame));
        return new RecordedStream(flow, !handshake, twoWayFrom, pieces);
    }

    private static void line(Half half, Direction direction, List<StreamPiece> pieces) {
        long next = half.syn || half.pieces.isEmpty() ? 0 : half.pieces.firstKey();
        long frame = 0;
        long time = 0;
        for (var entry : half.pieces.entrySet()) {
            Bytes bytes = entry.getValue();
            if (bytes.frame() > frame) {
                frame = bytes.frame();
                time = bytes.time();
            }
            if (entry.getKey() > next) {
                long missing = entry.getKey() - next;
                pieces.add(new StreamPiece(direction, new byte[0], missing, frame, time));
            }
            pieces.add(new StreamPiece(direction, bytes.bytes(), 0, frame, time));
            next = entry.getKey() + bytes.bytes().length;
        }
    }
}
