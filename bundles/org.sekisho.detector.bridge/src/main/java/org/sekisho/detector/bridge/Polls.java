// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.detection.BoundedMap;
import org.sekisho.packet.IpAddress;

/**
 * Who answers the polls of virtual hubs. A hub asks every host it knows every few seconds, the
 * machine that it runs on among them; all answer except that machine, because what a program sends
 * through a network card does not come back to the machine itself. So the station that is alive and
 * never answers, while others do, is the machine that bridges. Bounded.
 */
final class Polls {
    private static final int HUBS = 256;
    private static final int STATIONS_PER_HUB = 1024;

    private static final class Polled {
        private long last;
        private boolean answeredLast;
        private boolean answeredEver;
        private int unanswered;
    }

    private static final class Hub {
        private final Map<Station, Polled> polled = new BoundedMap<>(STATIONS_PER_HUB);
        private final Set<Station> silent = new HashSet<>(2);
        private int answers;
    }

    private final Map<Station, Hub> hubs = new BoundedMap<>(HUBS);
    private final Neighbours neighbours;
    private final int silences;

    /**
     * @param silences polls that a station which is alive must leave unanswered to be the machine
     */
    Polls(Neighbours neighbours, int silences) {
        this.neighbours = neighbours;
        this.silences = silences;
    }

    /**
     * A hub asks a station for an address.
     *
     * @return whether this shows that the station is the machine that bridges
     */
    boolean asked(Station hub, Station asked, IpAddress address, long time) {
        // asked for an address that it doesn't have, nobody answers
        if (asked == null || !neighbours.has(asked, address)) {
            return false;
        }
        Hub known = hubs.computeIfAbsent(hub, fresh -> new Hub());
        Polled polled = known.polled.computeIfAbsent(asked, fresh -> new Polled());
        boolean alive = neighbours.lastHeard(asked) > polled.last;
        if (polled.last != 0 && !polled.answeredLast && alive) {
            polled.unanswered++;
        }
        polled.last = time;
        polled.answeredLast = false;
        if (!polled.answeredEver && polled.unanswered > 0 && known.silent.size() < 2) {
            known.silent.add(asked);
        }
        // where several begin to be silent, their answers go unseen
        boolean alone = known.silent.size() == 1 && known.silent.contains(asked);
        return alone && polled.unanswered >= silences && known.answers > 0;
    }

    /**
     * A station answers a hub.
     *
     * @return whether the hub had asked it
     */
    boolean answered(Station hub, Station by) {
        Hub known = hubs.get(hub);
        Polled polled = known == null || by == null ? null : known.polled.get(by);
        if (polled == null) {
            return false;
        }
        polled.answeredLast = true;
        polled.answeredEver = true;
        known.silent.remove(by);
        known.answers++;
        return true;
    }

    /** Whether this station has ever answered the hub, and so is not the machine it runs on. */
    boolean hasAnswered(Station hub, Station station) {
        Hub known = hubs.get(hub);
        Polled polled = known == null ? null : known.polled.get(station);
        return polled != null && polled.answeredEver;
    }
}
