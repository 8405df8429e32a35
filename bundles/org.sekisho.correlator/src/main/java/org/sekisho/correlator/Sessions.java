// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.event.Flow;

/**
 * When the tunnel of one pair of ends was set up, and set up anew. A session has several
 * connections, so a new one alone is no reconnect: it must begin when the session before was set up
 * for a while, and the connections of that one must come to an end. Bounded.
 */
final class Sessions {
    /** The connections of a session are opened one after the other, 1 to 3 s apart. */
    static final long SET_UP_NANOS = 5_000_000_000L;

    /** How long the ends of a connection that was given up may still speak of it. */
    static final long LINGERING_NANOS = 10_000_000_000L;

    private static final int MOST_FLOWS = 256;

    /** One of the connections. */
    private static final class Connection {
        private final int session;
        private final Method method;
        private long toServer;
        private long toClient;

        Connection(int session, Method method) {
            this.session = session;
            this.method = method;
        }
    }

    private final List<Session> sessions = new ArrayList<>(1);
    private final Map<Long, Connection> connections = new LinkedHashMap<>(4);

    /** Number of the first session that is kept. */
    private int dropped;

    /** Where the last evidence was that told of a new flow. */
    private long lastFrame;

    private long lastOpened;

    /** Takes evidence that binds both ends and says how the tunnel travels. */
    void seen(Evidence evidence) {
        long flow = Flow.outermost(evidence.flow());
        boolean opens =
                evidence.flow() != 0
                        && evidence.method() != Method.UDP_ACCELERATION
                        && Carriers.isCarrier(evidence.method());
        if (opens && !connections.containsKey(flow)) {
            opened(flow, evidence);
        }
        if (!sessions.isEmpty() && (connections.containsKey(flow) || !opens)) {
            current().heard(evidence.time());
        }
    }

    private void opened(long flow, Evidence evidence) {
        boolean anew =
                sessions.isEmpty()
                        || Flow.firstFrame(flow) > lastFrame
                                && evidence.time() - lastOpened >= SET_UP_NANOS;
        if (anew) {
            sessions.add(new Session(evidence));
            if (sessions.size() > Detection.MAX_RECONNECTS + 1) {
                sessions.remove(0);
                dropped++;
            }
        } else {
            current().alsoBy(evidence);
        }
        lastOpened = Math.max(lastOpened, evidence.time());
        lastFrame = Math.max(lastFrame, evidence.frame());
        if (connections.size() < MOST_FLOWS) {
            connections.put(flow, new Connection(number(), evidence.method()));
        }
    }

    private Session current() {
        return sessions.get(sessions.size() - 1);
    }

    private int number() {
        return dropped + sessions.size() - 1;
    }

    /** One of the connections carries payload. */
    void goesOn(long flow, long time, long toServer, long toClient) {
        Connection connection = connections.get(flow);
        if (connection == null) {
            return;
        }
        // an end that repeats what nobody acknowledges is not a session that goes on
        boolean bothEnds = toServer > connection.toServer && toClient > connection.toClient;
        connection.toServer = toServer;
        connection.toClient = toClient;
        int place = connection.session - dropped;
        if (!bothEnds || place < 0 || place >= sessions.size() || lostRace(connection, place)) {
            return;
        }
        sessions.get(place).heard(time);
        // what seemed to be a session anew was one more connection of this one
        while (sessions.size() > place + 1
                && time - sessions.get(place + 1).begun() >= LINGERING_NANOS) {
            Session beside = sessions.remove(place + 1);
            sessions.get(place).heard(beside.heard());
            renumber(place + dropped);
        }
    }

    /** What was raced against TCP and lost may carry the next session. */
    private boolean lostRace(Connection connection, int place) {
        return Carriers.isRaced(connection.method)
                && !Carriers.isRaced(sessions.get(place).method());
    }

    private void renumber(int into) {
        connections.replaceAll(
                (flow, each) -> {
                    if (each.session <= into) {
                        return each;
                    }
                    Connection moved = new Connection(each.session - 1, each.method);
                    moved.toServer = each.toServer;
                    moved.toClient = each.toClient;
                    return moved;
                });
    }

    /** Flows on the wire that are known to carry it. */
    Collection<Long> flows() {
        return connections.keySet();
    }

    /** Those that are kept, in the order of time. */
    List<Session> all() {
        return sessions;
    }

    /** When it was last heard of; the least number if never. */
    long heard() {
        return sessions.isEmpty() ? Long.MIN_VALUE : current().heard();
    }
}
