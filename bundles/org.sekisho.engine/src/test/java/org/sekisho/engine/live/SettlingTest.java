// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** What a queue is told to be done with is judged and stored, and no sooner. */
class SettlingTest {
    private final List<Long> told = new ArrayList<>();
    private long safeUpTo;
    private final Settling settling = new Settling(new Listening(), () -> safeUpTo);

    @Test
    void nothingIsSettledBeforeItIsJudgedAndStored() {
        assertThat(settling.look()).isTrue();
        settling.gave(64, 164);
        assertThat(settling.look()).isFalse();
        safeUpTo = 200;
        settling.judged(163);
        assertThat(settling.look()).isFalse();
        settling.judged(164);
        safeUpTo = 163;
        assertThat(settling.look()).isFalse();
        assertThat(told).isEmpty();
        safeUpTo = 164;
        assertThat(settling.look()).isTrue();
        assertThat(told).containsExactly(64L);
    }

    @Test
    void whatIsGivenMeanwhileIsSettledLater() {
        settling.gave(10, 10);
        settling.look();
        settling.gave(10, 40);
        settling.judged(30);
        safeUpTo = Long.MAX_VALUE;
        assertThat(settling.look()).isFalse();
        settling.judged(Long.MAX_VALUE);
        assertThat(settling.look()).isTrue();
        assertThat(told).containsExactly(10L, 20L);
    }

    private final class Listening implements FrameQueue {
        @Override
        public void settled(long frames) {
            told.add(frames);
        }

        @Override
        public boolean poll(FrameBatch batch, long timeoutNanos) {
            return false;
        }

        @Override
        public void wakeUp() {
            // never waits
        }

        @Override
        public CaptureStatistics statistics() {
            return new CaptureStatistics(0, 0, 0, 0, 0, -1, Map.of());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
