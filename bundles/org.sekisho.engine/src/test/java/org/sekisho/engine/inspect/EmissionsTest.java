// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmissionsTest {
    private final Emissions emissions = new Emissions();

    /** What it says about the calls, or null if none of them is a flood. */
    private String after(int calls, int bytesEach, int eventsEach) {
        for (int call = 0; call < calls; call++) {
            emissions.called(bytesEach);
            for (int event = 1; event <= eventsEach; event++) {
                String flood = emissions.emitted(event, bytesEach);
                if (flood != null) {
                    return flood;
                }
            }
        }
        return null;
    }

    @Test
    void asManyAsOneCallMayEmitAreNoFlood() {
        assertThat(after(1, 0, Emissions.MOST_PER_CALL)).isNull();
    }

    @Test
    void oneMoreInTheSameCallIs() {
        assertThat(after(1, 7, Emissions.MOST_PER_CALL + 1))
                .isEqualTo("emitted more than 1024 events for 7 bytes in one call");
    }

    @Test
    void manyEventsOfManyCallsAreNoFlood() {
        assertThat(after(100_000, 100, 2)).isNull();
    }

    @Test
    void theSmallestMessagesThatFillWhatIsShownAreNoFlood() {
        assertThat(after(1000, 128 << 10, (128 << 10) / 14)).isNull();
    }

    @Test
    void manyEventsOfFewCallsAre() {
        // within a second, unless the machine takes longer: then a hundred times as many as allowed
        assertThat(after(10_000, 100, 1000)).contains("events within").contains("gives reason for");
    }
}
