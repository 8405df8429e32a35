// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;

/** Explains detections. What was known after each frame is judged by the correlator itself. */
final class Explainer {
    /** As the engine counts it. */
    private static final String LOST = "stream bytes lost by the capture";

    private final Rejudging rejudging;
    private final Collection<Technique> techniques;
    private final Map<String, String> titles = new TreeMap<>();
    private final Wording english = new Wording("en");
    private final Wording japanese = new Wording("ja");

    /**
     * @param techniques all that is looked for
     */
    Explainer(Rejudging rejudging, Collection<Technique> techniques) {
        this.rejudging = rejudging;
        this.techniques = List.copyOf(techniques);
        techniques.forEach(technique -> titles.put(technique.id(), technique.title()));
    }

    /** With the correlator and the techniques of the framework. */
    static Explainer of(BundleContext context) {
        return new Explainer(
                new Rejudging(Rejudging.Correlators.of(context)),
                new DetectorInstances(context).techniques());
    }

    /** Every detection of an outcome, in its order. */
    List<Explanation> explain(Outcome outcome) {
        List<Explanation> explanations = new ArrayList<>();
        for (int number = 1; number <= outcome.detections().size(); number++) {
            explanations.add(explain(outcome, number));
        }
        return explanations;
    }

    /**
     * One of them.
     *
     * @param number from 1
     */
    Explanation explain(Outcome outcome, int number) {
        Detection detection = outcome.detections().get(number - 1);
        Map<String, String> notSeen = new LinkedHashMap<>();
        detection.notSeen().forEach(id -> notSeen.put(id, titles.getOrDefault(id, "")));
        Map<String, String> user = new LinkedHashMap<>();
        user.put("en", english.user(detection));
        user.put("ja", japanese.user(detection));
        return new Explanation(
                outcome,
                number,
                detection,
                steps(detection),
                notSeen,
                loss(outcome),
                english.onCall(detection),
                user);
    }

    private List<Explanation.Step> steps(Detection detection) {
        List<Evidence> evidence = detection.evidence();
        List<Explanation.Step> steps = new ArrayList<>();
        for (int known = 1; known <= evidence.size(); known++) {
            Detection then = fullest(rejudging.judge(techniques, evidence.subList(0, known)));
            steps.add(
                    new Explanation.Step(
                            evidence.get(known - 1),
                            then == null ? null : then.state(),
                            then == null ? 0 : then.confidence()));
        }
        return steps;
    }

    /** Findings about a host may stand by themselves until there is a tunnel to list them with. */
    private static Detection fullest(List<Detection> detections) {
        Detection fullest = null;
        for (Detection one : detections) {
            if (fullest == null || one.evidence().size() > fullest.evidence().size()) {
                fullest = one;
            }
        }
        return fullest;
    }

    private static Map<String, Long> loss(Outcome outcome) {
        Map<String, Long> loss = new LinkedHashMap<>();
        long lost = outcome.summary().counters().getOrDefault(LOST, 0L);
        if (lost > 0) {
            loss.put(LOST, lost);
        }
        new TreeMap<>(outcome.summary().undecodedBy())
                .forEach((cause, count) -> loss.put("frames not decoded: " + cause, count));
        new TreeMap<>(outcome.summary().evictedBy())
                .forEach((what, count) -> loss.put("given up at a memory bound: " + what, count));
        loss.values().removeIf(count -> count == 0);
        return loss;
    }
}
