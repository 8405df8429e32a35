// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.CatalogueException;

class CatalogueTest {
    private static final Pattern COUNTS =
            Pattern.compile(
                    "counted: (\\d+) of (\\d+) pairs with SoftEther and (\\d+) of (\\d+) pairs without.*");

    @TempDir Path folder;

    private static String shipped() throws IOException {
        try (InputStream in = TunnelDetector.class.getResourceAsStream("techniques.properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("own.properties"), text);
    }

    @Test
    void allOfItTogetherIsNotEvenSuspicious() {
        List<Technique> techniques = List.copyOf(new TunnelDetector("").techniques());
        assertThat(techniques)
                .extracting(Technique::id)
                .containsExactlyInAnyOrder("TUN-CONCENTRATION", "TUN-SYMMETRY", "TUN-INNER-TLS");
        assertThat(techniques)
                .allSatisfy(t -> assertThat(t.family()).isEqualTo("behaviour"))
                .allSatisfy(t -> assertThat(t.definitive()).isFalse());
        // without the cap of a family: nobody who raises that makes behaviour convict
        assertThat(techniques.stream().mapToDouble(Technique::weight).sum())
                .isLessThan(TunnelDetector.SUSPECTED);
    }

    /** By the rule of succession, as the catalogue of the SoftEther detector defines it. */
    @Test
    void noWeightIsMoreThanItsCountsHold() {
        assertThat(new TunnelDetector("").techniques())
                .allSatisfy(
                        technique -> {
                            Matcher counts = COUNTS.matcher(technique.basis());
                            assertThat(counts.matches()).as(technique.basis()).isTrue();
                            double with =
                                    (Integer.parseInt(counts.group(1)) + 1.0)
                                            / (Integer.parseInt(counts.group(2)) + 2);
                            double without =
                                    (Integer.parseInt(counts.group(3)) + 1.0)
                                            / (Integer.parseInt(counts.group(4)) + 2);
                            assertThat(technique.weight())
                                    .isPositive()
                                    .isLessThanOrEqualTo(Math.log(with / without));
                        });
    }

    @Test
    void aFileOfItsOwnReplacesTheShippedOne() throws IOException {
        Path own = file(shipped().replaceFirst("SYMMETRY.weight=[0-9.]+", "SYMMETRY.weight=0.1"));

        TunnelDetector.check(own.toString());
        assertThat(new TunnelDetector(own.toString()).techniques())
                .filteredOn(t -> t.id().equals("TUN-SYMMETRY"))
                .singleElement()
                .satisfies(t -> assertThat(t.weight()).isEqualTo(0.1));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "SYMMETRY.weight=[0-9.]+, SYMMETRY.weight=much, technique.TUN-SYMMETRY.weight",
        "SYMMETRY.weight=[0-9.]+, SYMMETRY.weight=7, less than 6.9",
        "SYMMETRY.weight=[0-9.]+, SYMMETRY.definitive=true, technique.TUN-SYMMETRY.definitive",
        "symmetry.percent=35, symmetry.percent=80, symmetry.percent",
        "inner.hello=200, inner.hello=2000, inner.hello",
        "concentration.servers=4, concentration.servers=99, concentration.servers",
        "symmetry.size=90, symmetry.size=90\\nsymmetry.sizes=90, symmetry.sizes"
    })
    void aMistakeIsNamedWithFileKeyAndRemedyAndTheShippedCatalogueIsUsed(
            String right, String wrong, String named) throws IOException {
        Path own = file(shipped().replaceFirst(right, wrong.replace("\\n", "\n")));

        assertThatThrownBy(() -> TunnelDetector.check(own.toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(own.toString())
                .hasMessageContaining(named);
        List<Technique> used = List.copyOf(new TunnelDetector(own.toString()).techniques());
        assertThat(used).isEqualTo(Catalogue.shipped(TunnelDetector.class).techniques());
    }
}
