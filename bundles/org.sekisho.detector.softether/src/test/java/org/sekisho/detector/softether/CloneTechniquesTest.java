// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.event.wireguard.WireGuardHandshake;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.TestCaptures;

/** Other tunnels: which of them end at a SoftEther server. */
class CloneTechniquesTest {
    private static final String SERVER = "203.0.113.7";
    private static final int TLS_1_3 = 0x0304;

    private static List<Evidence> evidence(String capture) {
        return CaptureEvents.evidence(TestCaptures.path(capture));
    }

    private static Event wireGuard() {
        Flow flow = Made.flow(Transport.UDP, "10.0.0.1", 50_000, SERVER, 51_820, Roles.PROTOCOL);
        return new WireGuardHandshake(Made.at(flow, 5));
    }

    /** A session of SoftEther's own with the same server, from another host. */
    private static List<Event> session() {
        Flow flow = Made.tcp("10.0.0.9", SERVER, 443);
        return List.of(
                Made.hello(flow, 1, SERVER, List.of()),
                Made.answer(flow, 1.1, TLS_1_3, 0x1302),
                Made.records(
                        flow, 1.3, true, -23, -908, -281, -69, 69, -74, -74, 253 + 17, -2121 - 17));
    }

    @Test
    void ipsecAndL2tpOfSoftEtherAreKnownByTheirAnswers() {
        assertThat(evidence("p18_l2tp_clone-deb501-2001.pcap"))
                .extracting(e -> e.technique().id())
                .containsExactly("SE-IKE-VENDOR", "SE-L2TP-NAME");
        assertThat(evidence("p18_l2tp_clone-deb501-2001.pcap"))
                .allSatisfy(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.method()).isEqualTo(Method.L2TP_CLONE);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().client().address()).hasToString("10.41.0.2");
                            assertThat(e.subject().server().address()).hasToString("198.18.41.9");
                        });
    }

    @Test
    void openVpnOnTheOtherEditionIsKnownToo() {
        assertThat(evidence("p17_openvpn_clone-deb501-2003.pcap"))
                .singleElement()
                .satisfies(e -> assertThat(e.technique().id()).isEqualTo("SE-OVPN-CERT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n44_l2tp_ipsec-none-2002.pcap",
                "n11_wireguard-none-1038.pcap",
                "n10_openvpn_udp-none-1037.pcap"
            })
    void thePlainProtocolsAreNoSoftEther(String capture) {
        assertThat(evidence(capture)).isEmpty();
    }

    @Test
    void wireGuardToAServerThatHadASessionIsSuspectedToEndThere() {
        List<Event> events = new ArrayList<>(session());
        events.add(wireGuard());
        expectClone(Made.judge(events.toArray(Event[]::new)));
    }

    @Test
    void soItIsIfTheSessionComesLater() {
        List<Event> events = new ArrayList<>(List.of(wireGuard()));
        events.addAll(session());
        expectClone(Made.judge(events.toArray(Event[]::new)));
    }

    private static void expectClone(List<Evidence> found) {
        assertThat(found)
                .filteredOn(e -> e.technique().id().equals("SE-CLONE"))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.method()).isEqualTo(Method.WIREGUARD_CLONE);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().client().address()).hasToString("10.0.0.1");
                            assertThat(e.detail()).contains("WireGuard", "SE-TLS-PROBE");
                        });
    }

    /** Anybody may send a keep-alive in a host's name, so that it binds no end of the tunnel. */
    @Test
    void whatOneSenderCanMakeUpBindsNobody() {
        Flow keepAlive =
                Made.flow(Transport.UDP, SERVER, 40_000, "192.0.2.80", 80, Roles.FIRST_PACKET);
        assertThat(
                        Made.judge(
                                new KeepAliveText(
                                        Made.at(keepAlive, 1), Direction.TO_SERVER, Octets.NONE),
                                wireGuard()))
                .filteredOn(e -> e.technique().id().equals("SE-CLONE"))
                .singleElement()
                .satisfies(e -> assertThat(e.twoWay()).isFalse());
    }

    @Test
    void withoutSuchAServerItIsJustWireGuard() {
        assertThat(Made.judge(wireGuard())).isEmpty();
    }

    /** Its handshake shows nothing; that another host has a session with the server does. */
    @Test
    void wireGuardOnARealServerThatHasASessionIsSuspectedToEndThere() {
        assertThat(evidence("p21_wireguard_clone-dev502-2006.pcap"))
                .filteredOn(e -> e.subject().client() != null)
                .filteredOn(
                        e -> e.subject().client().address().equals(IpAddress.parse("10.41.0.2")))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.technique().id()).isEqualTo("SE-CLONE");
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.method()).isEqualTo(Method.WIREGUARD_CLONE);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().server().address()).hasToString("198.18.41.9");
                            assertThat(e.detail()).startsWith("WireGuard to a host that runs");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"p19_sstp_clone-dev502-2004.pcap", "p19_sstp_clone-st444-2005.pcap"})
    void sstpOnARealServerIsKnownByItsAnswer(String capture) {
        assertThat(evidence(capture))
                .filteredOn(e -> e.technique().id().equals("SE-SSTP"))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.method()).isEqualTo(Method.SSTP_CLONE);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().client().address()).hasToString("10.41.0.2");
                            assertThat(e.subject().server().address()).hasToString("198.18.41.9");
                            assertThat(e.detail())
                                    .contains("answer of 125 as SoftEther words it, then 14 and");
                        });
        assertThat(evidence(capture)).anyMatch(e -> e.technique().id().equals("SE-TLS-CERT"));
    }

    @ParameterizedTest(name = "request {0}, answer {1}, then {2} and {3}: {4}")
    @CsvSource({
        "230, 125, 14, 48, true",
        "170, 125, 14, 48, true",
        "230, 122, 14, 48, false",
        "230, 125, 15, 48, false",
        "230, 125, 14, 49, false",
        "1700, 125, 14, 48, false"
    })
    void sstpIsKnownByItsFirstFourMessages(
            int request, int answer, int connect, int acknowledge, boolean known) {
        Flow flow = Made.tcp("10.0.0.1", SERVER, 443);
        List<Evidence> found =
                Made.judge(
                        Made.hello(flow, 1, "vpn.example", List.of()),
                        Made.answer(flow, 1.1, TLS_1_3, 0x1302),
                        Made.records(
                                flow,
                                1.3,
                                true,
                                -23,
                                -908,
                                -281,
                                -69,
                                69,
                                -74,
                                -74,
                                request + 17,
                                -answer - 17,
                                connect + 17,
                                -acknowledge - 17));
        assertThat(found).anyMatch(e -> e.technique().id().equals("SE-TLS-CERT"));
        assertThat(found.stream().anyMatch(e -> e.method() == Method.SSTP_CLONE)).isEqualTo(known);
    }

    /** The order in which a mirror port shows what the two ends sent within a millisecond. */
    @ParameterizedTest
    @CsvSource({"-142, 31, -65", "31, -142, -65", "31, 60, -142"})
    void sstpIsKnownInWhateverOrderBothDirectionsAreSeen(int second, int third, int fourth) {
        Flow flow = Made.tcp("10.0.0.1", SERVER, 443);
        List<Evidence> found =
                Made.judge(
                        Made.hello(flow, 1, "vpn.example", List.of()),
                        Made.answer(flow, 1.1, TLS_1_3, 0x1302),
                        Made.records(
                                flow, 1.3, true, -23, -908, -281, -69, 69, -74, -74, 247, second,
                                third, fourth, -65));
        assertThat(found).anyMatch(e -> e.technique().id().equals("SE-SSTP"));
    }

    @Test
    void whoOffersProtocolsByAlpnIsNoSstpClient() {
        Flow flow = Made.tcp("10.0.0.1", SERVER, 443);
        assertThat(
                        Made.judge(
                                Made.hello(flow, 1, "vpn.example", List.of("http/1.1")),
                                Made.answer(flow, 1.1, TLS_1_3, 0x1302),
                                Made.records(
                                        flow, 1.3, true, -23, -908, -281, -69, 69, -74, -74, 247,
                                        -142, 31, -65)))
                .isEmpty();
    }
}
