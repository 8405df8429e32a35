// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.softether.AzureControl;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.NatTraversalMessage.Kind;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.softether.UdpAccelerationChain.Variant;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

class DatagramTechniquesTest {
    private static final Octets BYTES = Octets.of(new byte[20]);

    private static Flow udp(String client, int clientPort, String server, int serverPort) {
        return Made.flow(Transport.UDP, client, clientPort, server, serverPort, Roles.FIRST_PACKET);
    }

    private static UdpAccelerationChain chain(
            Flow flow, Variant variant, int matches, boolean both) {
        return new UdpAccelerationChain(
                Made.at(flow, 5), Direction.TO_SERVER, variant, matches, both, BYTES);
    }

    private static String ends(Evidence evidence) {
        return evidence.subject().client().address() + ">" + evidence.subject().server().address();
    }

    @Test
    void accelerationIsTwoWayWhenBothDirectionsChain() {
        Flow flow = udp("10.0.0.1", 50_000, "203.0.113.7", 40_001);

        assertThat(
                        Made.judge(
                                chain(flow, Variant.V2_TAIL, 1, false),
                                chain(flow, Variant.V2_OFFSET_12, 1, true)))
                .extracting(Evidence::twoWay, Evidence::generation)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(false, "4"),
                        org.assertj.core.groups.Tuple.tuple(true, "5"));
    }

    @Test
    void accelerationWithoutEncryptionNeedsSeveralMatches() {
        Flow flow = udp("10.0.0.1", 50_000, "203.0.113.7", 40_001);

        assertThat(Made.judge(chain(flow, Variant.PLAIN, 2, false))).isEmpty();
        assertThat(Made.judge(chain(flow, Variant.PLAIN, 3, false))).hasSize(1);
    }

    @Test
    void whoDialledTcpIsTheClientOfItsAcceleration() {
        Flow session = Made.tcp("10.0.0.1", "203.0.113.7", 5555);
        Flow acceleration = udp("203.0.113.7", 58_000, "10.0.0.1", 59_000);

        List<Evidence> evidence =
                Made.judge(
                        new FlowStarted(Made.at(session, 0), true),
                        chain(acceleration, Variant.V2_TAIL, 1, true));

        assertThat(ends(evidence.get(0))).isEqualTo("10.0.0.1>203.0.113.7");
        assertThat(evidence.get(0).subject().roles()).isEqualTo(Roles.SYN);
    }

    @Test
    void withoutTcpTheServersPortTells() {
        Flow acceleration = udp("203.0.113.7", 40_000, "10.0.0.1", 59_000);

        assertThat(ends(Made.judge(chain(acceleration, Variant.V2_TAIL, 1, true)).get(0)))
                .isEqualTo("10.0.0.1>203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource({
        "true, TO_SERVER, 10.0.0.1>203.0.113.7",
        "false, TO_CLIENT, 10.0.0.1>203.0.113.7",
        "false, TO_SERVER, 203.0.113.7>10.0.0.1",
        "true, TO_CLIENT, 203.0.113.7>10.0.0.1"
    })
    void theKeyOfReliableUdpTellsWhoDialled(boolean clientKey, Direction direction, String ends) {
        Flow flow = udp("10.0.0.1", 50_000, "203.0.113.7", 20_000);

        List<Evidence> evidence =
                Made.judge(
                        new RudpSignature(
                                Made.at(flow, 1),
                                direction,
                                Carrier.R_UDP,
                                clientKey,
                                true,
                                false,
                                true,
                                BYTES,
                                BYTES));

        assertThat(ends(evidence.get(0))).isEqualTo(ends);
        assertThat(evidence.get(0).finding()).isEqualTo(Finding.TUNNEL);
    }

    @ParameterizedTest
    @CsvSource({
        "15, TO_SERVER, 10.0.0.1>203.0.113.7",
        "15, TO_CLIENT, 203.0.113.7>10.0.0.1",
        "16, TO_SERVER, 203.0.113.7>10.0.0.1",
        "0, TO_CLIENT, 10.0.0.1>203.0.113.7"
    })
    void theTypeOfAnIcmpMessageTellsWhoDialled(int type, Direction direction, String ends) {
        Flow flow = Made.flow(Transport.ICMP, "10.0.0.1", 0, "203.0.113.7", 0, Roles.FIRST_PACKET);

        List<Evidence> evidence =
                Made.judge(new IcmpDigest(Made.at(flow, 1), direction, type, false, BYTES));

        assertThat(ends(evidence.get(0))).isEqualTo(ends);
        assertThat(evidence.get(0).finding()).isEqualTo(Finding.CONTROL);
    }

    @Test
    void aClientThatAsksForAServerNamesIt() {
        Flow flow = udp("10.0.0.1", 50_000, "198.51.100.4", 5004);

        List<Evidence> evidence =
                Made.judge(
                        new NatTraversalMessage(
                                Made.at(flow, 1),
                                Direction.TO_SERVER,
                                Kind.PACK,
                                Map.of("opcode", "nat_t_connect_request", "dest_ip", "203.0.113.7"),
                                BYTES));

        assertThat(ends(evidence.get(0))).isEqualTo("10.0.0.1>203.0.113.7");
        assertThat(evidence.get(0).finding()).isEqualTo(Finding.CONTROL);
    }

    @Test
    void aServerThatRegistersListens() {
        Flow flow = udp("10.0.0.1", 50_000, "198.51.100.4", 5004);
        Map<String, String> fields =
                Map.of("opcode", "nat_t_register", "product_str", "SoftEther OSS");

        List<Evidence> evidence =
                Made.judge(
                        new NatTraversalMessage(
                                Made.at(flow, 1), Direction.TO_SERVER, Kind.PACK, fields, BYTES));

        assertThat(evidence).hasSize(1);
        assertThat(evidence.get(0).subject().client()).isNull();
        assertThat(evidence.get(0).subject().server().address()).hasToString("10.0.0.1");
        assertThat(evidence.get(0).generation()).isEqualTo("5");
    }

    @Test
    void anEchoOfAQuestionIsNoAnswerToIt() {
        Flow flow = udp("10.0.0.1", 50_000, "198.51.100.4", 5004);
        Map<String, String> question = Map.of("opcode", "nat_t_register", "host_name", "x");

        assertThat(answered(flow, question, question).twoWay()).isFalse();
        assertThat(answered(flow, question, Map.of("opcode", "nat_t_register")).twoWay()).isFalse();
        assertThat(answered(flow, question, Map.of("opcode", "nat_t_register", "ok", "1")).twoWay())
                .isTrue();
    }

    private static Evidence answered(
            Flow flow, Map<String, String> question, Map<String, String> answer) {
        List<Evidence> evidence =
                Made.judge(
                        new NatTraversalMessage(
                                Made.at(flow, 1), Direction.TO_SERVER, Kind.PACK, question, BYTES),
                        new NatTraversalMessage(
                                Made.at(flow, 2), Direction.TO_CLIENT, Kind.PACK, answer, BYTES));
        return evidence.get(evidence.size() - 1);
    }

    @Test
    void anAnswerSeenFirstDoesNotMakeTheServiceTheClient() {
        Flow flow = udp("198.51.100.4", 5004, "10.0.0.1", 50_000);
        Map<String, String> fields = Map.of("opcode", "get_token", "ok", "1");

        List<Evidence> evidence =
                Made.judge(
                        new NatTraversalMessage(
                                Made.at(flow, 1), Direction.TO_SERVER, Kind.PACK, fields, BYTES));

        assertThat(evidence.get(0).subject().server().address()).hasToString("10.0.0.1");
        assertThat(evidence.get(0).subject().client()).isNull();
    }

    /** SHA-1(10.77.2.2) = 48ef…, wire facts §6.2. */
    @Test
    void theNameOfNatTraversalHoldsADigestOfTheServer() {
        assertThat(NameTechniques.digest(IpAddress.parse("10.77.2.2"))).isEqualTo(0xef);
        assertThat(NameTechniques.digest(IpAddress.parse("2001:db8::1"))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLookUpIsTiedToTheServerDialledBeforeOrAfter(boolean dialledBefore) {
        String name = "xe.xf.dev.servers.nat-traversal.softether-network.net";
        Event dialled = new FlowStarted(Made.at(Made.tcp("10.0.0.1", "10.77.2.2", 443), 1), true);
        Event other = new FlowStarted(Made.at(Made.tcp("10.0.0.1", "203.0.113.9", 443), 1), true);
        Event lookUp = Made.dns("10.0.0.1", 1, name, null);

        List<Evidence> evidence =
                dialledBefore
                        ? Made.judge(other, dialled, other, lookUp)
                        : Made.judge(other, lookUp, other, dialled);

        Evidence last = evidence.get(evidence.size() - 1);
        assertThat(ends(last)).isEqualTo("10.0.0.1>10.77.2.2");
        assertThat(last.subject().server().port()).isEqualTo(443);
        assertThat(last.generation()).isEqualTo("5");
        assertThat(last.twoWay()).isFalse();
    }

    @Test
    void aLookUpThatFitsNobodyIsAboutItsHostAlone() {
        List<Evidence> evidence =
                Made.judge(
                        new FlowStarted(Made.at(Made.tcp("10.0.0.2", "10.77.2.2", 443), 1), true),
                        Made.dns(
                                "10.0.0.1",
                                1,
                                "xe.xf.servers.nat-traversal.softether-network.net",
                                null));

        assertThat(evidence).hasSize(1);
        assertThat(evidence.get(0).subject().server()).isNull();
        assertThat(evidence.get(0).generation()).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.softether.org",
                "www.softether-download.com",
                "forum.vpngate.net",
                "softether.net.example.org",
                "nat-traversal.softether-network.net.example.org"
            })
    void webPagesAreNoFinding(String name) {
        assertThat(Made.judge(Made.dns("10.0.0.1", 1, name, "203.0.113.1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void onlyAnAnsweredControlConnectionToTheRelayIsDefinitive(boolean answered, boolean certain) {
        Flow flow = Made.tcp("10.0.0.1", "198.51.100.8", 443);

        List<Evidence> evidence = Made.judge(new AzureControl(Made.at(flow, 1), answered, BYTES));

        assertThat(evidence).hasSize(1);
        assertThat(evidence.get(0).technique().definitive()).isEqualTo(certain);
        assertThat(evidence.get(0).subject().client()).isNull();
        assertThat(evidence.get(0).subject().server().address()).hasToString("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "/ddns/ddns.aspx?v=1234567890123, 1",
        "/ddns/getmyip.ashx?v=77, 1",
        "/ddns/ddns.aspx, 0",
        "/index.html, 0"
    })
    void registrationInClearIsKnownByItsPath(String target, int expected) {
        Flow flow = Made.tcp("10.0.0.1", "198.51.100.8", 80);

        assertThat(
                        Made.judge(
                                new HttpRequest(
                                        Made.at(flow, 1),
                                        "POST",
                                        target,
                                        "HTTP/1.1",
                                        List.of(),
                                        Octets.NONE)))
                .hasSize(expected);
    }
}
