// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.detect.Technique;
import org.sekisho.event.Roles;

class CaseCorrelatorTest {
    private static final String CLIENT = "192.168.1.2";
    private static final String SERVER = "203.0.113.5";
    private static final String SERVICE = "198.51.100.9";

    private static Seen tls() {
        return Seen.weighing("PROBE", 9.3)
                .client(CLIENT, 50000)
                .server(SERVER, 443)
                .by(Method.TLS)
                .at(40);
    }

    private static Seen acceleration() {
        return Seen.definitive("CHAIN")
                .client(CLIENT, 40001)
                .server(SERVER, 40002)
                .roles(Roles.FIRST_PACKET)
                .by(Method.UDP_ACCELERATION)
                .flow(9)
                .at(60);
    }

    private static Seen name() {
        return Seen.weighing("NAME", 9.2)
                .client(CLIENT, 0)
                .of(Finding.CONTROL)
                .oneSided()
                .flow(0)
                .at(10);
    }

    private static Seen serviceMessage() {
        return Seen.definitive("PACK")
                .client(CLIENT, 0)
                .server(SERVICE, 5004)
                .of(Finding.CONTROL)
                .by(Method.CONTROL)
                .oneSided()
                .flow(2)
                .at(15);
    }

    private static Seen probe(String server) {
        return Seen.definitive("SHA1")
                .client(CLIENT, 0)
                .server(server, 0)
                .roles(Roles.FIRST_PACKET)
                .by(Method.ICMP)
                .oneSided()
                .flow(5)
                .at(31);
    }

    @Test
    void oneTunnelOverTwoCarriersIsOneDetectionWithBothMethods() {
        Detection detection = new Bench().see(tls(), acceleration()).only();
        assertThat(detection.method()).isEqualTo(Method.TLS);
        assertThat(detection.methods()).containsExactly(Method.TLS, Method.UDP_ACCELERATION);
        assertThat(detection.client().port()).isEqualTo(50000);
        assertThat(detection.server().port()).isEqualTo(443);
        assertThat(detection.transport()).isEqualTo("tcp");
        assertThat(detection.state()).isEqualTo(State.CONFIRMED);
        assertThat(detection.decidedAtFrame()).isEqualTo(60);
    }

    @Test
    void accelerationAloneIsTheMethodWithItsOwnPorts() {
        Detection detection = new Bench().see(acceleration()).only();
        assertThat(detection.method()).isEqualTo(Method.UDP_ACCELERATION);
        assertThat(detection.transport()).isEqualTo("udp");
        assertThat(detection.client().port()).isEqualTo(40001);
    }

    @Test
    void accelerationThatIsSeenFirstIsNotWhatBroughtTheSessionUp() {
        Detection detection = new Bench().see(acceleration().at(5), tls()).only();
        assertThat(detection.method()).isEqualTo(Method.TLS);
        assertThat(detection.methods()).containsExactly(Method.UDP_ACCELERATION, Method.TLS);
    }

    @Test
    void bothOrientationsAreOneCaseTurnedByTheBetterReason() {
        Seen turned =
                Seen.definitive("CHAIN")
                        .client(SERVER, 40002)
                        .server(CLIENT, 40001)
                        .roles(Roles.PORTS)
                        .by(Method.UDP_ACCELERATION)
                        .at(5);
        Bench bench = new Bench().see(turned);
        assertThat(bench.only().client().address()).hasToString(SERVER);
        bench.see(tls());
        assertThat(bench.only().client().address()).hasToString(CLIENT);
        assertThat(bench.only().client().port()).isEqualTo(50000);
        assertThat(bench.told).extracting("id").containsOnly(1L);
        assertThat(bench.told.get(bench.told.size() - 1).server().address()).hasToString(SERVER);
    }

    @Test
    void aWorseReasonDoesNotTurnTheCase() {
        Seen turned = acceleration().client(SERVER, 40002).server(CLIENT, 40001);
        Detection detection = new Bench().see(tls(), turned).only();
        assertThat(detection.client().address()).hasToString(CLIENT);
    }

    @Test
    void controlFindingsOfAnEndAreListedWithItsTunnelInWhateverOrderTheyCome() {
        List<Seen> all =
                new ArrayList<>(
                        List.of(name(), serviceMessage(), probe(SERVER), tls(), acceleration()));
        for (int seed = 0; seed < 40; seed++) {
            Collections.shuffle(all, new Random(seed));
            Detection detection = new Bench().see(all.toArray(Seen[]::new)).only();
            assertThat(detection.evidence())
                    .extracting(evidence -> evidence.technique().id())
                    .containsExactly("NAME", "PACK", "SHA1", "PROBE", "CHAIN");
            assertThat(detection.method()).isEqualTo(Method.TLS);
            assertThat(detection.methods()).containsExactly(Method.TLS, Method.UDP_ACCELERATION);
            assertThat(detection.decidedAtFrame()).isEqualTo(40);
            assertThat(detection.server().address()).hasToString(SERVER);
            assertThat(detection.server().port()).isEqualTo(443);
        }
    }

