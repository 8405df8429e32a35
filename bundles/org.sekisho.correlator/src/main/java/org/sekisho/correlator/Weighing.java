// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.State;

/**
 * How sure evidence makes us (architecture §5, §10.10 and §10.11): log-likelihoods are added to the
 * logarithm of the prior odds, dependent families capped; states follow from the sum and from what
 * a single forged packet could have produced. The rules for control findings are those of decision
 * 0011.
 *
 * @param confidence probability between 0 and 1, of all evidence
 * @param tunnel whether evidence that binds both ends speaks for a tunnel by itself
 * @param twoWay whether such evidence reaches {@link State#LIKELY} by itself
 * @param state null below {@link State#SUSPECTED}
 */
record Weighing(double confidence, boolean tunnel, boolean twoWay, State state) {
    /**
     * What a definitive mark in which both ends took part counts: chance below 1 in 10⁹ (§10.11).
     */
    static final double DEFINITIVE = Math.log(1e9);

    /**
     * What a definitive mark counts that a single sender can have made up. Chance is as small as
     * for the others, but a forger's interest can't be computed; 1 in 10⁵ leaves 0.99 of confidence
     * with the usual prior.
     */
    static final double DEFINITIVE_ONE_SIDED = Math.log(1e5);

    private static final double MOST = 0.999999;
    private static final double SUSPECTED = 0.5;
    private static final double LIKELY = 0.9;

    /**
     * Weighs evidence. What is only advisory counts with the rest, but all of it together makes a
     * case no more than suspected: above that only the rest by itself does.
     */
    static Weighing of(Collection<Evidence> counted, Limits limits) {
        List<Evidence> own = counted.stream().filter(each -> !each.advisory()).toList();
        Weighing alone = plainly(own, limits);
        if (own.size() == counted.size()
                || alone.state() != null && alone.state().compareTo(State.SUSPECTED) > 0) {
            return alone;
        }
        Weighing advised = plainly(counted, limits);
        return new Weighing(
                Math.max(alone.confidence(), Math.min(advised.confidence(), Math.nextDown(LIKELY))),
                alone.tunnel() || advised.tunnel(),
                alone.twoWay(),
                advised.state() == null ? alone.state() : State.SUSPECTED);
    }

    private static Weighing plainly(Collection<Evidence> counted, Limits limits) {
        var binding = counted.stream().filter(Weighing::bindsBothEnds).toList();
        // definitive evidence needs no sum, whatever the prior
        boolean certain = anyDefinitive(binding);
        double alone = logistic(limits.priorLogOdds() + sum(binding, limits));
        // whoever hides may bring about what speaks against it: no certainty is lost to that
        var speaking = binding.stream().filter(e -> weight(e) >= 0).toList();
        boolean sure =
                anyDefinitive(counted)
                        && !speaking.isEmpty()
                        && logistic(limits.priorLogOdds() + sum(speaking, limits)) >= LIKELY;
        boolean twoWay = certain || sure || !binding.isEmpty() && alone >= LIKELY;
        // a client known to try explains by itself what its side of a connection looks like
        boolean onlyBinding =
                !binding.isEmpty()
                        && counted.stream().allMatch(e -> bindsBothEnds(e) || isWeakSign(e));
        boolean tunnel = twoWay || onlyBinding && alone >= SUSPECTED;
        double confidence = logistic(limits.priorLogOdds() + sum(counted, limits));
        State state =
                tunnel
                        ? byConfidence(confidence, certain || twoWay && anyDefinitive(counted))
                        : ofControl(counted, confidence);
        return new Weighing(confidence, tunnel, twoWay, state);
    }

    /** How a tunnel looks from one end: it takes nothing from what both ends showed. */
    private static boolean isWeakSign(Evidence evidence) {
        return evidence.finding() == Finding.TUNNEL && !evidence.technique().definitive();
    }

    /** Whether both ends of a tunnel took part, which one sender can't forge. */
    static boolean bindsBothEnds(Evidence evidence) {
        return evidence.twoWay()
                && (evidence.finding() == Finding.TUNNEL || evidence.finding() == Finding.LAN);
    }

    /** What a technique counts by itself. */
    static double weight(Evidence evidence) {
        if (evidence.technique().definitive()) {
            return bindsBothEnds(evidence) ? DEFINITIVE : DEFINITIVE_ONE_SIDED;
        }
        return evidence.technique().weight();
    }

    private static boolean anyDefinitive(Collection<Evidence> evidence) {
        return evidence.stream().anyMatch(e -> e.technique().definitive());
    }

    private static double sum(Collection<Evidence> counted, Limits limits) {
        double definitive = 0;
        // whoever hides may bring it about, so that together it counts no more than an allowance
        double against = 0;
        Map<String, double[]> families = new TreeMap<>();
        for (Evidence evidence : counted) {
            double weight = weight(evidence);
            if (evidence.technique().definitive()) {
                // certain twice is not more certain
                definitive = Math.max(definitive, weight);
                continue;
            }
            if (weight < 0) {
                against += weight;
                continue;
            }
            double[] family =
                    families.computeIfAbsent(evidence.technique().family(), name -> new double[2]);
            family[0] += weight;
            family[1] = Math.max(family[1], weight);
        }
        double sum = definitive + Math.max(against, -limits.familyAllowance());
        for (double[] family : families.values()) {
            sum += Math.min(family[0], family[1] + limits.familyAllowance());
        }
        return sum;
    }

    private static State ofControl(Collection<Evidence> counted, double confidence) {
        Set<String> families = new HashSet<>();
        Set<String> definitiveFamilies = new HashSet<>();
        boolean answered = false;
        boolean attempted = false;
        for (Evidence evidence : counted) {
            if (weight(evidence) >= 0) {
                families.add(evidence.technique().family());
            }
            attempted |= evidence.method() != null && Carriers.isCarrier(evidence.method());
            if (evidence.technique().definitive()) {
                definitiveFamilies.add(evidence.technique().family());
                answered |= evidence.twoWay();
            }
        }
        if (answered || definitiveFamilies.size() > 1) {
            return State.CONFIRMED;
        }
        State state = byConfidence(confidence, false);
        // names are asked for by people too, by resolvers and by whoever studies the software
        boolean sound = !definitiveFamilies.isEmpty() || families.size() > 1 && attempted;
        return state == State.LIKELY && !sound ? State.SUSPECTED : state;
    }

    private static State byConfidence(double confidence, boolean confirmed) {
        if (confirmed) {
            return State.CONFIRMED;
        }
        if (confidence >= LIKELY) {
            return State.LIKELY;
        }
        return confidence >= SUSPECTED ? State.SUSPECTED : null;
    }

    /**
     * The probability that goes with these log-odds, but no more than a model may be trusted with.
     */
    static double logistic(double logOdds) {
        return Math.min(MOST, 1 / (1 + Math.exp(-logOdds)));
    }
}
