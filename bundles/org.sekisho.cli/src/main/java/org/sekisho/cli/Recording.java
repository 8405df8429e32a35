// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.packet.Endpoint;

/**
 * All evidence of one capture, also of pairs that are not even suspected, and which pairs of hosts
 * the capture told about at all. Bounded; used by one thread at a time.
 */
final class Recording {
    /** A capture of one tunnel gives a few hundred pieces. */
    private static final int MAX_EVIDENCE = 1 << 18;

    private static final int MAX_PAIRS = 1 << 16;

    /** What carries what was seen; a technique can only hit pairs that have its kind of traffic. */
    enum Kind {
        TLS,
        TCP,
        UDP,
        ICMP,
        OTHER
    }

    /**
     * Two hosts, in whatever order.
     *
     * @param one the lesser address, name or MAC address
     * @param other the greater; empty if only one end is known
     */
    record Pair(String one, String other) {
        static Pair of(String a, String b) {
            String first = a == null ? "" : a;
            String second = b == null ? "" : b;
            return first.compareTo(second) > 0 && !second.isEmpty() || first.isEmpty()
                    ? new Pair(second, first)
                    : new Pair(first, second);
        }

        boolean names(String end) {
            return one.equals(end) || other.equals(end);
        }
    }

    /**
     * A piece of evidence.
     *
     * @param evidence as the detector gave it
     * @param pair whom it is about
     * @param kind what carried it
     */
    record Piece(Evidence evidence, Pair pair, Kind kind) {}

    private final Collection<Technique> techniques;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Pair, Set<Kind>> pairs = new LinkedHashMap<>();
    private final Set<Long> tlsFlows = new TreeSet<>();
    private long left;

    /**
     * @param techniques all that the detectors look for
     */
    Recording(Collection<Technique> techniques) {
        this.techniques = List.copyOf(techniques);
    }

    /** Learns which hosts talk to each other, and how. */
    void talk(Event event) {
        Flow flow = event.origin().flow();
        if (flow == null) {
            return;
        }
        if (isTls(event) && tlsFlows.size() < MAX_PAIRS) {
            tlsFlows.add(flow.id());
        }
        Pair pair = Pair.of(end(flow.client()), end(flow.server()));
        Set<Kind> kinds = pairs.get(pair);
        if (kinds == null) {
            if (pairs.size() >= MAX_PAIRS) {
                left++;
                return;
            }
            kinds = EnumSet.noneOf(Kind.class);
            pairs.put(pair, kinds);
        }
        kinds.add(kind(flow));
        kinds.add(transport(flow));
    }

    private static boolean isTls(Event event) {
        return event.getClass().getPackageName().equals("org.sekisho.event.tls");
    }

    private Kind kind(Flow flow) {
        return tlsFlows.contains(flow.id()) ? Kind.TLS : transport(flow);
    }

    private static Kind transport(Flow flow) {
        return switch (flow.outermost().transport()) {
            case TCP -> Kind.TCP;
            case UDP -> Kind.UDP;
            case ICMP -> Kind.ICMP;
            case OTHER_IP, LINK -> Kind.OTHER;
        };
    }

    /** Keeps evidence that followed from this event. */
    void keep(Evidence evidence, Event event) {
        if (pieces.size() >= MAX_EVIDENCE) {
            left++;
            return;
        }
        Flow flow = event.origin().flow();
        Kind kind =
                flow != null
                        ? kind(flow)
                        : tlsFlows.contains(evidence.flow()) ? Kind.TLS : Kind.OTHER;
        Pair pair = Pair.of(end(evidence.subject().client()), end(evidence.subject().server()));
        pieces.add(new Piece(evidence, pair, kind));
    }

    private static String end(Endpoint endpoint) {
        return endpoint == null || endpoint.address() == null
                ? null
                : endpoint.address().toString();
    }

    static String end(Party party) {
        if (party == null) {
            return null;
        }
        if (party.address() != null) {
            return party.address().toString();
        }
        return party.name() != null ? party.name() : String.valueOf(party.mac());
    }

    Collection<Technique> techniques() {
        return techniques;
    }

    /** In the order in which the correlator saw it. */
    List<Piece> pieces() {
        return Collections.unmodifiableList(pieces);
    }

    /** Every pair that something was said about, with the kinds of its traffic. */
    Map<Pair, Set<Kind>> pairs() {
        return Collections.unmodifiableMap(pairs);
    }

    /** Evidence and pairs given up at a bound. */
    long left() {
        return left;
    }
}
