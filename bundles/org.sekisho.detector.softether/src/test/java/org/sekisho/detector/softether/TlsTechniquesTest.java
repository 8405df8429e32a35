// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.TlsFramingLost;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

class TlsTechniquesTest {
    private static final int TLS_1_3 = 0x0304;
    private static final int AES_256_GCM = 0x1302;
    private static final String KEEP = "SE-TLS-KEEP";

    /** A login as wire facts §3.2 give it: EE, certificate, verify, Finished, then messages. */
    private static TlsRecords login(Flow flow, boolean complete, int address, int page) {
        return Made.records(
                flow,
                1,
                complete,
                -23,
                -(896 + 6 * 12),
                -281,
                -69,
                69,
                242 + address + 17,
                -74,
                -74,
                -(page + 17),
                2_000 + 17,
                -(700 + 17),
                2_800 + 17,
                -(2_100 + 17));
    }

    private static List<Evidence> judged(Flow flow, List<String> alpn, TlsRecords records) {
        return Made.judge(
                Made.hello(flow, 0, null, alpn),
                Made.answer(flow, 0.1, TLS_1_3, AES_256_GCM),
                records);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 8443, 458, 5",
        "198.51.100.200, 443, 456, 5",
        "198.51.100.200, 992, 2121, 4",
        "2001:db8::5, 443, 453, 5"
    })
    void aLoginIsKnownByItsLengths(String server, int port, int page, String generation) {
        Flow flow = Made.tcp(server.contains(":") ? "2001:db8::1" : "10.0.0.1", server, port);

        List<Evidence> evidence = judged(flow, List.of(), login(flow, true, server.length(), page));

        assertThat(evidence)
                .extracting(e -> e.technique().id())
                .containsExactly("SE-TLS-CERT", "SE-TLS-PROBE", "SE-TLS-SEQ");
        assertThat(evidence)
                .allSatisfy(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.method()).isEqualTo(Method.TLS);
                            assertThat(e.twoWay()).isTrue();
                        });
        assertThat(evidence.get(1).generation()).isEqualTo(generation);
    }

    @Test
    void aLoginInDividedRecordsIsKnownByWhatIsSaidInATurn() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 8443);
        TlsRecords whole = login(flow, true, 11, 458);
        TlsRecords divided = Made.records(flow, 1, true, divided(whole, 3));

        assertThat(judged(flow, List.of(), divided))
                .extracting(e -> e.technique().id())
                .containsExactly("SE-TLS-PROBE", "SE-TLS-SEQ");
    }

    @Test
    void ticketsMayShareARecordAndFramesFollowTheWelcome() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 8443);
        TlsRecords records =
                Made.records(
                        flow, 1, true, -23, -968, -281, -69, 69, 270, -131, -475, 2_017, -717,
                        2_817, -1_017, -1_117, -900, -900, -900, 64);

        assertThat(judged(flow, List.of(), records))
                .extracting(e -> e.technique().id())
                .containsExactly("SE-TLS-PROBE", "SE-TLS-SEQ");
    }

    @Test
    void turnsOfOtherLengthsSayNothingHoweverDivided() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 8443);
        TlsRecords records =
                Made.records(
                        flow, 1, true, -23, -1_500, -281, -69, 69, 60, 60, -74, -74, -1_400, -1_400,
                        600, 300, -500, 90, 90, -16_400, -16_400, -16_400);

        assertThat(judged(flow, List.of(), records)).isEmpty();
    }

    /** Each record in so many, each with 17 bytes that TLS 1.3 adds. */
    private static int[] divided(TlsRecords whole, int parts) {
        List<Integer> lengths = new ArrayList<>();
        for (TlsRecord record : whole.records()) {
            int sign = record.direction() == Direction.TO_SERVER ? 1 : -1;
            int left = record.length() - 17;
            for (int i = parts; i > 0; i--) {
                int part = left / i;
                lengths.add(sign * (part + 17));
                left -= part;
            }
        }
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void keepAlivesWrittenInTwoRecordsAreKnown() {
        assertThat(keepAlives(i -> 40 + 13 * i)).anyMatch(e -> e.technique().id().equals(KEEP));
        assertThat(keepAlives(i -> 40)).noneMatch(e -> e.technique().id().equals(KEEP));
    }

    private static List<Evidence> keepAlives(IntUnaryOperator length) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 8443);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int second = length.applyAsInt(i);
            events.add(Made.records(flow, 4.1 * i, false, 30 + 17, second + 17));
        }
        return Made.judge(events.toArray(Event[]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 5})
    void aRequestOfAnyOtherLengthIsNoProbe(int difference) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);

        assertThat(judged(flow, List.of(), login(flow, true, 11 + difference, 2_121)))
                .noneMatch(e -> e.technique().id().equals("SE-TLS-PROBE"));
    }

    @Test
    void aStreamWithAGapIsGivenUp() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);

        assertThat(judged(flow, List.of(), login(flow, false, 11, 2_121))).isEmpty();
    }

    @Test
    void aClientThatOffersAlpnIsNotSoftEther() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);

        assertThat(judged(flow, List.of("h2"), login(flow, true, 11, 2_121))).isEmpty();
    }

    @Test
    void aSecondConnectionAfterALoginWeighsMore() {
        SoftEtherDetector detector = new SoftEtherDetector("");
        Flow outer = Made.tcp("10.0.0.1", "192.0.2.1", 1080);
        Endpoint target = new Endpoint(IpAddress.parse("203.0.113.7"), 443);
        Flow first = Made.inside(outer, Carrier.SOCKS, target);
        Flow another = Made.flow(Transport.TCP, "10.0.0.1", 50_124, "192.0.2.1", 1080, Roles.SYN);
        Flow second = Made.inside(another, Carrier.SOCKS, target);

        List<Evidence> evidence =
                Made.judge(
                        detector,
                        Made.hello(first, 0, null, List.of()),
                        Made.answer(first, 0, TLS_1_3, AES_256_GCM),
                        Made.records(
                                first, 1, true, -23, -1000, -281, -69, 69, 2_100, -74, -74, -800,
                                2_900, -2_200),
                        Made.hello(second, 2, null, List.of()),
                        Made.answer(second, 2, TLS_1_3, AES_256_GCM),
                        Made.records(
                                second, 3, true, -23, -1000, -281, -69, 69, 2_500, -74, -74, -600,
                                900, -500));

        List<Evidence> sequences =
                evidence.stream().filter(e -> e.technique().id().equals("SE-TLS-SEQ")).toList();
        assertThat(sequences).hasSize(2);
        assertThat(sequences.get(1).technique().weight())
                .isGreaterThan(sequences.get(0).technique().weight());
        assertThat(sequences)
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().server().address()).isEqualTo(target.address());
                            assertThat(e.subject().via().address()).hasToString("192.0.2.1");
                        });
        assertThat(evidence).anyMatch(e -> e.technique().id().equals("SE-MULTI"));
    }

    @Test
    void behindTwoProxiesTheServerIsTheLastTargetAndTheProxyTheOneThatTheClientSpeaksTo() {
        Flow outer = Made.tcp("10.0.0.1", "192.0.2.1", 3128);
        Endpoint second = new Endpoint(IpAddress.parse("192.0.2.9"), 1080);
        Flow middle = Made.inside(outer, Carrier.HTTP_PROXY, second);
        Endpoint target = new Endpoint(IpAddress.parse("203.0.113.7"), 443);
        Flow inner = Made.inside(middle, Carrier.SOCKS, target);

        List<Evidence> found = Made.judge(Made.hello(inner, 1, "10.1.1.1", List.of()));

        assertThat(found).isNotEmpty();
        assertThat(found)
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().server().address()).isEqualTo(target.address());
                            assertThat(e.subject().server().port()).isEqualTo(443);
                            assertThat(e.subject().via().kind()).isEqualTo("http-proxy");
                            assertThat(e.subject().via().address()).hasToString("192.0.2.1");
                            assertThat(e.subject().via().port()).isEqualTo(3128);
                        });
    }

    @Test
    void aNameGivenToAProxyIsLookedUpInTheAnswersSeen() {
        Flow outer = Made.tcp("10.0.0.1", "192.0.2.1", 1080);
        Flow inner = Made.inside(outer, Carrier.SOCKS, new Endpoint(null, 443, "VPN.example.org"));

        List<Evidence> before = Made.judge(Made.hello(inner, 1, "10.1.1.1", List.of()));
        List<Evidence> after =
                Made.judge(
                        Made.dns("10.0.0.9", 0, "vpn.example.org", "203.0.113.7"),
                        Made.hello(inner, 1, "10.1.1.1", List.of()));

        assertThat(before).hasSize(1);
        assertThat(before.get(0).subject().server().address()).isNull();
        assertThat(before.get(0).subject().server().name()).isEqualTo("VPN.example.org");
        assertThat(after.get(0).subject().server().address()).hasToString("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource({
        "9f83c10022e7714455aa, 20, true",
        "00000001000000420000, 20, false",
        "ffffffff000000200000, 20, false",
        "32323020726561647921, 20, false",
        "9f83c10022e7714455aa, 3, false"
    })
    void onlyEncryptedBytesAfterALongHandshakeAreALossOfFraming(
            String bytes, int records, boolean expected) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);
        Octets head = Octets.of(java.util.HexFormat.of().parseHex(bytes));

        List<Evidence> evidence =
                Made.judge(
                        Made.hello(flow, 0, null, List.of()),
                        Made.answer(flow, 0.1, 0x0303, 0x0004),
                        new TlsFramingLost(Made.at(flow, 1), Direction.TO_SERVER, records, head));

        assertThat(evidence.stream().anyMatch(e -> e.technique().id().equals("SE-TLS-DESYNC")))
                .isEqualTo(expected);
    }

    @Test
    void bytesThatAreNoCertificateDoNoHarm() {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", 443);
        byte[] broken = new byte[400];
        for (int i = 0; i < broken.length; i++) {
            broken[i] = (byte) (i * 37);
        }
        broken[0] = 0x30;
        broken[1] = (byte) 0x84;

        assertThat(
                        Made.judge(
                                new CertificateChain(
                                        Made.at(flow, 0),
                                        Direction.TO_CLIENT,
                                        List.of(Octets.of(broken), Octets.NONE)),
                                new CertificateChain(
                                        Made.at(flow, 0),
                                        Direction.TO_CLIENT,
                                        List.of(Octets.NONE))))
                .isEmpty();
    }

    @Test
    void beaconsAreSeenInTheMiddleOfASession() {
        Flow flow = Made.flow(Transport.TCP, "10.0.0.1", 50_000, "203.0.113.7", 443, Roles.PORTS);
        SoftEtherDetector detector = new SoftEtherDetector("");
        int hits = 0;
        for (int i = 0; i < 6; i++) {
            double now = 3 + i * 5.1;
            hits +=
                    Made.judge(
                                    detector,
                                    Made.records(flow, now, false, -(134 + 17)),
                                    Made.records(flow, now + 2, false, -(50 + 17)))
                            .size();
        }

        assertThat(hits).isEqualTo(2);
    }
}
