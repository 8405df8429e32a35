// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Technique;

/**
 * How far confidences and weights can be trusted on these captures.
 *
 * @param bins how often detections of each confidence were right
 * @param techniques counts of each technique in each form
 * @param without what would be left without a technique, by its id
 * @param alone what a technique would do by itself, by its id
 * @param halves judging with weights from the other half
 * @param unlike captures whose evidence, judged again unchanged, gave something else than the
 *     analysis did; always none unless a detector came, went or failed in between
 * @param left evidence and pairs given up at a bound
 */
record Calibration(
        List<Bin> bins,
        Map<Technique, Counts> techniques,
        Map<String, Evaluation> without,
        Map<String, Evaluation> alone,
        List<Halves.Half> halves,
        List<String> unlike,
        long left) {
    /** Lower ends of the bins; confidences below a half are no detections. */
    private static final double[] EDGES = {
        0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999
    };

    /**
     * Detections with a confidence in an interval.
     *
     * @param from lower end, included
     * @param to upper end, excluded unless it is 1
     * @param right those in a capture with the software and with the labelled ends
     * @param of all
     */
    record Bin(double from, double to, long right, long of) {}

    static Calibration of(List<Sample> samples, Rejudging rejudging) {
        TreeSet<String> ids = new TreeSet<>();
        Map<Technique, Counts> counts = Tally.of(samples, Tally.kinds(samples)).counts();
        counts.keySet().forEach(technique -> ids.add(technique.id()));
        Map<String, Evaluation> without = new LinkedHashMap<>();
        Map<String, Evaluation> alone = new LinkedHashMap<>();
        for (String id : ids) {
            without.put(id, judged(samples, rejudging, t -> t.id().equals(id) ? null : t));
            alone.put(id, judged(samples, rejudging, t -> t.id().equals(id) ? t : null));
        }
        List<String> unlike = new ArrayList<>();
        for (Sample sample : samples) {
            List<Detection> again = rejudging.judge(sample.recording(), UnaryOperator.identity());
            if (!withoutReconnects(again)
                    .equals(withoutReconnects(sample.outcome().detections()))) {
                unlike.add(sample.entry().file());
            }
        }
        return new Calibration(
                bins(samples),
                counts,
                without,
                alone,
                new Halves(samples, rejudging).judge(),
                unlike,
                samples.stream().mapToLong(s -> s.recording().left()).sum());
    }

    /** Whether a session goes on is told by its flows, which are not judged again. */
    private static List<Detection> withoutReconnects(List<Detection> detections) {
        return detections.stream()
                .map(
                        each ->
                                new Detection(
                                        each.id(),
                                        each.tunnel(),
                                        each.state(),
                                        each.confidence(),
                                        each.prior(),
                                        each.client(),
                                        each.server(),
                                        each.method(),
                                        each.methods(),
                                        each.via(),
                                        each.transport(),
                                        each.generation(),
                                        each.firstSeen(),
                                        each.lastSeen(),
                                        each.decidedAtFrame(),
                                        each.twoWay(),
                                        each.evidence(),
                                        each.notSeen()))
                .toList();
    }

    private static Evaluation judged(
            List<Sample> samples, Rejudging rejudging, UnaryOperator<Technique> as) {
        return new Evaluation(
                samples.stream()
                        .map(
                                s ->
                                        Judged.of(
                                                s.entry(),
                                                s.outcome()
                                                        .with(rejudging.judge(s.recording(), as))))
                        .toList());
    }

    private static List<Bin> bins(List<Sample> samples) {
        long[] right = new long[EDGES.length];
        long[] of = new long[EDGES.length];
        for (Sample sample : samples) {
            for (Detection detection : sample.outcome().detections()) {
                int bin = 0;
                while (bin + 1 < EDGES.length && detection.confidence() >= EDGES[bin + 1]) {
                    bin++;
                }
                of[bin]++;
                right[bin] += Judged.isThere(sample.entry(), detection) ? 1 : 0;
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < EDGES.length; i++) {
            bins.add(new Bin(EDGES[i], i + 1 < EDGES.length ? EDGES[i + 1] : 1, right[i], of[i]));
        }
        return bins;
    }

    /** Techniques that weigh more than the counts hold that they claim to come from. */
    List<Technique> tooHeavy() {
        return techniques.entrySet().stream()
                .filter(e -> Tally.isCounted(e.getKey()))
                .filter(e -> e.getKey().weight() > e.getValue().weight() + 0.05)
                .map(Map.Entry::getKey)
                .toList();
    }
}
