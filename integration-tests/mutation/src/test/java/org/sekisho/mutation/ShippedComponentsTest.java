// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detector;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;

class ShippedComponentsTest {
    private static final Pattern REQUIRED =
            Pattern.compile("id='(org\\.sekisho\\.(?:dissector|detector)\\.[a-z0-9.]+)'");

    @Test
    void everyDissectorAndDetectorThatIsShippedTakesPart() throws IOException {
        List<String> shipped;
        try (var lines = Files.lines(Path.of("../../distribution/sekisho.bndrun"))) {
            shipped =
                    lines.flatMap(line -> REQUIRED.matcher(line).results())
                            .map(found -> found.group(1))
                            .toList();
        }

        assertThat(ShippedComponents.bundles())
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(shipped);
    }

    @Test
    void eachKindOfThemIsFound() {
        assertThat(ShippedComponents.of(StreamDissector.class)).isNotEmpty();
        assertThat(ShippedComponents.of(DatagramDissector.class)).isNotEmpty();
        assertThat(ShippedComponents.of(LinkDissector.class)).isNotEmpty();
        assertThat(ShippedComponents.of(Detector.class)).isNotEmpty();
    }
}
