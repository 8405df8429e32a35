// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

/** Evidence of detectors that may not convict. */
class AdvisoryTest {
    private static final double HALF = Math.log(1000) / 2 + 1;

    private final Bench bench = new Bench();

    private static Evidence weighing(String technique, double weight, long frame) {
        return between(Seen.weighing(technique, weight), frame);
    }

    private static Evidence definitive(String technique, long frame) {
        return between(Seen.definitive(technique), frame);
    }

    private static Evidence between(Seen seen, long frame) {
        return seen.client("192.168.1.2", 50000)
                .server("203.0.113.5", 443)
                .by(Method.TLS)
                .at(frame)
                .evidence();
    }

    private Detection after(Evidence... evidence) {
        for (Evidence each : evidence) {
            bench.correlator.evidence(each);
        }
        return bench.only();
    }

    @Test
    void adviceAloneOnlyMakesSuspectedHoweverMuchThereIs() {
        Detection detection =
                after(
                        definitive("CHAIN", 1).asAdvisory(),
                        weighing("A", 20, 2).asAdvisory(),
                        weighing("B", 20, 3).asAdvisory());
        assertThat(detection.state()).isEqualTo(State.SUSPECTED);
        assertThat(detection.confidence()).isLessThan(0.9);
        assertThat(detection.twoWay()).isFalse();
        assertThat(detection.evidence()).hasSize(3);
    }

    @Test
    void adviceLiftsWhatIsTooLittleByItselfToSuspected() {
        bench.correlator.evidence(weighing("A", HALF, 1));
        assertThat(bench.detections()).isEmpty();
        assertThat(after(weighing("B", HALF, 2).asAdvisory()).state()).isEqualTo(State.SUSPECTED);
    }

    @Test
    void adviceDoesNotLiftWhatIsSuspectedByItself() {
        Detection detection =
                after(
                        weighing("A", Math.log(1000) + 0.5, 1),
                        weighing("B", 20, 2).asAdvisory(),
                        definitive("CHAIN", 3).asAdvisory());
        assertThat(detection.state()).isEqualTo(State.SUSPECTED);
        assertThat(detection.twoWay()).isFalse();
    }

    @Test
    void adviceTakesNothingFromWhatIsKnown() {
        Evidence mark = definitive("CHAIN", 1);
        Detection without = new AdvisoryTest().after(mark);
        Detection with = after(mark, weighing("A", 20, 2).asAdvisory());
        assertThat(with.state()).isEqualTo(State.CONFIRMED);
        assertThat(with.confidence()).isEqualTo(without.confidence());
        assertThat(with.decidedAtFrame()).isEqualTo(without.decidedAtFrame());
        assertThat(with.methods()).isEqualTo(without.methods());
    }

    @Test
    void theSameTechniqueCountsFromWhoMayConvictWhoeverWasFirst() {
        Detection adviceFirst = after(definitive("CHAIN", 1).asAdvisory(), definitive("CHAIN", 2));
        assertThat(adviceFirst.state()).isEqualTo(State.CONFIRMED);
        assertThat(adviceFirst.evidence()).singleElement().matches(each -> !each.advisory());
        Detection adviceLast =
                new AdvisoryTest().after(weighing("A", 7.5, 1), definitive("A", 2).asAdvisory());
        assertThat(adviceLast.state()).isEqualTo(State.SUSPECTED);
        assertThat(adviceLast.evidence()).singleElement().matches(each -> !each.advisory());
    }

    @Test
    void adviceDoesNotTurnACaseRound() {
        Evidence known = weighing("A", 10, 1);
        Evidence reversed =
                Seen.weighing("B", 20)
                        .client("203.0.113.5", 443)
                        .server("192.168.1.2", 50000)
                        .by(Method.PLAIN)
                        .at(2)
                        .evidence()
                        .asAdvisory();
        Detection detection = after(known, reversed);
        assertThat(detection.client().address()).isEqualTo(known.subject().client().address());
        assertThat(detection.methods()).containsExactly(Method.TLS);
    }
}
