// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.packet.Direction;

/**
 * TUN-INNER-TLS: after the connection's own beginning, volumes by turns look as if a TCP connection
 * were opened and a TLS handshake went through it: two short turns for SYN and its answer, a hello,
 * a flight with certificates (in pieces, between short acknowledgements), the end of the handshake
 * with a request.
 */
final class InnerHandshakeTechnique implements TechniqueGroup {
    /** What a certificate chain needs of acknowledgements between its pieces. */
    private static final int PIECES = 4;

    private final Technique inner;
    private final int first;
    private final Interval opening;
    private final Interval hello;
    private final Interval certificate;
    private final Interval acknowledgement;
    private final Interval end;
    private final Sightings sightings;

    InnerHandshakeTechnique(Catalogue catalogue, Sightings sightings) {
        inner = catalogue.technique("TUN-INNER-TLS");
        first = catalogue.number("inner.first.turn", 1, 32);
        opening = catalogue.interval("inner.opening");
        hello = catalogue.interval("inner.hello");
        certificate = catalogue.interval("inner.certificate");
        acknowledgement = catalogue.interval("inner.acknowledgement");
        end = catalogue.interval("inner.end");
        this.sightings = sightings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(FlowTurns.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        List<Turn> turns = ((FlowTurns) event).turns();
        // whoever sends the first datagram of a tunnel need not be its client
        boolean eitherWay = event.origin().flow().roles().compareTo(Roles.PROTOCOL) < 0;
        for (int at = first - 1; at + 4 < turns.size(); at++) {
            if ((eitherWay || turns.get(at).direction() == Direction.TO_SERVER)
                    && isHandshake(turns, at)) {
                sightings.tell(
                        inner,
                        event.origin(),
                        "from turn " + (at + 1) + " on volumes of a TLS handshake in a tunnel",
                        out);
                return;
            }
        }
    }

    private boolean isHandshake(List<Turn> turns, int at) {
        if (!fits(opening, turns.get(at))
                || !fits(opening, turns.get(at + 1))
                || !fits(hello, turns.get(at + 2))) {
            return false;
        }
        int next = at + 3;
        for (int piece = 0; piece < PIECES && next + 1 < turns.size(); piece++, next += 2) {
            if (piece == 0 && !fits(certificate, turns.get(next))) {
                return false;
            }
            if (fits(end, turns.get(next + 1))) {
                return true;
            }
            if (!fits(acknowledgement, turns.get(next + 1))) {
                return false;
            }
        }
        return false;
    }

    private static boolean fits(Interval interval, Turn turn) {
        return turn.bytes() <= Integer.MAX_VALUE && interval.contains((int) turn.bytes());
    }
}
