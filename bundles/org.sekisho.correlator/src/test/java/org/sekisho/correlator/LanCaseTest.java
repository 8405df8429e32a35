// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.event.Roles;
import org.sekisho.packet.MacAddress;

/** Cases of machines that join the local network to a foreign one. */
class LanCaseTest {
    private static final String MACHINE = "192.168.1.7";
    private static final String OTHER = "192.168.1.8";
    private static final long MACHINE_MAC = 0x020000000007L;
    private static final long OTHER_MAC = 0x020000000008L;
    private static final long HUB = 0x00ae01020304L;
    private static final long NAT = 0x5e0102030405L;

    private static Seen unnamed(String technique, long station) {
        return Seen.definitive(technique)
                .client(null, 0, station)
                .of(Finding.LAN)
                .by(Method.BRIDGE)
                .roles(Roles.FIRST_PACKET)
                .flow(3);
    }

    private static Seen named(String technique, long station) {
        return Seen.definitive(technique)
                .client(MACHINE, 0, MACHINE_MAC)
                .station(station)
                .roles(Roles.PROTOCOL)
                .flow(3);
    }

    @Test
    void aStationAloneIsACaseWithoutServer() {
        Detection detection = new Bench().see(unnamed("POLL", HUB)).only();
        assertThat(detection.method()).isEqualTo(Method.BRIDGE);
        assertThat(detection.transport()).isEqualTo("ethernet");
        assertThat(detection.state()).isEqualTo(State.CONFIRMED);
        assertThat(detection.client().mac().bits()).isEqualTo(HUB);
        assertThat(detection.server()).isNull();
    }

    @Test
    void theMachineTakesThePlaceOfTheStationWhenItIsKnown() {
        Bench bench = new Bench().see(unnamed("POLL", HUB).at(5), named("POLL", HUB).at(5));
        Detection detection = bench.only();
        assertThat(detection.client().address()).hasToString(MACHINE);
        assertThat(detection.client().mac().bits()).isEqualTo(MACHINE_MAC);
        assertThat(detection.server()).isNull();
        assertThat(bench.told).extracting("id").containsOnly(1L);
    }

    @Test
    void allStationsOfAMachineAreOneCase() {
        Bench bench =
                new Bench()
                        .see(
                                unnamed("POLL", HUB).at(5),
                                unnamed("BEACON", NAT).by(Method.SECURE_NAT).at(6),
                                named("POLL", HUB).at(5),
                                named("BEACON", NAT).by(Method.SECURE_NAT).at(6));
        assertThat(bench.only().methods()).containsExactly(Method.BRIDGE, Method.SECURE_NAT);
        assertThat(bench.only().client().address()).hasToString(MACHINE);
    }

    @Test
    void whatTheMachineExposesIsItsStationsAndItsSessions() {
        Seen session =
                Seen.definitive("SIG")
                        .client(MACHINE, 50000)
                        .server("203.0.113.5", 443)
                        .flow(9)
                        .at(7);
        Exposure exposure =
                new Bench()
                                .see(
                                        unnamed("POLL", HUB).at(5),
                                        named("POLL", HUB).at(6),
                                        session,
                                        named("BEACON", NAT).at(8))
                                .detections()
                                .stream()
                                .filter(d -> d.method() == Method.BRIDGE)
                                .findFirst()
                                .orElseThrow()
                                .exposure();
        assertThat(exposure.stations()).extracting(MacAddress::bits).containsExactly(HUB, NAT);
        assertThat(exposure.peers())
                .extracting(peer -> peer.address().toString())
                .containsExactly("203.0.113.5");
        assertThat(exposure.listeners()).isEmpty();
    }

    @Test
    void proofOverrulesAGuessAboutTheMachine() {
        Seen guess =
                Seen.definitive("POLL")
                        .client(OTHER, 0, OTHER_MAC)
                        .station(HUB)
                        .roles(Roles.PORTS)
                        .oneSided();
        Seen first = unnamed("POLL", HUB).at(5);
        assertThat(new Bench().see(first, guess.at(6)).only().client().address())
                .hasToString(OTHER);
        assertThat(
                        new Bench()
                                .see(first, guess.at(6), named("POLL", HUB).at(7))
                                .only()
                                .client()
                                .address())
                .hasToString(MACHINE);
    }

    @Test
    void aMachineKnownByItsMacAddressFirstIsOneCase() {
        Seen macOnly =
                Seen.definitive("POLL")
                        .client(null, 0, MACHINE_MAC)
                        .station(HUB)
                        .roles(Roles.PROTOCOL)
                        .at(5);
        Detection detection = new Bench().see(macOnly, named("BEACON", HUB).at(9)).only();
        assertThat(detection.client().address()).hasToString(MACHINE);
        assertThat(detection.evidence()).hasSize(2);
    }

    @Test
    void whatTheMachineSaysToTheMakersServicesIsListedWithIt() {
        Seen registration =
                Seen.weighing("DDNS", 9.2).server(MACHINE, 0).of(Finding.CONTROL).oneSided().at(2);
        for (Bench bench :
                new Bench[] {
                    new Bench().see(registration, named("POLL", HUB).at(5)),
                    new Bench().see(named("POLL", HUB).at(5), registration)
                }) {
            assertThat(bench.only().method()).isEqualTo(Method.BRIDGE);
            assertThat(bench.only().evidence())
                    .extracting(e -> e.technique().id())
                    .containsExactly("DDNS", "POLL");
        }
    }

    @Test
    void aSlightSuspicionDoesNotTurnARegistrationIntoABridge() {
        Seen registration =
                Seen.definitive("PACK").server(MACHINE, 0).of(Finding.CONTROL).oneSided().at(2);
        Seen slight =
                Seen.weighing("MAC", 1.6)
                        .client(MACHINE, 0, MACHINE_MAC)
                        .station(NAT)
                        .roles(Roles.PORTS)
                        .oneSided()
                        .at(5);
        assertThat(new Bench().see(registration, slight).only().method()).isEqualTo(Method.CONTROL);
    }

    @Test
    void aTunnelOfTheMachineIsACaseOfItsOwnAndKeepsItsControlFindings() {
        Seen tunnel =
                Seen.definitive("CHAIN")
                        .client("203.0.113.5", 40000)
                        .server(MACHINE, 5555)
                        .by(Method.TLS)
                        .at(40);
        Seen registration =
                Seen.weighing("DDNS", 9.2).server(MACHINE, 0).of(Finding.CONTROL).oneSided().at(50);
        Bench bench = new Bench().see(tunnel, named("POLL", HUB).at(49), registration);
        assertThat(bench.detections()).hasSize(2);
        assertThat(bench.detections().get(0).evidence())
                .extracting(e -> e.technique().id())
                .containsExactly("CHAIN", "DDNS");
        assertThat(bench.detections().get(1).method()).isEqualTo(Method.BRIDGE);
    }
}
