// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Evidence;
import org.sekisho.testkit.TestCaptures;

/** Sessions of other versions of SoftEther and of OpenSSL, and of their middle. */
class VersionEvidenceTest {
    private static Path capture(String name) {
        return TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap")
                .resolveSibling(Path.of("..", "versions", name));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        // one connection to a default certificate, with no probe before the signature
        "one-connection-dev502.pcap, SE-TLS-SEQ, 6.9",
        "one-connection-dev502.pcap, SE-TLS-CH, 4.6",
        "one-connection-dev502-st422.pcap, SE-TLS-CERT, 8.9",
        "plain-midsession-dev502.pcap, SE-CLEAR-FRAMES, 0",
        // a key share of ML-KEM, renegotiation and compressed certificates as extensions
        "ipv6-deb501-openssl35.pcap, SE-TLS-CH, 4.6",
        "ipv6-deb501-openssl35.pcap, SE-DIR-PATTERN, 3.4",
        "http-proxy-st422.pcap, SE-TLS-CH, 3.9",
        "http-proxy-st422.pcap, SE-TLS-SEQ, 8.0",
        // RSA key exchange and the probe
        "tcp-st429.pcap, SE-DIR-PATTERN, 3.4",
        "tcp-st429.pcap, SE-TLS-CH, 3.9",
        // RC4 and CBC, of which nothing tells in mid session
        "idle-midsession-st422.pcap, SE-TLS-BEACON, 5.1",
        "idle-midsession-st422.pcap, SE-TLS-KEEP, 4.6",
        "idle-midsession-st429.pcap, SE-TLS-BEACON, 3.5",
        "idle-midsession-st429.pcap, SE-TLS-KEEP, 4.6"
    })
    void isSeenFromTheRightEnds(String name, String technique, double weight) {
        List<Evidence> found =
                CaptureEvents.evidence(capture(name)).stream()
                        .filter(e -> e.technique().id().equals(technique))
                        .filter(e -> e.technique().definitive() || e.technique().weight() == weight)
                        .toList();

        assertThat(found)
                .isNotEmpty()
                .allSatisfy(
                        e -> {
                            assertThat(e.subject().client().address().toString())
                                    .isIn("192.168.77.2", "2001:db8:77::2");
                            assertThat(e.subject().server().address().toString())
                                    .isIn("198.51.100.77", "2001:db8:99::77");
                            assertThat(e.subject().server().port()).isEqualTo(443);
                        });
    }
}
