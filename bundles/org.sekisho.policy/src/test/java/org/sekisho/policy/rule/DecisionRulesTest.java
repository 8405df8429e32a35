// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;
import org.sekisho.policy.Found;
import org.sekisho.policy.NothingListed;
import org.sekisho.policy.OptionTexts;

class DecisionRulesTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.168.1.2");
    private static final IpAddress SERVER = IpAddress.parse("203.0.113.5");
    private static final Instant NOW = Instant.EPOCH.plusNanos(Found.SEEN).plusSeconds(60);

    private static Decision blocking(Detection detection, Past past, String... options) {
        return new DecisionRules(OptionTexts.settings(options), new NothingListed(), null)
                .decide(detection, past, NOW);
    }

    private static Decision blocking(Detection detection, String... options) {
        return blocking(detection, Past.NONE, options);
    }

    @Test
    void whileWatchingTheBlockThatWouldBeWantedIsNamed() {
        Decision decision =
                new DecisionRules(OptionTexts.settings(), new NothingListed(), "Watching only")
                        .decide(Found.tls().detection(), Past.NONE, NOW);
        assertThat(decision)
                .isEqualTo(
                        new Decision(
                                7,
                                Verdict.WATCH,
                                Block.pair(CLIENT, SERVER, Action.DROP),
                                Duration.ofMinutes(10),
                                "Watching only: everything between client and server would be"
                                        + " blocked for 10 minutes."));
    }

    @Test
    void aTunnelIsBlocked() {
        Decision decision = blocking(Found.tls().detection());
        assertThat(decision.verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(decision.block()).isEqualTo(Block.pair(CLIENT, SERVER, Action.DROP));
        assertThat(decision.reason())
                .isEqualTo("Everything between client and server is blocked for 10 minutes.");
    }

    @Test
    void whatOneForgerCouldHaveSentIsNeverBlockedHoweverSureItLooks() {
        Detection forged =
                Found.tls()
                        .in(State.CONFIRMED)
                        .oneSided()
                        .definitive(Finding.TUNNEL, false)
                        .detection();
        for (String twoKey : new String[] {"true", "false"}) {
            Decision decision = blocking(forged, "two.key", twoKey);
            assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
            assertThat(decision.reason()).contains("forger");
        }
    }

    @Test
    void aForgedMarkIsNoSecondKey() {
        Detection oneFamily =
                Found.tls()
                        .weighing("pace", 9.9, true)
                        .definitive(Finding.TUNNEL, false)
                        .weighing("other", 9.9, false)
                        .advisory("vendor", 9.9)
                        .detection();
        assertThat(blocking(oneFamily).reason()).contains("two-key");
        assertThat(blocking(oneFamily, "two.key", "false").verdict()).isEqualTo(Verdict.BLOCK);
    }

    @Test
    void evidenceAgainstIsNoKey() {
        Detection detection =
                Found.tls().weighing("pace", 9.9, true).weighing("alpn", -2, true).detection();
        assertThat(blocking(detection).verdict()).isEqualTo(Verdict.WATCH);
    }

    @Test
    void oneDefinitiveTechniqueTurnsBothKeys() {
        Detection detection =
                Found.over(Method.UDP_ACCELERATION).definitive(Finding.TUNNEL, true).detection();
        assertThat(blocking(detection).verdict()).isEqualTo(Verdict.BLOCK);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"CONTROL", "HUB", "BRIDGE", "SECURE_NAT"})
    void findingsWithoutATunnelBetweenTwoAddressesAreNotBlockedUnasked(Method method) {
        Decision decision =
                blocking(
                        Found.over(method)
                                .in(State.CONFIRMED)
                                .definitive(Finding.LAN, true)
                                .detection());
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.block()).isNull();
        assertThat(decision.reason()).isNotBlank();
    }

    @Test
    void aHubThatIsAskedForByNameIsBlockedIfBothEndsTookPart() {
        Found hub = Found.over(Method.HUB).oneSided().from(null);
        Decision decision =
                blocking(
                        hub.software("azure", 8, true).software("ddns", 5, true).detection(),
                        "block",
                        "hub");
        assertThat(decision.verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(decision.block()).isEqualTo(Block.server(IpPrefix.of(SERVER), Action.DROP));

        Found forged = Found.over(Method.HUB).oneSided().from(null);
        assertThat(
                        blocking(
                                        forged.in(State.CONFIRMED)
                                                .definitive(Finding.HUB, false)
                                                .software("ddns", 9, false)
                                                .detection(),
                                        "block",
                                        "hub")
                                .reason())
                .contains("forger");
    }

    @Test
    void aDetectionBelowTheRequiredStateIsNotBlocked() {
        Found likely = Found.tls();
        assertThat(blocking(likely.detection(), "block.state", "confirmed").reason())
                .contains("only likely");
        assertThat(
                        blocking(
                                        likely.detection(),
                                        "block.state",
                                        "confirmed",
                                        "block",
                                        "tls@likely")
                                .verdict())
                .isEqualTo(Verdict.BLOCK);
    }

    @Test
    void methodsAndStatesAreIgnoredOrWatchedAsConfigured() {
        Detection likely = Found.tls().detection();
        assertThat(blocking(likely, "ignore", "tls").verdict()).isEqualTo(Verdict.IGNORE);
        assertThat(blocking(likely, "watch", "likely, ssh").verdict()).isEqualTo(Verdict.WATCH);
        assertThat(blocking(likely, "watch", "likely", "block", "tls").verdict())
                .isEqualTo(Verdict.BLOCK);
        assertThat(blocking(likely, "block", "tls", "watch", "tls@likely").verdict())
                .isEqualTo(Verdict.WATCH);
    }

    @Test
    void anEndWithoutAnAddressOrWithASpecialOneIsNotBlocked() {
        assertThat(blocking(Found.tls().to(null).detection()).block()).isNull();
        assertThat(
                        blocking(Found.tls().to(Found.party("255.255.255.255", 443)).detection())
                                .block())
                .isNull();
        assertThat(blocking(Found.tls().to(Found.party("2001:db8::1", 443)).detection()).reason())
                .contains("IPv6");
    }

    @Test
    void theScopeSaysHowMuchIsBlocked() {
        Detection detection = Found.tls().detection();
        assertThat(blocking(detection, "block.scope", "flow", "block.action", "reset").block())
                .isEqualTo(
                        Block.flow(
                                Transport.TCP,
                                new Endpoint(CLIENT, 50000),
                                new Endpoint(SERVER, 443),
                                Action.RESET));
        assertThat(blocking(detection, "block.scope", "server").block())
                .isEqualTo(Block.server(IpPrefix.of(SERVER), Action.DROP));
        assertThat(blocking(detection, "block.scope", "client").block())
                .isEqualTo(Block.client(IpPrefix.of(CLIENT), Action.DROP));
    }

    @Test
    void aCarrierWithoutPortsHasNoFlowToBlock() {
        Detection icmp = Found.over(Method.ICMP).transport("icmp").detection();
        assertThat(blocking(icmp, "block.scope", "flow").reason()).contains("block.scope=pair");
        assertThat(blocking(icmp).block().scope()).isEqualTo(Scope.PAIR);
    }

    @Test
    void throughAProxyOnlyTheConnectionToItIsReset() {
        Detection detection = Found.over(Method.HTTP_PROXY).via("192.168.1.9", 3128).detection();
        for (String scope : new String[] {"pair", "flow", "server"}) {
            Decision decision = blocking(detection, "block.scope", scope);
            assertThat(decision.block())
                    .isEqualTo(
                            Block.flow(
                                    Transport.TCP,
                                    new Endpoint(CLIENT, 50000),
                                    new Endpoint(IpAddress.parse("192.168.1.9"), 3128),
                                    Action.RESET));
            assertThat(decision.reason()).contains("proxy 192.168.1.9:3128", "would stop nothing");
        }
        assertThat(blocking(detection, "block.scope", "client").block().scope())
                .isEqualTo(Scope.CLIENT);
    }

    @Test
    void aMacAddressIsBlockedOnlyIfItIsTheHostsOwn() {
        Detection detection = Found.tls().detection();
        assertThat(blocking(detection, "block.scope", "mac").reason()).contains("behind a router");
    }

    @Test
    void whatIsOverBlocksNobody() {
        Past over = new Past(3, null, false, 0, false, true);
        Decision decision = blocking(Found.tls().detection(), over);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.reason()).contains("over");
    }

    @Test
    void blocksOfAClientGrowUpToACap() {
        Detection detection = Found.tls().detection();
        assertThat(blocking(detection, before(1)).duration()).isEqualTo(Duration.ofMinutes(20));
        assertThat(blocking(detection, before(3)).duration()).isEqualTo(Duration.ofMinutes(80));
        assertThat(blocking(detection, before(3)).reason()).contains("3 times before");
        assertThat(blocking(detection, before(2_000_000)).duration()).isEqualTo(Duration.ofDays(1));
        assertThat(blocking(detection, before(9), "block.growth", "1").duration())
                .isEqualTo(Duration.ofMinutes(10));
    }

    private static Past before(int blocks) {
        return new Past(blocks, null, false, 0, false, false);
    }

    @Test
    void afterItsReleaseATunnelIsBlockedOnlyIfItIsSeenAgain() {
        Detection detection = Found.tls().detection();
        Past released = released(Duration.ofSeconds(30), false);
        assertThat(blocking(detection, released).verdict()).isEqualTo(Verdict.WATCH);
        Past seenAgain = released(Duration.ofSeconds(30), true);
        assertThat(blocking(detection, seenAgain).verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(blocking(detection, seenAgain).duration()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void longAfterItsReleaseATunnelMustBeRecognisedAnew() {
        Detection old = Found.tls().detection();
        String[] options = {"watch.after.release", "10s"};
        assertThat(blocking(old, released(Duration.ofSeconds(30), true), options).reason())
                .contains("anew");
        Past before = released(Duration.ofSeconds(90), false);
        assertThat(blocking(old, before, options).verdict())
                .as("last evidence is 60 s old, so later than the release")
                .isEqualTo(Verdict.BLOCK);
    }

    private static Past released(Duration ago, boolean returned) {
        return new Past(1, ago, returned, 0, false, false);
    }
}