    @Test
    void theControlFindingThatCameFirstHandsItsNumberToTheTunnel() {
        Bench bench = new Bench().see(name(), serviceMessage(), probe(SERVER), tls());
        assertThat(bench.told).extracting("id").containsOnly(1L);
        assertThat(bench.told.get(0).method()).isEqualTo(Method.CONTROL);
        assertThat(bench.told.get(bench.told.size() - 1).method()).isEqualTo(Method.TLS);
        assertThat(bench.only().id()).isEqualTo(1);
    }

    @Test
    void lookUpsAreListedWithTheAttemptTheyBelongTo() {
        Detection detection = new Bench().see(name(), serviceMessage(), probe(SERVER)).only();
        assertThat(detection.method()).isEqualTo(Method.CONTROL);
        assertThat(detection.client().address()).hasToString(CLIENT);
        assertThat(detection.server().address()).hasToString(SERVER);
        assertThat(detection.transport()).isEqualTo("icmp");
    }

    @Test
    void lookUpsAloneNameTheHostAndNoServer() {
        Detection detection = new Bench().see(name(), serviceMessage()).only();
        assertThat(detection.client().address()).hasToString(CLIENT);
        assertThat(detection.server()).isNull();
    }

    @Test
    void anAttemptElsewhereIsListedWithTheTunnelOfThatClient() {
        assertThat(new Bench().see(probe(SERVICE), tls()).only().evidence()).hasSize(2);
    }

    @Test
    void twoTunnelsOfOneClientAreTwoDetectionsAndEachLookUpGoesToTheNearest() {
        Seen second =
                Seen.weighing("PROBE", 9.3)
                        .client(CLIENT, 50001)
                        .server(SERVICE, 443)
                        .by(Method.TLS)
                        .flow(30)
                        .at(9000);
        List<Detection> detections =
                new Bench().see(name(), tls(), name().at(8990), second).detections();
        assertThat(detections).hasSize(2);
        assertThat(detections.get(0).evidence()).extracting("frame").containsExactly(10L, 40L);
        assertThat(detections.get(1).evidence()).extracting("frame").containsExactly(8990L, 9000L);
    }

    @Test
    void anOrdinaryConnectionOfATunnelsClientStaysOutOfIt() {
        Seen ordinary =
                Seen.weighing("HELLO", 3)
                        .client(CLIENT, 50002)
                        .server(SERVICE, 443)
                        .by(Method.TLS)
                        .at(41);
        assertThat(new Bench().see(ordinary, tls()).only().evidence()).hasSize(1);
        assertThat(new Bench().see(name(), ordinary).only().evidence()).hasSize(1);
    }

    @Test
    void anotherClientsAttemptAtTheSameServerIsItsOwnFinding() {
        Seen other = probe(SERVER).client("192.168.1.77", 0);
        List<Detection> detections = new Bench().see(tls(), other).detections();
        assertThat(detections).extracting("method").contains(Method.TLS, Method.CONTROL);
    }

    @Test
    void aCarrierThatLostTheRaceIsNoMethodEvenIfItWasAnswered() {
        Seen answered =
                Seen.definitive("SIG")
                        .client(CLIENT, 0)
                        .server(SERVER, 53)
                        .by(Method.DNS)
                        .flow(3)
                        .at(35);
        Detection detection = new Bench().see(answered, tls()).only();
        assertThat(detection.methods()).containsExactly(Method.TLS);
        assertThat(detection.server().port()).isEqualTo(443);
    }

    @Test
    void aFallBackMinutesLaterIsASecondMethod() {
        Seen fallback =
                Seen.definitive("SIG")
                        .client(CLIENT, 0)
                        .server(SERVER, 53)
                        .by(Method.DNS)
                        .flow(30)
                        .at(4000);
        Detection detection = new Bench().see(tls(), fallback).only();
        assertThat(detection.methods()).containsExactly(Method.TLS, Method.DNS);
        assertThat(detection.method()).isEqualTo(Method.TLS);
    }

    @Test
    void aHubIsFoundWithItsHostAsServer() {
        Seen keepAlive =
                Seen.definitive("KEEPALIVE").server(SERVER, 0).of(Finding.HUB).oneSided().at(3);
        Detection detection = new Bench().see(keepAlive).only();
        assertThat(detection.method()).isEqualTo(Method.HUB);
        assertThat(detection.server().address()).hasToString(SERVER);
        assertThat(detection.client()).isNull();
        assertThat(detection.state()).isEqualTo(State.LIKELY);
    }

