// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * Sees events as they pass, and answers what the acting thread asks about them. Bounded: the flows
 * seen last are known, and flows that go on are seen every few seconds. Called by the judging
 * thread and the acting thread; each call takes microseconds.
 */
public final class Traffic implements EventObserver {
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_FLOWS = 16_384;
    private static final int MOST_PAIRS = 16_384;

    /** A tunnel sends a keep-alive at least each 10 s or so. */
    private static final long ALIVE_NANOS = 60 * SECOND;

    /** What was found just now is alive, whatever is known of its flows. */
    private static final long FRESH_NANOS = 10 * SECOND;

    private final Map<Long, FlowSight> flows = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Ends, FlowSight> byEnds = new LinkedHashMap<>();
    private final Map<Pair, Long> twoWayPairs = bounded(MOST_PAIRS);
    private final ServerUse servers = new ServerUse();
    private final InsideHosts inside = new InsideHosts();
    private final WatchIndex watches = new WatchIndex();
    private final Consumer<Pair> awaited;
    private Set<Pair> awaiting = Set.of();
    private long now = Long.MIN_VALUE;

    /** Both end points of a flow, which stay the same when the analysis begins anew. */
    private record Ends(IpAddress client, int clientPort, IpAddress server, int serverPort) {
        static Ends of(Endpoint client, Endpoint server) {
            return new Ends(client.address(), client.port(), server.address(), server.port());
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param awaited told, by the judging thread, of two-way traffic between a pair that is awaited
     */
    public Traffic(Consumer<Pair> awaited) {
        this.awaited = awaited;
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                Tick.class,
                FlowStarted.class,
                FlowCheckpoint.class,
                FlowEnded.class,
                ServerHello.class);
    }

    @Override
    public void event(Event event) {
        Pair back;
        synchronized (this) {
            Origin origin = event.origin();
            now = Math.max(now, origin.time());
            Flow flow = origin.flow() == null ? null : origin.flow().outermost();
            back =
                    flow == null
                                    || flow.client().address() == null
                                    || flow.server().address() == null
                            ? null
                            : see(event, flow, origin);
            if (back != null && !awaiting.contains(back)) {
                back = null;
            }
        }
        if (back != null) {
            awaited.accept(back);
        }
    }

    /** Returns the ends if both were seen to send. */
    private Pair see(Event event, Flow flow, Origin origin) {
        long time = origin.time();
        FlowSight sight = sight(flow);
        boolean twoWay = false;
        if (event instanceof FlowStarted started) {
            if (started.syn()) {
                sight.begins(time);
            } else {
                sight.seen(time);
            }
        } else if (event instanceof FlowCheckpoint checkpoint) {
            twoWay =
                    sight.count(
                            time,
                            checkpoint.packetsToServer(),
                            checkpoint.packetsToClient(),
                            checkpoint.bytesToServer(),
                            checkpoint.bytesToClient());
        } else if (event instanceof FlowEnded ended) {
            // when the end is told of, the flow may have been silent for minutes
            twoWay =
                    ended.reason() != FlowEnded.Reason.IDLE
                            && sight.count(
                                    time,
                                    ended.packetsToServer(),
                                    ended.packetsToClient(),
                                    ended.bytesToServer(),
                                    ended.bytesToClient());
            sight.ends(time);
        } else if (event instanceof ServerHello) {
            sight.answered(time);
            twoWay = true;
        }
        inside.seen(flow);
        if (event instanceof FlowStarted || event instanceof FlowCheckpoint) {
            // either comes with a packet, which may be stopped afterwards
            watches.tried(flow, time);
        }
        if (!twoWay) {
            return null;
        }
        Pair pair = Pair.of(flow);
        twoWayPairs.put(pair, time);
        servers.used(pair);
        watches.twoWay(flow, sight.twoWayFrom(), sight.twoWayTo());
        return pair;
    }

    private FlowSight sight(Flow flow) {
        long id = flow.id();
        FlowSight sight = flows.get(id);
        if (sight == null) {
            sight = new FlowSight(flow);
            flows.put(id, sight);
            byEnds.put(Ends.of(flow.client(), flow.server()), sight);
            if (flows.size() > MOST_FLOWS) {
                FlowSight eldest = flows.remove(flows.keySet().iterator().next());
                Flow gone = eldest.flow();
                byEnds.remove(Ends.of(gone.client(), gone.server()), eldest);
            }
        }
        return sight;
    }

    /** Packet time as far as events have told it; {@link Long#MIN_VALUE} if there were none. */
    public synchronized long now() {
        return now;
    }

    /**
     * Whether something of this case is still going on, so that there is something to cut. What a
     * warm-up finds about sessions that are over is not.
     */
    public synchronized boolean isAlive(Detection detection) {
        if (now == Long.MIN_VALUE || now - detection.lastSeen() <= FRESH_NANOS) {
            return true;
        }
        for (Evidence evidence : detection.evidence()) {
            FlowSight sight = sight(evidence);
            if (sight != null && !sight.isOver() && now - sight.lastSeen() <= ALIVE_NANOS) {
                return true;
            }
        }
        return false;
    }

    /**
     * The outermost flow of a piece of evidence, by its number or, after a restart, by its ends.
     */
    private FlowSight sight(Evidence evidence) {
        FlowSight sight = flows.get(evidence.flow() >> 8 << 8);
        Party client = evidence.subject().client();
        Party server = evidence.subject().server();
        if (client == null || server == null || client.port() == 0) {
            return sight;
        }
        Ends ends = new Ends(client.address(), client.port(), server.address(), server.port());
        return sight != null && isBetween(sight, ends) ? sight : byEnds.get(ends);
    }

    /** Numbers of flows begin anew with the analysis; ends tell that it is another one. */
    private static boolean isBetween(FlowSight sight, Ends ends) {
        Flow flow = sight.flow();
        return ends.client().equals(flow.client().address())
                || ends.client().equals(flow.server().address());
    }

    /**
     * Whether both ends of this tunnel were seen to send after a moment of packet time: in a flow
     * of the case, or in any if there was further evidence after it.
     */
    public synchronized boolean isBack(Detection detection, long after) {
        for (Evidence evidence : detection.evidence()) {
            FlowSight sight = sight(evidence);
            if (sight != null && sight.twoWayTo() > after) {
                return true;
            }
        }
        return detection.lastSeen() > after
                && Pair.of(detection).stream()
                        .anyMatch(pair -> twoWayPairs.getOrDefault(pair, Long.MIN_VALUE) > after);
    }

    /** From now on told of two-way traffic between these pairs. */
    public synchronized void await(Set<Pair> pairs) {
        awaiting = Set.copyOf(pairs);
    }

    /**
     * Clients that have used a server's address lately, each direction included; a few of them.
     *
     * @param server its address
     */
    public synchronized Set<IpAddress> clientsOf(IpAddress server) {
        return servers.clientsOf(server);
    }

    /** Flows that are known. */
    synchronized int flowsKnown() {
        assert byEnds.size() <= flows.size();
        return flows.size();
    }

    /** Inside hosts that were seen. */
    public synchronized int insideHosts() {
        return inside.count();
    }

    /** Begins to look. */
    public synchronized void begin(Watch watch) {
        watches.add(watch);
    }

    /** Looks no more. */
    public synchronized void end(Watch watch) {
        watches.remove(watch);
    }
}
