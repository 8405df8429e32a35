// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detection.Catalogue;
import org.sekisho.dissector.tls.TlsDissector;
import org.sekisho.event.Event;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.TestCaptures;

/** Real captures through the real dissectors. */
class CaptureEvidenceTest {
    /** What is needed for 0.9 with the prior of 1 : 1,000. */
    private static final double LIKELY = Math.log(999 * 9);

    private static List<Evidence> evidence(String capture) {
        return CaptureEvents.evidence(TestCaptures.path(capture));
    }

    private static Predicate<Evidence> is(String technique) {
        return e -> e.technique().id().equals(technique);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // capture, techniques, client, server, generation that some of it tells
        "p31_idle_tcp_only-st444-1026.pcap, SE-NATT-DNS SE-RACE SE-ICMP-SHA1 SE-DNS-SHAPE"
                + " SE-RUDP-SIG SE-RUDP-IV SE-NATT-PACK SE-TLS-CH SE-TLS-IPSNI SE-TLS-CERT"
                + " SE-TLS-PROBE SE-TLS-SEQ SE-MULTI SE-TLS-BEACON SE-TLS-KEEP, 10.34.141.48,"
                + " 198.51.100.39, 4",
        "p31_idle_tcp_only-deb501-1204.pcap, SE-NATT-DNS SE-RACE SE-TLS-CH SE-TLS-PROBE"
                + " SE-TLS-SEQ SE-MULTI SE-TLS-BEACON, 172.25.91.47, 198.19.84.229, 5",
        "p28_idle_session-deb501-1070.pcap, SE-UACC-CHAIN SE-TLS-PROBE, 172.26.44.48,"
                + " 198.19.5.39, 5",
        "p28_idle_session-st438-1075.pcap, SE-UACC-CHAIN SE-TLS-PROBE, 192.168.163.67,"
                + " 203.0.113.111, 4",
        "p34_tls12-st444-1101.pcap, SE-TLS-CERT SE-TLS-SUITE SE-TLS-PROBE SE-TLS-SEQ"
                + " SE-UACC-CHAIN, 172.16.80.71, 203.0.113.12, 4",
        "p34_tls12-deb501-1102.pcap, SE-TLS-CH SE-TLS-CERT SE-TLS-PROBE SE-TLS-SEQ,"
                + " 172.25.30.44, 198.19.84.206, 5",
        "p07_noencrypt-st444-1007.pcap, SE-CLEAR-FRAMES SE-TLS-SEQ, 10.36.105.22,"
                + " 198.19.18.120, 4",
        "p09_http_proxy-st444-1008.pcap, SE-PROXY-CONNECT SE-TLS-CH SE-TLS-CERT SE-TLS-SEQ"
                + " SE-MULTI, 172.30.35.77, 198.18.75.172, 4",
        "p10_socks4-deb501-1062.pcap, SE-TLS-CH SE-TLS-CERT SE-TLS-SEQ SE-MULTI, 10.195.209.31,"
                + " 198.51.100.53, 5",
        "p10c_socks5-deb501-1301.pcap, SE-TLS-CH SE-TLS-CERT SE-TLS-SEQ SE-MULTI, 10.123.15.49,"
                + " 198.51.100.232, 5",
        "p14_over_icmp-st444-1012.pcap, SE-ICMP-SHA1 SE-RUDP-SIG SE-RUDP-IV SE-TLS-CH"
                + " SE-TLS-CERT SE-TLS-SEQ, 10.66.65.21, 198.51.100.48, 4",
        "p15_over_dns-st444-1013.pcap, SE-DNS-SHAPE SE-RUDP-SIG SE-RUDP-IV SE-TLS-CH,"
                + " 192.168.127.38, 198.51.100.182, 4"
    })
    void techniquesFireForTheRightEnds(
            String capture, String techniques, String client, String server, String generation) {
        List<Evidence> about =
                evidence(capture).stream()
                        .filter(e -> e.subject().client() != null && e.subject().server() != null)
                        .filter(e -> e.subject().server().address() != null)
                        .toList();

        for (String technique : techniques.split(" ")) {
            assertThat(about).as(technique).anyMatch(is(technique));
        }
        assertThat(about)
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().client().address()).hasToString(client);
                            assertThat(e.subject().server().address()).hasToString(server);
                        });
        assertThat(about).extracting(Evidence::generation).contains(generation);
        assertThat(about)
                .extracting(Evidence::generation)
                .doesNotContain(generation.equals("4") ? "5" : "4");
    }

    @ParameterizedTest
    @CsvSource({
        "p09_http_proxy-st444-1008.pcap, HTTP_PROXY, 203.0.113.216, 3128",
        "p10_socks4-deb501-1062.pcap, SOCKS, 198.19.97.132, 1080",
        "p10c_socks5-deb501-1301.pcap, SOCKS, 198.19.61.205, 1080"
    })
    void aProxyIsNamedAsTheWayAndNotAsTheServer(
            String capture, Method method, String proxy, int port) {
        assertThat(evidence(capture))
                .filteredOn(e -> e.finding() == Finding.TUNNEL)
                .isNotEmpty()
                .allSatisfy(
                        e -> {
                            assertThat(e.method()).isEqualTo(method);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.subject().via().address()).hasToString(proxy);
                            assertThat(e.subject().via().port()).isEqualTo(port);
                        });
    }

    /** With the correlator's allowance of 3.0 above the heaviest of a family. */
    @Test
    void whatShowsOnlyTheClientOfAProxyIsNotLikely() {
        Catalogue catalogue = Catalogue.shipped(SoftEtherDetector.class);
        var connect = catalogue.technique("SE-PROXY-CONNECT");
        var hello = catalogue.technique("SE-TLS-CH");

        assertThat(connect.family()).isEqualTo(hello.family());
        assertThat(Math.max(connect.weight(), hello.weight()) + 3.0).isLessThan(LIKELY);
    }

    @ParameterizedTest
    @CsvSource({"p14_over_icmp-st444-1012.pcap, ICMP", "p15_over_dns-st444-1013.pcap, DNS"})
    void anAnsweredDisguiseIsATunnelAndWhatIsInsideTravelsSo(String capture, Method method) {
        List<Evidence> all = evidence(capture);

        assertThat(all)
                .filteredOn(is("SE-RUDP-SIG"))
                .anySatisfy(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.method()).isEqualTo(method);
                        });
        assertThat(all)
                .filteredOn(is("SE-TLS-CH"))
                .isNotEmpty()
                .allSatisfy(
                        e -> {
                            assertThat(e.method()).isEqualTo(method);
                            assertThat(e.subject().via()).isNull();
                        });
    }

    @Test
    void theRaceAloneTellsOfTheClientOnly() {
        assertThat(evidence("p31_idle_tcp_only-st444-1026.pcap"))
                .filteredOn(
                        is("SE-ICMP-SHA1")
                                .or(is("SE-DNS-SHAPE"))
                                .or(is("SE-RACE"))
                                .or(is("SE-RUDP-SIG"))
                                .or(is("SE-NATT-DNS")))
                .isNotEmpty()
                .allSatisfy(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.CONTROL);
                            assertThat(e.twoWay()).isFalse();
                        });
    }

    @Test
    void aListeningHostIsTheServer() {
        assertThat(evidence("p16_natt_lookup_server-deb501-1065.pcap"))
                .isNotEmpty()
                .anyMatch(is("SE-DDNS"))
                .anyMatch(is("SE-KEEPALIVE"))
                .anyMatch(is("SE-NATT-PACK"))
                .allSatisfy(e -> assertThat(e.finding()).isEqualTo(Finding.CONTROL))
                .filteredOn(is("SE-DDNS").or(is("SE-KEEPALIVE")))
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().client()).isNull();
                            assertThat(e.subject().server().address()).hasToString("10.112.149.37");
                        });
    }

    static Stream<Path> negatives() {
        return TestCaptures.startingWith("n").stream();
    }

    @ParameterizedTest
    @MethodSource("negatives")
    void otherTrafficNeverBecomesLikely(Path capture) {
        Map<String, Map<String, Double>> pairs = new TreeMap<>();
        for (Evidence e : CaptureEvents.evidence(capture)) {
            assertThat(e.technique().definitive()).as(e.detail()).isFalse();
            String pair =
                    (e.subject().client() == null ? "" : e.subject().client().address())
                            + " "
                            + (e.subject().server() == null ? "" : e.subject().server().address());
            pairs.computeIfAbsent(pair, p -> new TreeMap<>())
                    .merge(e.technique().id(), e.technique().weight(), Math::max);
        }
        // stricter than the correlator, which caps what depends on each other
        assertThat(pairs.values())
                .allSatisfy(
                        p ->
                                assertThat(
                                                p.values().stream()
                                                        .mapToDouble(Double::doubleValue)
                                                        .sum())
                                        .isLessThan(LIKELY));
    }

    @ParameterizedTest
    @CsvSource({"p31_idle_tcp_only-st444-1026.pcap", "p09_http_proxy-st444-1008.pcap"})
    void theSameEventsGiveTheSameEvidence(String capture) {
        assertThat(evidence(capture)).isEqualTo(evidence(capture));
    }

    /** As if the capture had begun with a later piece of the stream. */
    @Test
    void aHandshakeOfWhichTheStartIsMissingIsGivenUp() {
        CaptureReplay capture =
                CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap"));
        int cuts = 0;
        for (RecordedStream stream : capture.streams()) {
            for (int first = 1; first < Math.min(12, stream.pieces().size()); first++) {
                List<Evidence> evidence =
                        Made.judge(
                                stream.fromPiece(first)
                                        .replay(new TlsDissector())
                                        .events()
                                        .toArray(Event[]::new));
                assertThat(evidence)
                        .noneMatch(is("SE-TLS-PROBE").or(is("SE-TLS-SEQ")))
                        .noneMatch(is("SE-TLS-CERT"));
                cuts++;
            }
        }
        assertThat(cuts).isPositive();
    }

    @Test
    void theWholeStreamOfTheSameCaptureIsJudged() {
        RecordedStream first =
                CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap"))
                        .streams()
                        .get(0);

        assertThat(Made.judge(first.replay(new TlsDissector()).events().toArray(Event[]::new)))
                .anyMatch(is("SE-TLS-PROBE"))
                .anyMatch(is("SE-TLS-SEQ"))
                .anyMatch(is("SE-TLS-CERT"));
    }
}