    @Test
    void aHubIsAFindingOfItsOwnBesideTheTunnelsThatComeToIt() {
        Seen keepAlive =
                Seen.definitive("KEEPALIVE").server(SERVER, 0).of(Finding.HUB).oneSided().at(3);
        Seen second = tls().client("192.168.1.3", 50001).server(SERVER, 992).flow(21).at(60);
        Bench bench = new Bench().see(keepAlive, tls(), second);
        List<Detection> detections = bench.detections();
        assertThat(detections)
                .extracting(Detection::method)
                .containsExactly(Method.HUB, Method.TLS, Method.TLS);
        Exposure exposure = detections.get(0).exposure();
        assertThat(exposure.peers())
                .extracting(peer -> peer.address().toString())
                .containsExactly(CLIENT, "192.168.1.3");
        assertThat(exposure.listeners()).containsExactly(443, 992);
        assertThat(detections.get(1).exposure()).isEqualTo(Exposure.NONE);
        assertThat(bench.told.stream().filter(d -> d.method() == Method.HUB))
                .as("told again when somebody else has a session with it")
                .extracting(d -> d.exposure().peers().size())
                .containsExactly(0, 1, 2);
    }

    @Test
    void aHubThatDialsElsewhereListensNowhere() {
        Seen keepAlive =
                Seen.definitive("KEEPALIVE").server(CLIENT, 0).of(Finding.HUB).oneSided().at(3);
        List<Detection> detections = new Bench().see(keepAlive, tls()).detections();
        assertThat(detections).extracting(Detection::method).contains(Method.HUB, Method.TLS);
        assertThat(detections)
                .filteredOn(d -> d.method() == Method.HUB)
                .allMatch(d -> d.exposure().listeners().isEmpty())
                .extracting(d -> d.exposure().peers().get(0).address().toString())
                .containsExactly(SERVER);
    }

    @Test
    void aNewAddressOfTheSameMachineGoesOnWithItsTunnel() {
        Seen before = tls().client(CLIENT, 50000, 0x020000000001L);
        Seen after = tls().client("192.168.1.99", 50009, 0x020000000001L).flow(20).at(300);
        Bench bench = new Bench().see(before, after);
        assertThat(bench.only().client().address()).hasToString("192.168.1.99");
        assertThat(bench.told).extracting("id").containsOnly(1L);
        Seen late = after.at(2000);
        assertThat(new Bench().see(before, late).detections()).hasSize(2);
    }

    @Test
    void aServerThatAProxyWasAskedForByNameIsTheServerWhoseAddressIsLearnedLater() {
        Seen byName = tls().serverNamed(null, "vpn.example", 443).by(Method.HTTP_PROXY);
        Seen byAddress = tls().serverNamed(SERVER, "VPN.example", 443).by(Method.HTTP_PROXY).at(90);
        for (Seen[] order : new Seen[][] {{byName, byAddress}, {byAddress, byName}}) {
            Bench bench = new Bench().see(order);
            assertThat(bench.only().server().address()).hasToString(SERVER);
            assertThat(bench.only().server().name()).isEqualToIgnoringCase("vpn.example");
            assertThat(bench.told).extracting("id").containsOnly(1L);
        }
    }

    @Test
    void twoAddressesOfOneNameAreTwoServers() {
        Seen one = tls().serverNamed(SERVER, "vpn.example", 443);
        Seen other = tls().serverNamed(SERVICE, "vpn.example", 443).at(90);
        assertThat(new Bench().see(one, other).detections()).hasSize(2);
    }

    @Test
    void twoMachinesBehindOneRouterAreTwoTunnels() {
        Seen one = tls().client(CLIENT, 50000, 0x020000000001L);
        Seen other = tls().client("192.168.1.99", 50009, 0x020000000001L).flow(20).at(300);
        Seen oneAgain = acceleration().client(CLIENT, 40001, 0x020000000001L).at(310);
        assertThat(new Bench().see(one, other, oneAgain).detections()).hasSize(2);
        Seen elsewhere = other.client("192.168.7.99", 50009, 0x020000000001L);
        assertThat(new Bench().see(one, elsewhere).detections()).hasSize(2);
        Seen third = other.client("192.168.1.98", 50010, 0x020000000001L).at(320);
        assertThat(new Bench().see(one, other, third).detections()).hasSize(3);
    }

    @Test
    void aLookUpOverIpv6BelongsToTheTunnelOverIpv4OfTheSameMachine() {
        Seen before = name().client("2001:db8::7", 0, 0x020000000001L);
        Seen tunnel = tls().client(CLIENT, 50000, 0x020000000001L);
        assertThat(new Bench().see(before, tunnel).only().evidence()).hasSize(2);
    }

