// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.flow.Turn;
import org.sekisho.packet.Direction;

/**
 * Volumes of turns, the client's first: a TLS handshake and the messages that open a session (wire
 * facts §12, the lines below the table), from the catalogue.
 */
final class TurnPattern {
    private final Interval hello;
    private final Interval flight;
    private final Interval defaultFlight;
    private final List<List<Interval>> openings = new ArrayList<>();
    private final Interval channelRequest;
    private final Interval channelAnswer;

    TurnPattern(Catalogue catalogue) {
        hello = catalogue.interval("turns.hello");
        flight = catalogue.interval("turns.flight");
        defaultFlight = catalogue.interval("turns.flight.default");
        for (String name : catalogue.words("turns.openings")) {
            openings.add(catalogue.intervals("turns.opening." + name));
        }
        channelRequest = catalogue.interval("turns.channel.request");
        channelAnswer = catalogue.interval("turns.channel.answer");
    }

    /** A place where the pattern fits. */
    record Match(int from, int count) {}

    /** The first place where the pattern fits; null if it fits nowhere. */
    Match in(List<Turn> turns) {
        for (int i = 0; i < turns.size(); i++) {
            if (!begins(turns, i)) {
                continue;
            }
            for (List<Interval> opening : openings) {
                if (fits(turns, i + 2, opening)) {
                    return new Match(i, 2 + opening.size());
                }
            }
        }
        return null;
    }

    /** Turns alternate, so only the first one's direction needs a look. */
    private boolean begins(List<Turn> turns, int at) {
        return turns.get(at).direction() == Direction.TO_SERVER
                && at + 1 < turns.size()
                && holds(hello, turns.get(at))
                && holds(flight, turns.get(at + 1));
    }

    private static boolean fits(List<Turn> turns, int from, List<Interval> expected) {
        if (from + expected.size() > turns.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!holds(expected.get(i), turns.get(from + i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Interval interval, Turn turn) {
        return turn.bytes() <= Integer.MAX_VALUE && interval.contains((int) turn.bytes());
    }

    /** Whether the server's flight is as short as a default certificate makes it. */
    boolean hasDefaultFlight(List<Turn> turns, Match match) {
        return holds(defaultFlight, turns.get(match.from() + 1));
    }

    /** Whether SSH opened a channel just before: a request and its answer, one packet each. */
    boolean followsChannel(List<Turn> turns, Match match) {
        return match.from() >= 2
                && holds(channelRequest, turns.get(match.from() - 2))
                && holds(channelAnswer, turns.get(match.from() - 1));
    }

    /** The volumes for people. */
    static String describe(List<Turn> turns, Match match) {
        StringBuilder text = new StringBuilder();
        for (Turn turn : turns.subList(match.from(), match.from() + match.count())) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(turn.direction() == Direction.TO_SERVER ? "C " : "S ")
                    .append(turn.bytes());
        }
        return text.toString();
    }
}
