// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

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
        try (InputStream in = BridgeDetector.class.getResourceAsStream("techniques.properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("own.properties"), text);
    }

    @Test
    void hasEveryTechniqueOfTheLocalNetwork() {
        assertThat(new BridgeDetector("").techniques())
                .extracting(Technique::id)
                .containsExactlyInAnyOrder(
                        "SE-L2-POLL",
                        "SE-L2-BEACON",
                        "SE-L2-SNATDHCP",
                        "SE-L2-MAC",
                        "SE-L2-BRIDGE",
                        "SE-NBSTAT");
    }

    @Test
    void onlyWhatNobodyElseSaysConvictsAlone() {
        assertThat(Catalogue.shipped(BridgeDetector.class).techniques())
                .filteredOn(t -> !t.definitive())
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.weight()).isLessThan(ODDS_FOR_LIKELY));
    }

    @Test
    void aFileOfItsOwnReplacesTheShippedOne() throws IOException {
        Path own = file(shipped().replace("SE-L2-MAC.weight=1.6", "SE-L2-MAC.weight=0.7"));

        assertThat(new BridgeDetector(own.toString()).techniques())
                .filteredOn(t -> t.id().equals("SE-L2-MAC"))
                .singleElement()
                .satisfies(t -> assertThat(t.weight()).isEqualTo(0.7));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "SE-L2-MAC.weight=1.6, SE-L2-MAC.weight=much, technique.SE-L2-MAC.weight",
        "SE-L2-MAC.weight=1.6, SE-L2-MAC.weight=99, technique.SE-L2-MAC.weight",
        "SE-L2-POLL.basis=computed, SE-L2-POLL.basis=guessed, technique.SE-L2-POLL.basis",
        "catalogue.version=1, catalogue.version=7, catalogue.version",
        "hub.prefix=00:ae, hub.prefix=00-ae, hub.prefix",
        "hub.network=172.31.0.0/16, hub.network=172.31.0.0/33, hub.network",
        "dhcp.network=192.168.30.0/24, dhcp.network=192.168.30.0, dhcp.network",
        "dhcp.options=53, dhcp.options=(53, dhcp.options",
        "host.silences=2, host.silences=0, host.silences",
        "status.queries=3, status.queries=3\\nstatus.querys=3, status.querys"
    })
    void aMistakeIsNamedWithFileKeyAndRemedyAndTheShippedCatalogueIsUsed(
            String right, String wrong, String key) throws IOException {
        Path own = file(shipped().replace(right, wrong.replace("\\n", "\n")));

        assertThatThrownBy(() -> BridgeDetector.check(own.toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(own.toString())
                .hasMessageContaining(key);
        List<Technique> used = List.copyOf(new BridgeDetector(own.toString()).techniques());
        assertThat(used).isEqualTo(Catalogue.shipped(BridgeDetector.class).techniques());
    }

    @Test
    void aMissingFileIsRefused() {
        Path none = folder.resolve("none.properties");

        assertThatThrownBy(() -> BridgeDetector.check(none.toString()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("can't be read");
        assertThat(new BridgeDetector(none.toString()).techniques()).isNotEmpty();
    }
}
