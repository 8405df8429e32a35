// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

class WeighingTest {
    private static Seen weighing(String technique, double weight) {
        return between(Seen.weighing(technique, weight));
    }

    private static Seen definitive(String technique) {
        return between(Seen.definitive(technique));
    }

    private static Seen between(Seen seen) {
        return seen.client("192.168.1.2", 50000).server("203.0.113.5", 443).by(Method.TLS);
    }

    @Test
    void aFactorOfAThousandMakesEvenOddsOfTheDefaultPrior() {
        var detection = new Bench().see(weighing("A", Math.log(1000) + 1e-9)).only();
        assertThat(detection.confidence()).isCloseTo(0.5, within(1e-6));
        assertThat(detection.prior()).isCloseTo(1 / 1001.0, within(1e-12));
        assertThat(detection.state()).isEqualTo(State.SUSPECTED);
    }

    @Test
    void aWeakSignOfOneEndTakesNothingFromWhatBothEndsShowed() {
        Seen both = weighing("A", 7.6);
        Seen one = weighing("B", 0.9).oneSided().at(2);
        assertThat(new Bench().see(both, one).only().method()).isEqualTo(Method.TLS);
    }

    @Test
    void belowEvenOddsThereIsNoDetection() {
        assertThat(new Bench().see(weighing("A", Math.log(1000) - 0.01)).detections()).isEmpty();
    }

    @Test
    void nineToOneIsLikelyAndNoSumOfWeightsConfirms() {
        var likely = new Bench().see(weighing("A", Math.log(9001))).only();
        assertThat(likely.state()).isEqualTo(State.LIKELY);
        assertThat(likely.twoWay()).isTrue();
        var certain = new Bench().see(weighing("A", 10), weighing("B", 10).at(2)).only();
        assertThat(certain.state()).isEqualTo(State.LIKELY);
    }

    @Test
    void aTechniqueCountsOnceHoweverOftenItFires() {
        var bench = new Bench();
        for (int frame = 1; frame < 50; frame++) {
            bench.see(weighing("A", 7.5).at(frame).flow(frame));
        }
        var once = new Bench().see(weighing("A", 7.5)).only();
        assertThat(bench.only().confidence()).isEqualTo(once.confidence());
        assertThat(bench.only().evidence()).hasSize(1);
        assertThat(bench.only().evidence().get(0).frame()).isEqualTo(1);
    }

