// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.openvpn.OpenVpnHandshake;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.TestCaptures;

/** SE-OVPN-CERT: which OpenVPN servers are SoftEther. */
class OpenVpnTechniqueTest {
    private static final String CLONE = "p17_openvpn_clone-st444-1017.pcap";
    private static final String PLAIN = "n10_openvpn_udp-none-1037.pcap";

    private static Flow insideOpenVpn() {
        Flow outer =
                Made.flow(
                        Transport.UDP, "10.0.0.1", 50_000, "203.0.113.7", 1194, Roles.FIRST_PACKET);
        return Made.inside(
                outer, Carrier.OPENVPN, new Endpoint(IpAddress.parse("203.0.113.7"), 1194));
    }

    @Test
    void theCloneIsKnownByTheCertificateInsideItsControlChannel() {
        assertThat(CaptureEvents.evidence(TestCaptures.path(CLONE)))
                .hasSize(1)
                .allSatisfy(
                        e -> {
                            assertThat(e.technique().id()).isEqualTo("SE-OVPN-CERT");
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.method()).isEqualTo(Method.OPENVPN_CLONE);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().client().address()).hasToString("10.72.118.77");
                            assertThat(e.subject().server().address()).hasToString("198.19.36.112");
                            assertThat(e.subject().server().port()).isEqualTo(1194);
                        });
    }

    /** The hello is OpenSSL's without tickets and ALPN in both, which elsewhere would count. */
    @ParameterizedTest
    @ValueSource(strings = {CLONE, PLAIN})
    void theClientsOwnHelloIsNoEvidence(String capture) {
        assertThat(CaptureEvents.of(TestCaptures.path(capture)))
                .anyMatch(ClientHello.class::isInstance);
        assertThat(CaptureEvents.evidence(TestCaptures.path(capture)))
                .noneMatch(e -> e.technique().id().startsWith("SE-TLS"));
    }

    @Test
    void openVpnToOpenVpnIsNoSoftEther() {
        assertThat(CaptureEvents.evidence(TestCaptures.path(PLAIN))).isEmpty();
    }

    @Test
    void upToTls12TheCertificateItselfIsRead() {
        CertificateChain real =
                CaptureEvents.of(TestCaptures.path("p34_tls12-st444-1101.pcap")).stream()
                        .filter(CertificateChain.class::isInstance)
                        .map(CertificateChain.class::cast)
                        .findFirst()
                        .orElseThrow();
        List<Evidence> found =
                Made.judge(
                        new CertificateChain(
                                Made.at(insideOpenVpn(), 1),
                                Direction.TO_CLIENT,
                                real.certificates()));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).technique().id()).isEqualTo("SE-OVPN-CERT");
        assertThat(found.get(0).method()).isEqualTo(Method.OPENVPN_CLONE);
        assertThat(found.get(0).technique().weight())
                .isEqualTo(
                        Catalogue.shipped(SoftEtherDetector.class)
                                .technique("SE-OVPN-CERT", "fields")
                                .weight());
    }

    @Test
    void whatIsNoCertificateIsNoEvidence() {
        assertThat(
                        Made.judge(
                                new CertificateChain(
                                        Made.at(insideOpenVpn(), 1),
                                        Direction.TO_CLIENT,
                                        List.of(Octets.of(new byte[900])))))
                .isEmpty();
    }

    /** Lengths as captured: 66 asks for any issuer, OpenVPN itself names its own (85 and more). */
    @ParameterizedTest
    @ValueSource(ints = {85, 65, 67, 200})
    void aServerThatNamesIssuersIsOpenVpnItself(int request) {
        Flow flow = insideOpenVpn();

        assertThat(
                        Made.judge(
                                Made.answer(flow, 1, 0x0304, 0x1302),
                                Made.records(flow, 2, true, -23, -request, -950, -281, -69, 74)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {949, 951, 880, 1480})
    void aCertificateOfAnotherLengthIsNone(int certificate) {
        Flow flow = insideOpenVpn();

        assertThat(
                        Made.judge(
                                Made.answer(flow, 1, 0x0304, 0x1302),
                                Made.records(flow, 2, true, -23, -66, -certificate, -281, -69, 74)))
                .isEmpty();
    }

    /** The lengths of the captured clone and of a captured OpenVPN server. */
    @ParameterizedTest
    @CsvSource({"23 66 950 281 69, 1", "23 85 1480 281 69, 0", "23 66, 0", "'', 0"})
    void overTcpTheLengthsTellItToo(String lengths, int expected) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);
        List<Integer> records =
                lengths.isEmpty()
                        ? List.of()
                        : Stream.of(lengths.split(" ")).map(Integer::valueOf).toList();

        assertThat(Made.judge(new OpenVpnHandshake(Made.at(flow, 1), records)))
                .hasSize(expected)
                .allSatisfy(e -> assertThat(e.method()).isEqualTo(Method.OPENVPN_CLONE));
    }

    @Test
    void lengthsAloneAreEnoughForSuspicionAndNeverForMore() {
        assertThat(Catalogue.shipped(SoftEtherDetector.class).technique("SE-OVPN-CERT").weight())
                .isBetween(Math.log(1000), Math.log(999 * 9));
    }
}
