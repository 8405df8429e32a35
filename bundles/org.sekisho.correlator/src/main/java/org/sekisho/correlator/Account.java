// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.detect.Via;

/**
 * What is known of one tunnel or host, put together from the cases that tell about it, and the
 * detection that follows from it.
 */
final class Account {
    /**
     * A client that races carriers against TCP gives the others up as soon as one has won, at the
     * latest when its TCP connection times out after 10 s (wire facts §6.1 and §9).
     */
    private static final long RACE_NANOS = 10_000_000_000L;

    private final List<Case> members;
    private final Marks marks;
    private final Limits limits;
    private final CaseIndex index;
    private final Weighing weighing;

    /**
     * @param members the case and those that go on with it, the oldest first
     * @param merged all evidence that counts here
     * @param index where a host's tunnels are found
     */
    Account(List<Case> members, Marks merged, Limits limits, CaseIndex index) {
        this.members = members;
        this.marks = merged;
        this.limits = limits;
        this.index = index;
        this.weighing = Weighing.of(merged.counted(), limits);
    }

    /** Null while nothing is even suspected. */
    State state() {
        return weighing.state();
    }

    /**
     * Writes the detection.
     *
     * @param lookingFor ids of all techniques
     */
    Detection detection(long id, Set<String> lookingFor) {
        List<Evidence> counted = marks.counted();
        List<Method> methods = methods(counted);
        Method method =
                methods.stream()
                        .filter(m -> m != Method.UDP_ACCELERATION)
                        .findFirst()
                        .orElse(methods.get(0));
        Ends ends = Ends.of(members, weighing.tunnel() ? method : null);
        Exposures exposures = Exposures.of(method, ends, index);
        boolean hub = method == Method.HUB;
        Set<String> notSeen = new TreeSet<>(lookingFor);
        counted.forEach(e -> notSeen.remove(e.technique().id()));
        return new Detection(
                id,
                members.get(0).key().tunnel(),
                weighing.state(),
                weighing.confidence(),
                Weighing.logistic(limits.priorLogOdds()),
                ends.client(),
                hub && exposures != null ? exposures.named() : ends.server(),
                method,
                methods,
                via(counted, ends.via(), hub),
                transport(method, counted),
                generation(),
                times().min(Comparator.naturalOrder()).orElse(0L),
                Math.max(
                        times().max(Comparator.naturalOrder()).orElse(0L),
                        members.get(members.size() - 1).lastTime()),
                decidedAtFrame(),
                weighing.twoWay(),
                counted,
                List.copyOf(notSeen),
                weighing.tunnel() ? Session.reconnects(members) : List.of(),
                exposures == null ? Exposure.NONE : exposures.exposure(members));
    }

    private java.util.stream.Stream<Long> times() {
        return marks.all().stream().map(Evidence::time);
    }

    private List<Method> methods(List<Evidence> counted) {
        if (members.get(0).key().kind() == CaseKey.Kind.LAN) {
            return distinct(counted, Finding.LAN, Method.BRIDGE);
        }
        if (!weighing.tunnel()) {
            return List.of(isHub(counted) ? Method.HUB : Method.CONTROL);
        }
        Map<Method, Sighting> seen = new EnumMap<>(Method.class);
        for (Case member : members) {
            member.sightings().forEach((method, sighting) -> merge(seen, method, sighting));
        }
        List<Method> methods = new ArrayList<>(seen.keySet());
        methods.removeIf(method -> lostRace(method, seen));
        if (seen.containsKey(Method.SSTP_CLONE)) {
            // SSTP is TLS, told more exactly
            methods.remove(Method.TLS);
        }
        methods.sort(Comparator.comparingLong(method -> seen.get(method).firstFrame()));
        return methods.isEmpty() ? distinct(counted, Finding.TUNNEL, Method.CONTROL) : methods;
    }

    private static boolean isHub(List<Evidence> counted) {
        return counted.stream().anyMatch(e -> e.finding() == Finding.HUB);
    }

    private static void merge(Map<Method, Sighting> seen, Method method, Sighting sighting) {
        Sighting merged = seen.get(method);
        if (merged == null) {
            seen.put(method, sighting.copy());
        } else {
            merged.add(sighting);
        }
    }

    private static boolean lostRace(Method method, Map<Method, Sighting> seen) {
        if (!Carriers.isRaced(method)) {
            return false;
        }
        Sighting raced = seen.get(method);
        for (Method winner : new Method[] {Method.TLS, Method.PLAIN}) {
            Sighting won = seen.get(winner);
            if (won != null
                    && Math.abs(won.firstTime() - raced.firstTime()) <= RACE_NANOS
                    && raced.lastTime() - won.firstTime() <= RACE_NANOS) {
                return true;
            }
        }
        return false;
    }

    private static List<Method> distinct(List<Evidence> counted, Finding finding, Method other) {
        List<Method> methods =
                counted.stream()
                        .filter(e -> e.finding() == finding && e.method() != null)
                        .map(Evidence::method)
                        .distinct()
                        .toList();
        return methods.isEmpty() ? List.of(other) : methods;
    }

    /** A hub may be reached through a relay, which only the hub's own evidence names. */
    private static Via via(List<Evidence> counted, Via ofMethod, boolean hub) {
        if (ofMethod != null) {
            return ofMethod;
        }
        return counted.stream()
                .filter(e -> hub ? e.finding() == Finding.HUB : Weighing.bindsBothEnds(e))
                .map(e -> e.subject().via())
                .filter(via -> via != null)
                .findFirst()
                .orElse(null);
    }

    private static String transport(Method method, List<Evidence> counted) {
        if (method != Method.CONTROL) {
            return Carriers.transport(method);
        }
        Method attempted =
                counted.stream()
                        .filter(e -> e.method() != null && Carriers.isCarrier(e.method()))
                        .map(Evidence::method)
                        .findFirst()
                        .orElse(Method.CONTROL);
        return Carriers.transport(attempted);
    }

    /**
     * The generation that most weight speaks for; of equals the one that was seen first. A form
     * that names one speaks also after a better form of its technique came that names none.
     */
    private String generation() {
        Map<String, Evidence> telling = new TreeMap<>();
        for (Evidence evidence : marks.all()) {
            if (evidence.generation() != null) {
                telling.put(evidence.technique().id(), evidence);
            }
        }
        Map<String, Double> weights = new TreeMap<>();
        for (Evidence evidence : telling.values()) {
            weights.merge(evidence.generation(), Weighing.weight(evidence), Double::sum);
        }
        String best = null;
        for (Evidence evidence : marks.all()) {
            Double weight =
                    evidence.generation() == null ? null : weights.get(evidence.generation());
            if (weight != null && (best == null || weight > weights.get(best))) {
                best = evidence.generation();
            }
        }
        return best;
    }

    /**
     * The frame from which on every look at the evidence would have given the present state. A
     * control finding that becomes a tunnel or a hub is decided anew, whatever its state was
     * before.
     */
    private long decidedAtFrame() {
        long decided = 0;
        State before = null;
        boolean tunnelBefore = false;
        boolean hubBefore = false;
        long last = 0;
        for (Evidence evidence : marks.all()) {
            if (evidence.frame() == last) {
                continue;
            }
            last = evidence.frame();
            List<Evidence> known = marks.countedUpTo(last);
            Weighing then = Weighing.of(known, limits);
            boolean hub = !then.tunnel() && isHub(known);
            if (then.state() != before || then.tunnel() != tunnelBefore || hub != hubBefore) {
                decided = last;
                before = then.state();
                tunnelBefore = then.tunnel();
                hubBefore = hub;
            }
        }
        return decided;
    }
}