    @Test
    void aFamilyCountsItsHeaviestTechniqueAndTheAllowance() {
        var bench =
                new Bench()
                        .see(
                                weighing("A", 7).family("tls"),
                                weighing("B", 4).family("tls").at(2),
                                weighing("C", 4).family("tls").at(3));
        double expected = 1 / (1 + Math.exp(Math.log(1000) - 10));
        assertThat(bench.only().confidence()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aHeavierFormOfATechniqueCountsInsteadAndTheFrameOfTheLighterOneIsWhereItBegan() {
        var bench = new Bench().see(weighing("A", 7).at(3), weighing("A", 12).at(8));
        assertThat(bench.only().evidence()).hasSize(1);
        assertThat(bench.only().evidence().get(0).technique().weight()).isEqualTo(12);
        assertThat(bench.only().decidedAtFrame()).isEqualTo(8);
        assertThat(bench.told).extracting("state").containsExactly(State.SUSPECTED, State.LIKELY);
    }

    @Test
    void definitiveEvidenceOfBothEndsConfirms() {
        var detection = new Bench().see(definitive("A").at(7)).only();
        assertThat(detection.state()).isEqualTo(State.CONFIRMED);
        assertThat(detection.twoWay()).isTrue();
        assertThat(detection.decidedAtFrame()).isEqualTo(7);
        assertThat(detection.method()).isEqualTo(Method.TLS);
    }

    @Test
    void definitiveEvidenceNeedsNoSumWhateverThePrior() {
        var bench = new Bench(Map.of("prior_odds_against", 1e12)).see(definitive("A"));
        assertThat(bench.only().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void whatOneForgedPacketCanMakeIsAtMostALikelyControlFinding() {
        var detection = new Bench().see(definitive("A").by(Method.ICMP).oneSided()).only();
        assertThat(detection.state()).isEqualTo(State.LIKELY);
        assertThat(detection.method()).isEqualTo(Method.CONTROL);
        assertThat(detection.twoWay()).isFalse();
    }

    @Test
    void oneSidedMarksOfOneFamilyStayLikelyAndOfTwoFamiliesConfirmTheControlFinding() {
        var same =
                new Bench()
                        .see(
                                definitive("A").family("r-udp").oneSided(),
                                definitive("B").family("r-udp").oneSided().at(2));
        assertThat(same.only().state()).isEqualTo(State.LIKELY);
        var two =
                new Bench()
                        .see(
                                definitive("A").family("r-udp").oneSided(),
                                definitive("C").family("nat-t").oneSided().at(2));
        assertThat(two.only().state()).isEqualTo(State.CONFIRMED);
        assertThat(two.only().method()).isEqualTo(Method.CONTROL);
        assertThat(two.only().twoWay()).isFalse();
    }

    @Test
    void aOneSidedMarkConfirmsWhatEvidenceOfBothEndsMakesLikely() {
        var bench = new Bench().see(weighing("A", Math.log(9001)));
        bench.see(definitive("B").by(Method.ICMP).oneSided().at(2));
        assertThat(bench.only().state()).isEqualTo(State.CONFIRMED);
        assertThat(bench.only().method()).isEqualTo(Method.TLS);
        assertThat(bench.only().decidedAtFrame()).isEqualTo(2);
    }

    @Test
    void doubtfulEvidenceOfBothEndsIsASuspectedTunnelOnlyWhileTheClientIsNotKnownToTry() {
        var bench = new Bench().see(weighing("HELLO", Math.log(2000)));
        assertThat(bench.only().state()).isEqualTo(State.SUSPECTED);
        assertThat(bench.only().method()).isEqualTo(Method.TLS);
        bench.see(definitive("B").by(Method.ICMP).oneSided().at(2));
        assertThat(bench.only().state()).isEqualTo(State.LIKELY);
        assertThat(bench.only().method()).isEqualTo(Method.CONTROL);
        assertThat(bench.only().twoWay()).isFalse();
    }

    @Test
    void anAnsweredDefinitiveControlMarkIsConfirmed() {
        var answered = definitive("A").of(Finding.CONTROL).by(Method.CONTROL);
        assertThat(new Bench().see(answered).only().state()).isEqualTo(State.CONFIRMED);
        assertThat(new Bench().see(answered).only().method()).isEqualTo(Method.CONTROL);
    }

    @Test
    void namesAreAtMostSuspectedHoweverManyAndHeavyUntilAnAttemptIsSeen() {
        var name = weighing("NAME", 14).of(Finding.CONTROL).by(Method.CONTROL);
        var another = weighing("OTHER", 9).of(Finding.CONTROL).by(Method.CONTROL).at(2);
        assertThat(new Bench().see(name).only().state()).isEqualTo(State.SUSPECTED);
        assertThat(new Bench().see(name, another).only().state()).isEqualTo(State.SUSPECTED);
        var attempt = weighing("RACE", 9).of(Finding.CONTROL).by(Method.TLS).oneSided().at(3);
        assertThat(new Bench().see(name, another, attempt).only().state()).isEqualTo(State.LIKELY);
    }

    @Test
    void aWrongOptionIsRefusedWithItsKeyAndWhatWouldBeRight() {
        assertThatThrownBy(() -> new Bench(Map.of("max_cases", 3)))
                .hasMessageContaining("max.cases=3")
                .hasMessageContaining("at least 16");
    }

    private static double logOdds(double confidence) {
        return Math.log(confidence / (1 - confidence));
    }

    @Test
    void whatSpeaksAgainstItCountsNoMoreThanAnAllowance() {
        var plain = new Bench().see(weighing("A", 11)).only();
        var less = new Bench().see(weighing("A", 11), weighing("N", -2).at(2)).only();
        var least =
                new Bench()
                        .see(weighing("A", 11), weighing("N", -2).at(2), weighing("M", -5).at(3))
                        .only();
        assertThat(plain.state()).isEqualTo(State.LIKELY);
        assertThat(logOdds(plain.confidence()) - logOdds(less.confidence()))
                .isCloseTo(2, within(1e-6));
        assertThat(logOdds(plain.confidence()) - logOdds(least.confidence()))
                .isCloseTo(3, within(1e-6));
        assertThat(least.state()).isEqualTo(State.SUSPECTED);
        assertThat(least.twoWay()).isFalse();
        assertThat(least.evidence()).hasSize(3);
    }

    @Test
    void whatSpeaksAgainstItAloneIsNoCase() {
        assertThat(new Bench().see(weighing("N", -2)).detections()).isEmpty();
    }

    @Test
    void whatIsConfirmedByAMarkOfOneEndIsNotPulledDownByWhatTheClientBringsAbout() {
        var found =
                new Bench()
                        .see(
                                weighing("A", 9.4),
                                definitive("B").oneSided(),
                                weighing("N", -2).at(2),
                                weighing("M", -5).at(3))
                        .only();
        assertThat(found.state()).isEqualTo(State.CONFIRMED);
        assertThat(found.twoWay()).isTrue();
    }

    @Test
    void aDefinitiveMarkOfBothEndsIsNotOutweighed() {
        assertThat(new Bench().see(definitive("A"), weighing("N", -9).at(2)).only().state())
                .isEqualTo(State.CONFIRMED);
    }
}
