// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RhythmTest {
    private static final long MS = 1_000_000;

    private final Rhythm rhythm = new Rhythm(4_900 * MS, 5_300 * MS, 5_030 * MS);

    private void beats(long... milliseconds) {
        for (long at : milliseconds) {
            rhythm.beat(at * MS);
        }
    }

    @Test
    void countsBeatsOfTheHubsPoll() {
        beats(0, 5_060, 10_160, 15_240);

        assertThat(rhythm.beats()).isEqualTo(3);
    }

    @Test
    void forgivesOneThatWasMissed() {
        beats(0, 5_100, 15_300, 20_400);

        assertThat(rhythm.beats()).isEqualTo(3);
    }

    @Test
    void aPlainTimerOfFiveSecondsIsTooFast() {
        beats(0, 5_001, 10_002, 15_001, 20_003);

        assertThat(rhythm.beats()).isZero();
    }

    @Test
    void aPauseBeginsAnew() {
        beats(0, 5_100, 10_200, 15_300, 40_000);

        assertThat(rhythm.beats()).isZero();
    }

    @Test
    void aStreamOfSuchRecordsHasNoRhythm() {
        for (int i = 0; i < 200; i++) {
            rhythm.beat(i * 850L * MS);
        }

        assertThat(rhythm.beats()).isZero();
    }
}