    @Test
    void theGenerationIsTheOneThatMostWeightSpeaksFor() {
        Bench bench = new Bench().see(tls().generation("4"), acceleration().generation("5"));
        assertThat(bench.only().generation()).isEqualTo("5");
    }

    @Test
    void anAnswerThatNamesNoGenerationDoesNotTakeAwayTheOneThatTheQuestionNamed() {
        Seen question = tls().oneSided().generation("5").at(50);
        Bench bench = new Bench().see(question, tls().at(51));
        assertThat(bench.only().twoWay()).isTrue();
        assertThat(bench.only().generation()).isEqualTo("5");
    }

    @Test
    void aHostsDefiniteFindingCountsFromItsFrameOnAmongAnyNumberOfSlightOnes() {
        Seen slight = Seen.weighing("PACK", 3).client(CLIENT, 0).of(Finding.CONTROL);
        Seen definite = Seen.definitive("PACK").client(CLIENT, 0).of(Finding.CONTROL);
        Bench bench = new Bench().see(slight.at(5), definite.at(8));
        for (int minute = 1; minute < 100; minute++) {
            bench.see(slight.at(5 + 700L * minute), definite.at(8 + 700L * minute));
        }
        assertThat(bench.only().decidedAtFrame()).isEqualTo(8);
        assertThat(bench.only().evidence()).extracting("frame").containsExactly(8L);
    }

    @Test
    void itIsSaidWhatWasLookedForAndNotSeen() {
        Bench bench = new Bench();
        bench.correlator.lookingFor(
                List.of(
                        new Technique("PROBE", "", "", false, 1, ""),
                        new Technique("CHAIN", "", "", true, 0, ""),
                        new Technique("AGAINST", "", "", false, -1, "")));
        assertThat(bench.see(tls()).only().notSeen()).containsExactly("CHAIN");
    }

    @Test
    void listenersAreToldOfChangesOnly() {
        Bench bench = new Bench().see(tls(), tls().at(41), tls().at(42).flow(8));
        assertThat(bench.told).hasSize(1);
        bench.see(acceleration());
        assertThat(bench.told).hasSize(2);
    }

    @Test
    void listenersAreToldThatATunnelIsSeenAgain() {
        Bench bench = new Bench().see(tls(), tls().at(44));
        assertThat(bench.told).hasSize(1);
        bench.see(tls().at(90).flow(8), tls().at(91).flow(8));
        assertThat(bench.told).hasSize(2);
        assertThat(bench.told.get(1).lastSeen()).isGreaterThan(bench.told.get(0).lastSeen());
        assertThat(bench.told).extracting("id").containsOnly(1L);
    }

    @Test
    void listenersAreToldOfANewSessionSoonerThanOfTheOneTheyKnow() {
        Bench bench = new Bench().see(tls(), tls().at(65));
        assertThat(bench.told).hasSize(1);
        bench.see(tls().at(66).flow(8));
        assertThat(bench.told).hasSize(2);
        assertThat(bench.told.get(1).lastSeen()).isGreaterThan(bench.told.get(0).lastSeen());
    }

    @Test
    void aFloodOfForgedMarksDrivesOutForgedMarksAndIsCounted() {
        Bench bench = new Bench(Map.of("max_cases", 16)).see(tls());
        for (int i = 0; i < 200; i++) {
            bench.see(probe("198.18.0." + i).client("10.0.0." + i, 0).at(100 + i));
        }
        assertThat(bench.detections()).hasSize(16);
        assertThat(bench.detections()).extracting("method").contains(Method.TLS);
        assertThat(bench.correlator.evicted()).isEqualTo(200 - 15);
    }

    @Test
    @Timeout(20)
    void aHostWithThousandsOfPeersCostsNoMoreThanOneWithFew() {
        Bench bench = new Bench().see(name(), tls());
        int peers = 4000;
        for (int i = 0; i < peers; i++) {
            String server = "198." + (18 + i % 2) + "." + i / 250 + "." + i % 250;
            bench.see(probe(server).at(1000 + i));
            bench.see(tls().server(server, 443).flow(1000 + i).at(1000 + i));
        }
        assertThat(bench.detections()).hasSize(peers + 1);
        assertThat(bench.correlator.evicted()).isZero();
    }

    @Test
    void theSameEvidenceGivesTheSameDetectionsWhoeverIsAsked() {
        Seen[] all = {name(), serviceMessage(), probe(SERVER), tls(), acceleration()};
        assertThat(new Bench().see(all).detections()).isEqualTo(new Bench().see(all).detections());
    }
}
