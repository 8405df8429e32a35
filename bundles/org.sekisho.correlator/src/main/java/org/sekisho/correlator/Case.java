// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.event.Roles;
import org.sekisho.packet.MacAddress;

/** All that was seen about one pair of ends, or about one host. Bounded. */
final class Case {
    /** Repeats of one technique that a host's case keeps, so that each finds its tunnel in time. */
    private static final int MAX_REPEATS = 16;

    private final CaseKey key;
    private final long order;
    private final Limits limits;
    private final Marks marks;
    private final Map<String, List<Evidence>> repeats = new TreeMap<>();
    private final Map<Method, Sighting> sightings = new EnumMap<>(Method.class);
    private final Sessions sessions = new Sessions();
    private final Set<MacAddress> stations = new LinkedHashSet<>(2);
    private Evidence orientation;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;
    private boolean tunnel;
    private boolean control;
    private boolean grounded;
    private boolean hub;

    /** The case this one goes on with under another address; null if none. */
    private Case continues;

    private boolean continuesForSure;

    private final List<Case> continuedBy = new ArrayList<>(0);

    /** Number told to listeners, 0 while it is no detection. */
    private long id;

    private Detection told;

    Case(CaseKey key, long order, Limits limits) {
        this.key = key;
        this.order = order;
        this.limits = limits;
        this.marks = new Marks(limits.maxEvidence());
    }

    /** Takes evidence; false if it was given up at a bound. */
    boolean add(Evidence evidence) {
        grounded |= !evidence.advisory();
        hub |= !evidence.advisory() && evidence.finding() == Finding.HUB;
        if (key.kind() == CaseKey.Kind.LAN) {
            addStation(evidence.subject());
        }
        firstTime = Math.min(firstTime, evidence.time());
        lastTime = Math.max(lastTime, evidence.time());
        if (orientation == null || orientates(evidence)) {
            orientation = evidence;
        }
        if (Weighing.bindsBothEnds(evidence) && evidence.method() != null && !evidence.advisory()) {
            sessions.seen(evidence);
            Sighting sighting = sightings.get(evidence.method());
            if (sighting == null) {
                sightings.put(evidence.method(), new Sighting(evidence));
            } else {
                sighting.add(evidence);
            }
        }
        if (key.kind() == CaseKey.Kind.HOST) {
            return repeat(evidence);
        }
        control |=
                !evidence.advisory()
                        && (evidence.technique().definitive()
                                || evidence.finding() == Finding.CONTROL);
        boolean kept = marks.add(evidence);
        tunnel |= Weighing.bindsBothEnds(evidence) && Weighing.of(marks.counted(), limits).twoWay();
        return kept;
    }

    /** Until its machine is known, the station stands in the machine's place. */
    private void addStation(Subject subject) {
        Party station = subject.server() != null ? subject.server() : subject.client();
        if (station != null && station.mac() != null && stations.size() < Exposure.MAX) {
            stations.add(station.mac());
        }
    }

    /**
     * A host's findings are kept with their times, because each belongs to the tunnel nearest to
     * it.
     */
    private boolean repeat(Evidence evidence) {
        List<Evidence> same = repeats.get(evidence.technique().id());
        if (same == null) {
            if (repeats.size() >= limits.maxEvidence()) {
                return false;
            }
            same = new ArrayList<>(1);
            repeats.put(evidence.technique().id(), same);
        }
        for (Evidence known : same) {
            boolean near = Math.abs(known.time() - evidence.time()) <= limits.reconnectNanos();
            boolean better = Marks.better(evidence, known);
            if (near && !better && known.subject().equals(evidence.subject())) {
                return true;
            }
        }
        if (same.size() >= MAX_REPEATS) {
            same.remove(dispensable(same));
        }
        same.add(evidence);
        return true;
    }

    /**
     * The first says since when, each that was better than all before it from which frame on it was
     * known, and the newest may belong to a tunnel still to come.
     */
    private static int dispensable(List<Evidence> same) {
        Evidence best = same.get(0);
        for (int i = 1; i < same.size(); i++) {
            if (!Marks.better(same.get(i), best)) {
                return i;
            }
            best = same.get(i);
        }
        return 1;
    }

    /** Advice does not turn a case round that others opened. */
    private boolean orientates(Evidence evidence) {
        if (evidence.advisory() != orientation.advisory()) {
            return orientation.advisory();
        }
        return roles(evidence).compareTo(roles(orientation)) > 0;
    }

    private static Roles roles(Evidence evidence) {
        Roles roles = evidence.subject().roles();
        return roles == null ? Roles.FIRST_PACKET : roles;
    }

    CaseKey key() {
        return key;
    }

    /** Rises from case to case in the order in which they were opened. */
    long order() {
        return order;
    }

    Marks marks() {
        return marks;
    }

    /** A host's findings; empty for other cases. */
    List<Evidence> findings() {
        List<Evidence> all = new ArrayList<>();
        repeats.values().forEach(all::addAll);
        return all;
    }

    Map<Method, Sighting> sightings() {
        return sightings;
    }

    /** When the tunnel was set up. */
    Sessions sessions() {
        return sessions;
    }

    /** Stations of a foreign network, in the order in which they were seen. */
    Set<MacAddress> stations() {
        return stations;
    }

    /** Whether it is about a host that offers a hub, which is a finding of its own. */
    boolean isHub() {
        return hub && key.kind() == CaseKey.Kind.HOST;
    }

    /** Evidence with the best reason for who dials. */
    Evidence orientation() {
        return orientation;
    }

    End client() {
        return End.of(orientation.subject().client());
    }

    End server() {
        return End.of(orientation.subject().server());
    }

    Party serverParty() {
        return orientation.subject().server();
    }

    MacAddress clientMac() {
        Subject subject = orientation.subject();
        return subject.client() == null ? null : subject.client().mac();
    }

    /**
     * Whether evidence in which both ends took part makes a tunnel at least likely. Only then
     * findings about its ends are listed with it.
     */
    boolean isTunnel() {
        return tunnel;
    }

    /** Whether a detector that may convict has spoken. */
    boolean isGrounded() {
        return grounded;
    }

    /** Whether its own evidence is enough for a detection. */
    boolean isSuspected() {
        return tunnel || Weighing.of(marks.counted(), limits).state() != null;
    }

    /**
     * Whether it shows that the software tried to reach its other end. A pair that only looks a
     * little like a tunnel is none: it stays by itself, and is no place for findings about its
     * ends.
     */
    boolean isAttempt() {
        return key.kind() == CaseKey.Kind.PAIR && control && !tunnel;
    }

    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return lastTime;
    }

    /** Nanoseconds between this moment and the time from the first to the last evidence. */
    long distance(long time) {
        return time < firstTime ? firstTime - time : Math.max(0, time - lastTime);
    }

    /**
     * Joins this case to an earlier one.
     *
     * @param forSure whether nothing that is learned later can part them
     */
    void goesOnWith(Case earlier, boolean forSure) {
        continues = earlier;
        continuesForSure = forSure;
        earlier.continuedBy.add(this);
    }

    boolean continuesForSure() {
        return continuesForSure;
    }

    Case continues() {
        return continues;
    }

    List<Case> continuedBy() {
        return continuedBy;
    }

    void forgetLinks() {
        if (continues != null) {
            continues.continuedBy.remove(this);
        }
        continuedBy.forEach(later -> later.continues = null);
    }

    long id() {
        return id;
    }

    void id(long id) {
        this.id = id;
    }

    Detection told() {
        return told;
    }

    void told(Detection detection) {
        told = detection;
    }
}
