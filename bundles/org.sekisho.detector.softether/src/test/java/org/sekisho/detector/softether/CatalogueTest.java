// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.CatalogueException;

class CatalogueTest {
    private static final double ODDS_FOR_LIKELY = Math.log(999 * 9);

    @TempDir Path folder;

    private static String shipped() throws IOException {
        try (InputStream in =
                SoftEtherDetector.class.getResourceAsStream("techniques.properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("own.properties"), text);
    }

    @Test
    void hasEveryTechniqueOfTheIssue() {
        assertThat(new SoftEtherDetector("").techniques())
                .extracting(Technique::id)
                .contains(
                        "SE-UACC-CHAIN",
                        "SE-RUDP-SIG",
                        "SE-RUDP-IV",
                        "SE-ICMP-SHA1",
                        "SE-DNS-SHAPE",
                        "SE-CLEAR-FRAMES",
                        "SE-NATT-PACK",
                        "SE-NATT-DNS",
                        "SE-DDNS",
                        "SE-KEEPALIVE",
                        "SE-AZURE-ACTL",
                        "SE-TLS-PROBE",
                        "SE-TLS-SEQ",
                        "SE-TLS-CERT",
                        "SE-TLS-CH",
                        "SE-TLS-IPSNI",
                        "SE-TLS-SUITE",
                        "SE-TLS-DESYNC",
                        "SE-TLS-BEACON",
                        "SE-TLS-KEEP",
                        "SE-MULTI",
                        "SE-RACE",
                        "SE-PROXY-CONNECT");
    }

    @Test
    void noShapeOfTlsConvictsAlone() {
        assertThat(Catalogue.shipped(SoftEtherDetector.class).techniques())
                .filteredOn(t -> t.family().startsWith("tls-") && !t.id().equals("SE-TLS-BEACON"))
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.weight()).isLessThan(ODDS_FOR_LIKELY));
    }

    @Test
    void aFileOfItsOwnReplacesTheShippedOne() throws IOException {
        Path own = file(shipped().replace("SE-MULTI.weight=2.2", "SE-MULTI.weight=0.7"));

        assertThat(new SoftEtherDetector(own.toString()).techniques())
                .filteredOn(t -> t.id().equals("SE-MULTI"))
                .singleElement()
                .satisfies(t -> assertThat(t.weight()).isEqualTo(0.7));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "SE-MULTI.weight=2.2, SE-MULTI.weight=much, technique.SE-MULTI.weight",
        "SE-MULTI.weight=2.2, SE-MULTI.weight=99, technique.SE-MULTI.weight",
        "SE-MULTI.basis=counted, SE-MULTI.basis=guessed, technique.SE-MULTI.basis",
        "catalogue.version=1, catalogue.version=7, catalogue.version",
        "probe.request=242, probe.request=-3, probe.request",
        "sequence.hello=320..1400, sequence.hello=1400..320, sequence.hello",
        "natt.zones=, natt.zones=(, natt.zones",
        "race.paths=2, rac.paths=2, race.paths",
        "race.paths=2, race.paths=2\\nrace.pathes=2, race.pathes"
    })
    void aMistakeIsNamedWithFileKeyAndRemedyAndTheShippedCatalogueIsUsed(
            String right, String wrong, String key) throws IOException {
        Path own = file(shipped().replace(right, wrong.replace("\\n", "\n")));

        assertThatThrownBy(() -> SoftEtherDetector.check(own.toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(own.toString())
                .hasMessageContaining(key);
        List<Technique> used = List.copyOf(new SoftEtherDetector(own.toString()).techniques());
        assertThat(used).isEqualTo(Catalogue.shipped(SoftEtherDetector.class).techniques());
    }

    @Test
    void aMissingFileIsRefused() {
        Path none = folder.resolve("none.properties");

        assertThatThrownBy(() -> SoftEtherDetector.check(none.toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("can't be read");
        assertThat(new SoftEtherDetector(none.toString()).techniques()).isNotEmpty();
    }
}
