// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.AzureControl;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.NatTraversalMessage.Kind;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.softether.UdpAccelerationChain.Variant;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.TestCaptures;

/** When what is seen of a server says that it offers a hub to others. */
class HubTechniqueTest {
    private static final String SERVER = "10.0.0.5";
    private static final Octets BYTES = Octets.of(new byte[20]);

    private static KeepAliveText registration(double seconds) {
        Flow flow =
                Made.flow(Transport.UDP, SERVER, 50_000, "198.51.100.4", 80, Roles.FIRST_PACKET);
        return new KeepAliveText(Made.at(flow, seconds), Direction.TO_SERVER, BYTES);
    }

    private static UdpAccelerationChain session(String server, double seconds, boolean both) {
        Flow flow =
                Made.flow(Transport.UDP, "203.0.113.9", 50_000, server, 40_000, Roles.FIRST_PACKET);
        return new UdpAccelerationChain(
                Made.at(flow, seconds), Direction.TO_SERVER, Variant.V2_TAIL, 1, both, BYTES);
    }

    private static List<Evidence> hubs(List<Evidence> all) {
        return all.stream().filter(e -> e.finding() == Finding.HUB).toList();
    }

    private static NatTraversalMessage pack(
            Flow flow, Direction direction, Map<String, String> fields) {
        return new NatTraversalMessage(Made.at(flow, 1), direction, Kind.PACK, fields, BYTES);
    }

    @Test
    void aRegisteredServerWithASessionOffersAHubInWhicheverOrderTheyAreSeen() {
        for (List<Evidence> all :
                List.of(
                        Made.judge(registration(1), session(SERVER, 60, true)),
                        Made.judge(session(SERVER, 1, true), registration(60)))) {
            assertThat(hubs(all))
                    .hasSize(1)
                    .allSatisfy(
                            e -> {
                                assertThat(e.subject().client()).isNull();
                                assertThat(e.subject().server().address()).hasToString(SERVER);
                                assertThat(e.detail()).contains("203.0.113.9");
                            });
        }
    }

    @Test
    void oneHalfIsNotEnough() {
        assertThat(hubs(Made.judge(registration(1), registration(50)))).isEmpty();
        assertThat(hubs(Made.judge(session(SERVER, 1, true)))).isEmpty();
        assertThat(hubs(Made.judge(registration(1), session(SERVER, 2, false))))
                .as("one-sided")
                .isEmpty();
        assertThat(hubs(Made.judge(registration(1), session("10.0.0.6", 2, true))))
                .as("another host")
                .isEmpty();
        assertThat(hubs(Made.judge(registration(1), session(SERVER, 90_000, true))))
                .as("another day")
                .isEmpty();
    }

    @Test
    void aServerThatDialsASessionIsACascadeAndAClientThatKeepsTheLineAliveIsNone() {
        UdpAccelerationChain dialled =
                new UdpAccelerationChain(
                        Made.at(
                                Made.flow(
                                        Transport.UDP,
                                        SERVER,
                                        50_000,
                                        "203.0.113.9",
                                        40_000,
                                        Roles.PROTOCOL),
                                2),
                        Direction.TO_SERVER,
                        Variant.V2_TAIL,
                        1,
                        true,
                        BYTES);
        Flow service =
                Made.flow(Transport.UDP, SERVER, 5_004, "198.51.100.4", 5_004, Roles.FIRST_PACKET);
        NatTraversalMessage token =
                pack(service, Direction.TO_SERVER, Map.of("opcode", "get_token"));
        assertThat(hubs(Made.judge(token, dialled)))
                .hasSize(1)
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().server().address()).hasToString(SERVER);
                            assertThat(e.detail()).endsWith("has a session with 203.0.113.9");
                        });
        assertThat(hubs(Made.judge(registration(1), dialled))).isEmpty();
    }

    @Test
    void itIsToldOnce() {
        assertThat(
                        hubs(
                                Made.judge(
                                        registration(1),
                                        session(SERVER, 2, true),
                                        session(SERVER, 3, true),
                                        registration(60))))
                .hasSize(1);
    }

    @Test
    void aServerOfTheLanThatBringsARemoteClientInIsAHub() {
        assertThat(
                        hubs(
                                CaptureEvents.evidence(
                                        TestCaptures.path(
                                                "p22b_lan_bridge_remote-st444-1021.pcap"))))
                .hasSize(1)
                .allSatisfy(
                        e ->
                                assertThat(e.subject().server().address())
                                        .hasToString("192.168.196.140"));
    }

    @Test
    void anIdleServerIsNone() {
        assertThat(
                        hubs(
                                CaptureEvents.evidence(
                                        TestCaptures.path(
                                                "p16_natt_lookup_server-deb501-1065.pcap"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, HUB", "false, CONTROL"})
    void anAnswerOfTheRelayLeadsClientsToTheHost(boolean answered, Finding finding) {
        Flow flow = Made.tcp(SERVER, "198.51.100.8", 443);

        assertThat(Made.judge(new AzureControl(Made.at(flow, 1), answered, BYTES)))
                .extracting(Evidence::finding)
                .containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource({
        "nat_t_register, 1, HUB",
        "nat_t_register, 0, CONTROL",
        "get_token, 1, CONTROL",
        "nat_t_connect_relay, 0, HUB"
    })
    void theServicesAnswerToARegistrationDoesToo(String opcode, String ok, Finding finding) {
        Flow flow =
                Made.flow(Transport.UDP, SERVER, 50_000, "198.51.100.4", 5004, Roles.FIRST_PACKET);
        List<Evidence> all =
                Made.judge(
                        pack(flow, Direction.TO_SERVER, Map.of("opcode", "nat_t_register")),
                        pack(flow, Direction.TO_CLIENT, Map.of("opcode", opcode, "ok", ok)));

        assertThat(all).hasSize(2);
        assertThat(all.get(0).finding()).isEqualTo(Finding.CONTROL);
        assertThat(all.get(1).finding()).isEqualTo(finding);
        assertThat(all.get(1).twoWay()).isTrue();
        assertThat(all.get(1).subject().server().address()).hasToString(SERVER);
    }
}
