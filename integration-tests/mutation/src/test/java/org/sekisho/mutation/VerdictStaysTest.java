// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing that a network or a forger does to segments and packets changes the verdict. */
@Tag("one-jdk")
class VerdictStaysTest {
    private static final List<Original> POSITIVES = Original.positives();
    private static final List<Kind> KINDS = Kind.transport(Original.negatives());
    private static final Report REPORT = new Report("kept.md");

    @Test
    void thereAreSessionsOfEveryCarrierToMutate() {
        assertThat(POSITIVES.stream().flatMap(o -> o.verdicts().stream()).map(Verdict::method))
                .extracting(Enum::name)
                .contains("TLS", "HTTP_PROXY", "SOCKS", "ICMP", "DNS");
    }

    @TestFactory
    Stream<DynamicTest> theVerdictStaysWith() {
        int each = Series.each(KINDS.size());
        return KINDS.stream().map(kind -> dynamicTest(kind.name(), () -> stays(kind, each)));
    }

    private static void stays(Kind kind, int each) {
        Series series = Series.of(kind, POSITIVES, each);
        REPORT.add(series);
        assertThat(series.trials()).filteredOn(trial -> !trial.same()).isEmpty();
        assertThat(series.trials()).filteredOn(Trial::accusesOthers).isEmpty();
    }

    @AfterAll
    static void report() {
        REPORT.write();
    }
}
