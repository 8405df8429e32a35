// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;

/**
 * Judges recorded evidence again, changed or in part, each time through a correlator of its own: so
 * the rules of judging stay where they are.
 */
final class Rejudging {
    /** Lends a fresh correlator. */
    @FunctionalInterface
    interface Correlators {
        /** Gives a correlator to the work and takes it back afterwards. */
        List<Detection> lend(Function<Correlator, List<Detection>> work);

        /** Those of the framework. */
        static Correlators of(BundleContext context) {
            ServiceObjects<Correlator> objects =
                    context.getServiceObjects(context.getServiceReference(Correlator.class));
            return work -> {
                Correlator correlator = objects.getService();
                try {
                    return work.apply(correlator);
                } finally {
                    objects.ungetService(correlator);
                }
            };
        }
    }

    private final Correlators correlators;

    Rejudging(Correlators correlators) {
        this.correlators = correlators;
    }

    /**
     * The detections that follow.
     *
     * @param as what takes the place of a technique; null leaves its evidence out
     */
    List<Detection> judge(Recording recording, UnaryOperator<Technique> as) {
        List<Evidence> evidence = new ArrayList<>();
        for (Recording.Piece piece : recording.pieces()) {
            Technique technique = as.apply(piece.evidence().technique());
            if (technique != null) {
                evidence.add(with(technique, piece.evidence()));
            }
        }
        return judge(recording.techniques(), evidence);
    }

    /**
     * The detections that follow.
     *
     * @param lookingFor all techniques
     * @param evidence in the order in which it came
     */
    List<Detection> judge(Collection<Technique> lookingFor, List<Evidence> evidence) {
        return correlators.lend(
                correlator -> {
                    correlator.begin(detection -> {});
                    correlator.lookingFor(lookingFor);
                    for (Evidence one : evidence) {
                        correlator.advance(one.time());
                        correlator.evidence(one);
                    }
                    return correlator.detections();
                });
    }

    private static Evidence with(Technique technique, Evidence e) {
        return technique.equals(e.technique())
                ? e
                : new Evidence(
                        technique,
                        e.tunnel(),
                        e.finding(),
                        e.subject(),
                        e.method(),
                        e.twoWay(),
                        e.generation(),
                        e.flow(),
                        e.frame(),
                        e.time(),
                        e.detail(),
                        e.matched());
    }
}
