// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.policy.Found;
import org.sekisho.policy.NothingListed;
import org.sekisho.policy.OptionTexts;

class LadderTest {
    private static final Instant NOW = Instant.EPOCH.plusNanos(Found.SEEN).plusSeconds(86400 * 9);
    private static final String ALL = "notify limit flow server host";
    private static final Detection TUNNEL = Found.tls().detection();

    private static Decision decide(Detection detection, Past past, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "ladder";
        all[1] = ALL;
        System.arraycopy(options, 0, all, 2, options.length);
        return new DecisionRules(OptionTexts.settings(all), new NothingListed(), null)
                .decide(detection, past, NOW);
    }

    private static Past after(int rung, Duration ago, boolean returned) {
        return new Past(0, ago, returned, rung, false, false);
    }

    private static Past back(int rung) {
        return after(rung, Duration.ofMinutes(11), true);
    }

    @Test
    void theFirstMeasureIsToTell() {
        Decision decision = decide(TUNNEL, Past.NONE);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.block()).isNull();
        assertThat(decision.rung()).isEqualTo(1);
        assertThat(decision.reason()).contains("10 minutes");
    }

    @Test
    void whoWasToldHasTimeToStop() {
        assertThat(decide(TUNNEL, after(1, Duration.ofMinutes(9), true)).rung()).isEqualTo(1);
        assertThat(
                        decide(TUNNEL, after(1, Duration.ofMinutes(9), true), "ladder.grace", "5m")
                                .rung())
                .isEqualTo(2);
    }

    @Test
    void aTunnelThatComesBackMeetsTheNextMeasure() {
        Decision limited = decide(TUNNEL, back(1));
        assertThat(limited.verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(limited.block().scope()).isEqualTo(Scope.PAIR);
        assertThat(limited.block().action()).isEqualTo(Action.LIMIT);
        assertThat(limited.reason()).contains("slowed down");

        Decision cut = decide(TUNNEL, back(2));
        assertThat(cut.block().scope()).isEqualTo(Scope.FLOW);
        assertThat(cut.block().action()).isEqualTo(Action.RESET);
        assertThat(cut.rung()).isEqualTo(3);

        assertThat(decide(TUNNEL, back(3)).block().scope()).isEqualTo(Scope.SERVER);
        assertThat(decide(TUNNEL, back(4)).block().scope()).isEqualTo(Scope.CLIENT);
        assertThat(decide(TUNNEL, back(5)).rung()).as("there is nothing harder").isEqualTo(5);
    }

    @Test
    void whatStandsStaysUnlessTheTunnelGetsRoundIt() {
        assertThat(decide(TUNNEL, after(3, null, false)).rung()).isEqualTo(3);
        assertThat(decide(TUNNEL, after(3, null, true)).rung()).isEqualTo(4);
    }

    @Test
    void whoStaysAwayComesDownByItself() {
        assertThat(decide(TUNNEL, after(4, Duration.ofHours(25), false)).verdict())
                .isEqualTo(Verdict.WATCH);
        String[] patient = {"watch.after.release", "30d"};
        assertThat(decide(TUNNEL, after(4, Duration.ofHours(25), true), patient).rung())
                .isEqualTo(4);
        assertThat(decide(TUNNEL, after(4, Duration.ofDays(8), true), patient).rung()).isEqualTo(1);
    }

    @Test
    void aServerThatOthersUseIsNotBlockedWithoutAPersonsWord() {
        Past shared = new Past(0, Duration.ofMinutes(11), true, 3, true, false);
        Decision held = decide(TUNNEL, shared);
        assertThat(held.block().scope()).isEqualTo(Scope.FLOW);
        assertThat(held.rung()).isEqualTo(3);
        assertThat(held.reason()).contains("ladder.shared.servers");

        Past higher = new Past(0, Duration.ofMinutes(11), true, 4, true, false);
        assertThat(decide(TUNNEL, higher).rung()).as("nor its client instead").isEqualTo(3);

        assertThat(
                        decide(TUNNEL, shared, "ladder.shared.servers", "203.0.113.0/24")
                                .block()
                                .scope())
                .isEqualTo(Scope.SERVER);
        assertThat(decide(TUNNEL, shared, "ladder.shared.servers", "any").rung()).isEqualTo(4);
        assertThat(decide(TUNNEL, shared, "ladder.shared.servers", "198.51.100.1").rung())
                .isEqualTo(3);
    }

    @Test
    void aLadderOfOneServerRungOnlyTellsWhereOthersUseTheServer() {
        Past shared = new Past(0, null, false, 0, true, false);
        Decision decision = decide(TUNNEL, shared, "ladder", "server");
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.reason()).contains("ladder.shared.servers");
    }

    @Test
    void whereACarrierHasNoPortsThePairIsCut() {
        Detection icmp = Found.over(Method.ICMP).transport("icmp").detection();
        assertThat(decide(icmp, back(2)).block().scope()).isEqualTo(Scope.PAIR);
    }

    @Test
    void rungsStandInOrder() {
        assertThatThrownBy(() -> OptionTexts.settings("ladder", "flow, limit"))
                .hasMessageContaining("'limit'")
                .hasMessageContaining("notify, limit, flow, pair, server, host");
        assertThatThrownBy(() -> OptionTexts.settings("ladder", "notify, scold"))
                .hasMessageContaining("'scold'");
        assertThatThrownBy(() -> OptionTexts.settings("ladder.shared.servers", "cdn.example"))
                .hasMessageContaining("'cdn.example'");
    }
}
