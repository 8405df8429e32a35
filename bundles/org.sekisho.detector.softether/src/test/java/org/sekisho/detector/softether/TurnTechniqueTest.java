// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.TestCaptures;

/** SE-DIR-PATTERN, on the turns of real connections and on turns made from their volumes. */
class TurnTechniqueTest {
    private static final String SSH = "p11_ssh_tunnel-st444-1010.pcap";

    /** A session behind SSH as captured (wire facts §9), after the channel's request and answer. */
    private static final long[] BEHIND_SSH = {92, 44, 452, 1516, 2720, 804, 3084, 2756};

    private static FlowTurns turns(Flow flow, long... volumes) {
        List<Turn> turns = new ArrayList<>();
        for (long volume : volumes) {
            Direction direction = turns.size() % 2 == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
            turns.add(new Turn(direction, volume, 1, 0, 0));
        }
        return new FlowTurns(Made.at(flow, 2), turns);
    }

    private static SshBanner banner(Flow flow) {
        return new SshBanner(Made.at(flow, 1), Direction.TO_SERVER, "SSH-2.0-x");
    }

    private static List<Evidence> pattern(List<Evidence> all) {
        return all.stream().filter(e -> e.technique().id().equals("SE-DIR-PATTERN")).toList();
    }

    @Test
    void aSessionBehindSshIsSeenByItsTurnsAndTheSshServerStandsForTheRealOne() {
        assertThat(pattern(CaptureEvents.evidence(TestCaptures.path(SSH))))
                .hasSize(1)
                .allSatisfy(
                        e -> {
                            assertThat(e.method()).isEqualTo(Method.SSH);
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.generation()).isNull();
                            assertThat(e.subject().server().port()).isEqualTo(22);
                            assertThat(e.detail()).contains("the real server can't be seen");
                        });
    }

    /** 6.9 is even odds with the usual prior, 9.1 is 0.9. */
    @Test
    void behindSshItIsEnoughForSuspicionAndNeverForMore() {
        Catalogue catalogue = Catalogue.shipped(SoftEtherDetector.class);

        assertThat(catalogue.technique("SE-DIR-PATTERN", "ssh").weight())
                .isBetween(Math.log(1000), Math.log(999 * 9));
        assertThat(catalogue.technique("SE-DIR-PATTERN").weight()).isLessThan(Math.log(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p31_idle_tcp_only-st444-1026.pcap",
                "p31_idle_tcp_only-deb501-1204.pcap",
                "p34_tls12-st444-1101.pcap",
                "p07_noencrypt-st444-1007.pcap"
            })
    void turnsAloneShowASessionInTheOpen(String capture) {
        List<Event> alone = new ArrayList<>();
        for (RecordedStream stream : CaptureReplay.of(TestCaptures.path(capture)).streams()) {
            alone.addAll(CaptureEvents.turns(stream));
        }

        assertThat(pattern(Made.judge(alone.toArray(Event[]::new)))).isNotEmpty();
    }

    static Stream<Path> negatives() {
        return TestCaptures.startingWith("n").stream();
    }

    @ParameterizedTest
    @MethodSource("negatives")
    void otherTrafficHasOtherTurns(Path capture) {
        List<Event> alone = new ArrayList<>();
        for (RecordedStream stream : CaptureReplay.of(capture).streams()) {
            alone.addAll(CaptureEvents.turns(stream));
        }

        assertThat(pattern(Made.judge(alone.toArray(Event[]::new)))).isEmpty();
    }

    @Test
    void behindAProxyItIsAboutTheTarget() {
        List<Evidence> found =
                pattern(
                        CaptureEvents.evidence(
                                TestCaptures.path("p09_http_proxy-st444-1008.pcap")));

        assertThat(found)
                .isNotEmpty()
                .allSatisfy(
                        e -> {
                            assertThat(e.method()).isEqualTo(Method.HTTP_PROXY);
                            assertThat(e.subject().server().address()).hasToString("198.18.75.172");
                            assertThat(e.subject().via().kind()).isEqualTo("http-proxy");
                        });
    }

    @Test
    void eachConnectionTellsItOnceHoweverOftenItsTurnsArePublished() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 22);

        assertThat(Made.judge(banner(flow), turns(flow, BEHIND_SSH), turns(flow, BEHIND_SSH)))
                .hasSize(1);
    }

    @Test
    void behindSshWithoutAChannelOrWithALongFlightItWeighsLess() {
        Flow noChannel = Made.tcp("10.0.0.1", "203.0.113.7", 22);
        Flow longFlight = Made.tcp("10.0.0.2", "203.0.113.7", 22);
        double base =
                Catalogue.shipped(SoftEtherDetector.class).technique("SE-DIR-PATTERN").weight();

        assertThat(
                        Made.judge(
                                banner(noChannel),
                                turns(noChannel, 452, 1516, 2720, 804, 3084, 2756),
                                banner(longFlight),
                                turns(longFlight, 92, 44, 452, 4100, 2720, 804, 3084, 2756)))
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.technique().weight()).isEqualTo(base))
                .allSatisfy(e -> assertThat(e.method()).isEqualTo(Method.SSH));
    }

    /** One byte beyond an interval is enough to miss. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void aVolumeOutOfItsIntervalEndsIt(int turn) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 22);
        long[] volumes = BEHIND_SSH.clone();
        volumes[turn] = 100_000;

        assertThat(Made.judge(banner(flow), turns(flow, volumes))).isEmpty();
    }

    @Test
    void theServerCannotBeginAndDatagramsHaveNoTurnsThatCount() {
        Flow tcp = Made.tcp("10.0.0.1", "203.0.113.7", 22);
        FlowTurns all = turns(tcp, BEHIND_SSH);
        FlowTurns turned =
                new FlowTurns(
                        all.origin(),
                        all.turns().stream()
                                .map(t -> new Turn(t.direction().opposite(), t.bytes(), 1, 0, 0))
                                .toList());
        Flow udp =
                Made.flow(
                        Transport.UDP, "10.0.0.1", 50_000, "203.0.113.7", 443, Roles.FIRST_PACKET);

        assertThat(Made.judge(turned, turns(udp, BEHIND_SSH))).isEmpty();
    }

    @Test
    void aHelloThatOffersProtocolsSpeaksAgainstIt() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);

        assertThat(
                        Made.judge(
                                Made.hello(flow, 1, "a.example", List.of("h2")),
                                turns(flow, 452, 1516, 2720, 804, 3084, 2756)))
                .isEmpty();
    }

    @Test
    void insideSocksTheTurnsOfTheOuterConnectionAreAboutTheTarget() {
        Flow outer = Made.tcp("10.0.0.1", "198.51.100.9", 1080);
        Endpoint target = new Endpoint(IpAddress.parse("203.0.113.7"), 443);
        Flow inner = Made.inside(outer, Carrier.SOCKS, target);

        List<Evidence> found =
                pattern(
                        Made.judge(
                                Made.hello(inner, 1, null, List.of()),
                                turns(outer, 9, 8, 452, 1516, 2720, 804, 3084, 2756)));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).subject().server().address()).hasToString("203.0.113.7");
        assertThat(found.get(0).method()).isEqualTo(Method.SOCKS);
    }
}
