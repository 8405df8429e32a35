// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;

class EventMergeTest {
    private static StampedEvent event(long frame, int ordinal) {
        return new StampedEvent(
                frame,
                StampedEvent.FRAME,
                0,
                ordinal,
                new Tick(new Origin(null, frame, frame, false)));
    }

    @Test
    void oneOrderWhateverTheWorkersSpeeds() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<StampedEvent> all = new ArrayList<>();
            List<List<StampedEvent>> byWorker =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int frame = 1; frame <= 500; frame++) {
                List<StampedEvent> worker = byWorker.get(random.nextInt(3));
                for (int ordinal = 0; ordinal < random.nextInt(3); ordinal++) {
                    StampedEvent event = event(frame, ordinal);
                    worker.add(event);
                    all.add(event);
                }
            }
            Collections.sort(all);
            EventMerge merge = new EventMerge(3);
            List<StampedEvent> merged = new ArrayList<>();
            long[] progress = new long[3];
            int[] at = new int[3];
            while (progress[0] + progress[1] + progress[2] < 1500) {
                int worker = random.nextInt(3);
                progress[worker] = Math.min(500, progress[worker] + random.nextInt(50));
                List<StampedEvent> part = new ArrayList<>();
                while (at[worker] < byWorker.get(worker).size()
                        && byWorker.get(worker).get(at[worker]).frame() <= progress[worker]) {
                    part.add(byWorker.get(worker).get(at[worker]++));
                }
                merged.addAll(merge.add(worker, part, progress[worker]));
            }
            assertThat(merged).isEqualTo(all);
        }
    }

    @Test
    void aWorkerThatSaysNothingHoldsBackOnlyUntilItReportsProgress() {
        EventMerge merge = new EventMerge(2);
        assertThat(merge.add(0, List.of(event(5, 0)), 10)).isEmpty();
        assertThat(merge.add(1, List.of(), 4)).isEmpty();
        assertThat(merge.add(1, List.of(), 5)).hasSize(1);
    }
}
