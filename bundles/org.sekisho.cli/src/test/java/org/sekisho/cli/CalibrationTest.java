// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sekisho.cli.Seen.LENGTHS;
import static org.sekisho.cli.Seen.SHAPE;
import static org.sekisho.cli.Seen.ordinary;
import static org.sekisho.cli.Seen.session;

import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private final Rejudging rejudging = new Rejudging(new RealCorrelators());

    private Calibration calibrate(Seen... seen) {
        return Calibration.of(Seen.samples(seen), rejudging);
    }

    @Test
    void aPairCountsOnceHoweverOftenATechniqueFires() {
        Calibration calibration =
                calibrate(
                        session("a").notice(SHAPE).notice(SHAPE),
                        session("b"),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2").talk("10.1.1.1", "10.3.3.3"));
        assertThat(calibration.techniques()).containsEntry(SHAPE, new Counts(1, 2, 0, 2));
    }

    @Test
    void ofAPositiveOnlyTheLabelledPairCounts() {
        Calibration calibration =
                calibrate(
                        session("a").talk("10.9.9.9", "10.8.8.8").notice(SHAPE),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2").notice(SHAPE));
        assertThat(calibration.techniques()).containsEntry(SHAPE, new Counts(0, 1, 1, 1));
    }

    @Test
    void countsHoldNoMoreThanTheRuleOfSuccessionAllows() {
        // 1 of 1 against 0 of 1 is a factor of two, not of infinity
        assertThat(new Counts(1, 1, 0, 1).weight()).isCloseTo(Math.log(2), within(1e-9));
        assertThat(new Counts(43, 56, 2, 33).weight()).isCloseTo(2.18, within(0.01));
        assertThat(new Counts(0, 10, 0, 10).weight()).isZero();
    }

    @Test
    void aWeightAboveWhatItsCountsHoldIsNamedUnlessItWasComputed() {
        Calibration calibration =
                calibrate(
                        session("a").notice(SHAPE).notice(LENGTHS),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2"));
        assertThat(calibration.tooHeavy()).containsExactly(SHAPE);
        assertThat(CalibrationText.lines(calibration))
                .anyMatch(line -> line.startsWith("T-SHAPE weighs +4.6 and calls it counted"));
    }

    @Test
    void eachTechniqueIsJudgedAloneAndLeftOut() {
        Calibration calibration =
                calibrate(
                        session("a").notice(SHAPE).notice(LENGTHS),
                        session("b").notice(LENGTHS),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2").notice(SHAPE));
        // 4.6 + 6.5 is enough against prior odds of 1 : 1,000, neither is by itself
        assertThat(calibration.alone().get("T-SHAPE").all()).hasToString("0 of 2");
        assertThat(calibration.alone().get("T-LENGTHS").all()).hasToString("0 of 2");
        assertThat(calibration.without().get("T-NONE")).isNull();
        assertThat(calibration.without().get("T-SHAPE").all()).hasToString("0 of 2");
        assertThat(calibration.unlike()).isEmpty();
    }

    @Test
    void detectionsAreCountedByConfidenceAndRightOnlyWithTheLabelledEnds() {
        Calibration calibration =
                calibrate(
                        session("a").notice(SHAPE).notice(LENGTHS),
                        session("b").talk("10.9.9.9", "10.8.8.8").notice(SHAPE).notice(LENGTHS),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2").notice(SHAPE).notice(LENGTHS));
        List<Calibration.Bin> used = calibration.bins().stream().filter(b -> b.of() > 0).toList();
        assertThat(used).hasSize(1);
        // log-odds 11.1 - 6.9
        assertThat(used.get(0).from()).isLessThanOrEqualTo(0.985);
        assertThat(used.get(0).to()).isGreaterThan(0.985);
        assertThat(used.get(0).right()).isEqualTo(1);
        assertThat(used.get(0).of()).isEqualTo(3);
    }

    @Test
    void theUnseenHalfIsJudgedWithCountsOfTheOtherHalfAndComputedWeightsStay() {
        Calibration calibration =
                calibrate(
                        session("a").notice(SHAPE).notice(LENGTHS),
                        session("b").notice(SHAPE).notice(LENGTHS),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2"),
                        ordinary("d").talk("10.1.1.1", "10.2.2.2"));
        // each half has one session, found with 4.6 in use; one pair each way holds only ln 2
        assertThat(calibration.halves()).hasSize(2 * Halves.SEEDS);
        assertThat(calibration.halves())
                .allSatisfy(
                        half -> {
                            assertThat(half.inUse().all()).hasToString("1 of 1");
                            assertThat(half.unseen().all()).hasToString("0 of 1");
                            assertThat(half.lost()).hasSize(1);
                        });
    }

    @Test
    void enoughPairsInTheOtherHalfHoldEnough() {
        Seen[] seen = new Seen[80];
        for (int i = 0; i < 40; i++) {
            seen[i] = session("p" + i).notice(SHAPE).notice(LENGTHS);
            seen[40 + i] = ordinary("n" + i).talk("10.1.1.1", "10.2.2.2");
        }
        for (Halves.Half half : calibrate(seen).halves()) {
            assertThat(half.unseen().all().toString()).isEqualTo("20 of 20");
            assertThat(half.unseen().falsePositives().size()).isZero();
        }
    }

    @Test
    void allCapturesOfAScenarioAreInTheSameHalf() {
        Calibration calibration =
                calibrate(
                        session("a"),
                        session("a"),
                        session("a"),
                        session("b"),
                        ordinary("c").talk("10.1.1.1", "10.2.2.2"),
                        ordinary("d").talk("10.1.1.1", "10.2.2.2"));
        for (Halves.Half half : calibration.halves()) {
            Map<String, Integer> times = new HashMap<>();
            half.unseen().files().forEach(f -> times.merge(f.entry().scenario(), 1, Integer::sum));
            assertThat(times.getOrDefault("a", 3)).isEqualTo(3);
            assertThat(half.learnt() + half.unseen().files().size()).isEqualTo(6);
        }
    }

    @Test
    void jsonHasALinePerBinFormAndHalf() throws IOException {
        StringWriter out = new StringWriter();
        new CalibrationJson(out)
                .write(
                        calibrate(
                                session("a").notice(SHAPE).notice(LENGTHS),
                                ordinary("c").talk("10.1.1.1", "10.2.2.2")));
        List<String> lines = out.toString().lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.startsWith("{\"type\":\"technique\""))
                .first()
                .asString()
                .contains(
                        "\"technique\":\"T-LENGTHS\",\"weight\":6.5,\"basis\":\"computed: 1 in 665\"")
                .contains("\"with\":{\"hits\":1,\"of\":1},\"without\":{\"hits\":0,\"of\":1}")
                .contains("\"countsHold\":0.6931");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("{\"type\":\"half\",\"seed\":"))
                .hasSize(2 * Halves.SEEDS);
        assertThat(lines).anyMatch(line -> line.startsWith("{\"type\":\"reliability\""));
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("{\"type\":\"calibration\",\"judgedAgainUnlike\":[],\"evicted\":0}");
    }
}
