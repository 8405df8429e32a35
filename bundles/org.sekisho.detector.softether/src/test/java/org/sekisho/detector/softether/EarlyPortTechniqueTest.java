// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.packet.Direction;

/** SE-1.0-PORT; of SoftEther 1.0 no bytes are known, so these hellos are made. */
class EarlyPortTechniqueTest {
    private static ClientHello hello(int port, int version, int suite, List<String> alpn) {
        Flow flow = Made.tcp("10.0.0.1", "203.0.113.7", port);
        return new ClientHello(
                Made.at(flow, 1),
                Direction.TO_SERVER,
                0x0300,
                version,
                100,
                0,
                List.of(suite, 0x0035),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                alpn,
                "0123456789abcdef0123456789abcdef",
                "t10i020000_000000000000_000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "7777, 0x0301, 0x0004, old",
        "7777, 0x0300, 0x0005, old",
        "7777, 0x0301, 0x002f, ''",
        "7777, 0x0303, 0x0005, ''"
    })
    void sslOnThePortIsAWeakHintAndSslOfItsTimeALessWeakOne(
            String port, String version, String suite, String form) {
        List<Evidence> found =
                Made.judge(
                        hello(
                                Integer.decode(port),
                                Integer.decode(version),
                                Integer.decode(suite),
                                List.of()));
        Catalogue catalogue = Catalogue.shipped(SoftEtherDetector.class);
        Technique expected =
                form.isEmpty()
                        ? catalogue.technique("SE-1.0-PORT")
                        : catalogue.technique("SE-1.0-PORT", form);

        assertThat(found).extracting(Evidence::technique).containsExactly(expected);
        assertThat(found).extracting(Evidence::generation).containsOnlyNulls();
    }

    @Test
    void otherPortsAndOfferedProtocolsAreNone() {
        assertThat(Made.judge(hello(7778, 0x0301, 4, List.of()))).isEmpty();
        assertThat(Made.judge(hello(7777, 0x0303, 0x1301, List.of("h2")))).isEmpty();
    }

    /** Together with everything that doesn't name a later generation it stays below 6.9. */
    @Test
    void withTurnsItIsNotEvenSuspected() {
        Catalogue catalogue = Catalogue.shipped(SoftEtherDetector.class);

        assertThat(
                        catalogue.technique("SE-1.0-PORT", "old").weight()
                                + catalogue.technique("SE-DIR-PATTERN").weight())
                .isLessThan(Math.log(999));
    }
}
