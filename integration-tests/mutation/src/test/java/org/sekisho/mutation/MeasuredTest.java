// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is still found when part of a session is missing or the program behaves otherwise. Only what
 * is promised is asserted; everything is counted.
 */
class MeasuredTest {
    /** Share of sessions still named that is promised. */
    private static final Map<String, Double> PROMISED =
            Map.of(
                    "1 % of frames lost", 0.95,
                    "5 % of frames lost", 0.85,
                    "10 % of frames lost", 0.70);

    private static final List<Original> POSITIVES = Original.positives();
    private static final Report REPORT = new Report("measured.md");

    @TestFactory
    Stream<DynamicTest> itIsCountedWhatIsFoundWith() {
        int each = Series.each(Kind.transport(List.of()).size());
        return Kind.measured().stream()
                .map(kind -> dynamicTest(kind.name(), () -> measure(kind, each)));
    }

    private static void measure(Kind kind, int each) {
        Series series = Series.of(kind, POSITIVES, each);
        REPORT.add(series);
        assertThat(series.shareNamed())
                .isGreaterThanOrEqualTo(PROMISED.getOrDefault(kind.name(), 0.0));
        if (kind.name().startsWith("begins ")) {
            assertThat(series.trials()).filteredOn(Trial::turnsRound).isEmpty();
        }
    }

    @AfterAll
    static void report() {
        REPORT.write();
    }
}
