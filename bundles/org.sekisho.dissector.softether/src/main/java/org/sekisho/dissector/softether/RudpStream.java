// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.dissect.DatagramScope;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Hands the segments of a session to the engine, which puts the stream inside together (wire facts
 * §6.6).
 *
 * <p>Segments count from 1 in each direction. Keep-alives take a number each and carry nothing of
 * the stream, and so does the client's first segment after its keep-alive, the eight bytes that
 * announce the number of its disconnect: all these are empty pieces. Most sessions of the race at
 * connect time consist of nothing else, so no stream is opened before there is a byte for it.
 */
final class RudpStream {
    private static final int ANNOUNCEMENT = 8;

    private final Carrier carrier;
    private final RudpCipher cipher;
    private final byte[] seed = new byte[RudpCipher.SIZE];
    private final Payload nothing = new Payload();

    RudpStream(Carrier carrier, RudpCipher cipher) {
        this.carrier = carrier;
        this.cipher = cipher;
    }

    /** Takes a decrypted packet of the session's client, or of its server. */
    void segment(
            DatagramScope scope,
            Direction direction,
            RudpSession session,
            boolean client,
            RudpPacket packet) {
        if (session.has(RudpSession.ENDED)) {
            return;
        }
        if (packet.disconnect()) {
            if (session.has(RudpSession.STREAM)) {
                session.set(RudpSession.ENDED);
                scope.innerEnd(session.stream());
            }
            return;
        }
        // A number beyond 31 bits would be terabytes: nothing that a real session reaches.
        if (packet.length == 0 || packet.number < 1 || packet.number > Integer.MAX_VALUE) {
            return;
        }
        int from = unused(session, client, packet);
        int count = packet.length - from;
        int number = (int) packet.number - 1;
        if (!session.has(RudpSession.STREAM)) {
            if (count == 0 && session.keepEmpty(client, number)) {
                return;
            }
            session.set(RudpSession.STREAM);
            empties(scope, direction, session, client);
            empties(scope, direction.opposite(), session, !client);
        }
        if (count > 0 && session.firstData(client) == 0) {
            session.firstData(client, packet.number);
        }
        Payload piece = packet.payload(from, count);
        scope.inner(carrier, session.stream(), direction, number, piece);
    }

    /** Remembers a segment that can't be handed on yet because directions are about to turn. */
    void postpone(RudpSession session, boolean client, RudpPacket packet) {
        long number = packet.number;
        if (number >= 1
                && number <= RudpSession.MOST_EMPTY
                && packet.length > 0
                && unused(session, client, packet) == packet.length) {
            session.keepEmpty(client, (int) number - 1);
        }
    }

    private void empties(
            DatagramScope scope, Direction direction, RudpSession session, boolean client) {
        for (int number = 0; number < RudpSession.MOST_EMPTY; number++) {
            if (session.isEmpty(client, number)) {
                scope.inner(carrier, session.stream(), direction, number, nothing);
            }
        }
    }

    /** Bytes at the start of the payload that are not of the stream. */
    private int unused(RudpSession session, boolean client, RudpPacket packet) {
        if (packet.length == RudpCipher.SIZE) {
            session.copySeed(seed);
            if (cipher.keepAlive(seed, packet.plain, packet.start)) {
                return packet.length;
            }
        }
        long first = session.firstData(true);
        boolean announcement =
                client && (first == 0 || first == packet.number) && packet.announcesDisconnect();
        return announcement ? ANNOUNCEMENT : 0;
    }
}
