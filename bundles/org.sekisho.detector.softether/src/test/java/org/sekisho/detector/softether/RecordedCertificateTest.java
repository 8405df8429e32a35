// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.packet.IpAddress;

/**
 * Handshakes of real programs with certificates that no captured session has; recorded by {@code
 * integration-tests/record-certificates}, which also made the certificates.
 */
class RecordedCertificateTest {
    private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.7");
    private static final IpAddress PRIVATE = IpAddress.parse("203.0.113.8");

    private static List<Evidence> evidence(String capture) throws URISyntaxException {
        return CaptureEvents.evidence(
                Path.of(RecordedCertificateTest.class.getResource(capture).toURI()));
    }

    @Test
    void aMachineWhoseNameHasALineBreakIsStillKnownByItsCertificate() throws Exception {
        assertThat(evidence("line-break.pcap"))
                .filteredOn(e -> e.technique().id().equals("SE-TLS-CERT"))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.twoWay()).isTrue();
                            assertThat(e.detail()).contains("CN=vpn\nserver");
                        });
    }

    /** Both servers show the same name and chain, but for the name of the last authority. */
    @Test
    void aChainToAPublicAuthoritySpeaksAgainstAndOneToAnyOtherDoesNot() throws Exception {
        List<Evidence> all = evidence("public-chain.pcap");

        assertThat(all)
                .filteredOn(e -> e.technique().id().equals("SE-TLS-IPSNI"))
                .extracting(e -> e.subject().server().address())
                .contains(PUBLIC, PRIVATE);
        assertThat(all)
                .filteredOn(e -> e.technique().weight() < 0)
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.technique().id()).isEqualTo("SE-NOT-PUBLIC");
                            assertThat(e.subject().server().address()).isEqualTo(PUBLIC);
                            assertThat(e.detail()).contains("for www.example.org");
                        });
    }
}
