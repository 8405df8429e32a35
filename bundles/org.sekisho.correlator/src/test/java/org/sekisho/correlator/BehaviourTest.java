// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detector.tunnel.TunnelDetector;

/** What the shipped weights of behaviour do: nothing alone, something with the rest. */
class BehaviourTest {
    private static final List<Technique> ALL = Catalogue.shipped(TunnelDetector.class).techniques();

    private static Evidence between(Seen seen) {
        return seen.client("192.168.1.2", 50000).server("203.0.113.5", 443).evidence();
    }

    private static List<Evidence> behaviour() {
        List<Evidence> all = new ArrayList<>();
        for (Technique technique : ALL) {
            all.add(
                    between(
                            Seen.weighing(technique.id(), technique.weight())
                                    .family(technique.family())
                                    .at(all.size() + 1)));
        }
        return all;
    }

    private static Evidence weak(double weight) {
        return between(Seen.weighing("SE-TLS-CH", weight).by(Method.TLS).at(9));
    }

    /** Also if the bundle were allowed to convict, and with whatever allowance. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 3, 20})
    void allThreeAloneMakeNobodySuspected(double allowance) {
        for (boolean advisory : new boolean[] {true, false}) {
            Bench bench = new Bench(Map.of("family_allowance", allowance));
            for (Evidence each : behaviour()) {
                bench.correlator.evidence(advisory ? each.asAdvisory() : each);
            }
            assertThat(bench.detections()).isEmpty();
        }
        assertThat(ALL).hasSize(3);
    }

    @Test
    void withAnotherWeakTechniqueTheyMakeItSuspected() {
        Bench bench = new Bench();
        bench.correlator.evidence(weak(4.6));
        assertThat(bench.detections()).isEmpty();

        behaviour().forEach(each -> bench.correlator.evidence(each.asAdvisory()));

        Detection detection = bench.only();
        assertThat(detection.state()).isEqualTo(State.SUSPECTED);
        assertThat(detection.twoWay()).isFalse();
        assertThat(detection.evidence()).hasSize(4);
    }

    @Test
    void whatIsSuspectedDoesNotBecomeLikelyByThem() {
        Bench bench = new Bench();
        bench.correlator.evidence(weak(9.0));
        assertThat(bench.only().state()).isEqualTo(State.SUSPECTED);

        behaviour().forEach(each -> bench.correlator.evidence(each.asAdvisory()));

        assertThat(bench.only().state()).isEqualTo(State.SUSPECTED);
        assertThat(bench.only().confidence()).isLessThan(0.9);
        assertThat(bench.only().twoWay()).isFalse();
    }
}
