// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.Map;
import java.util.TreeMap;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.engine.dispatch.Worker;

/** Sums of workers' counters, so that those of a worker that has ended are not lost. */
final class PastCounters {
    private final Map<String, Long> undecoded = new TreeMap<>();
    private final Map<String, Long> evicted = new TreeMap<>();
    private final Map<String, Long> counters = new TreeMap<>();
    private long frames;
    private long bytes;
    private long flows;
    private long lastTime;

    synchronized void add(Worker worker) {
        worker.addUndecoded(undecoded);
        worker.addEvicted(evicted);
        worker.addCounters(counters);
        frames += worker.frames();
        bytes += worker.bytes();
        flows += worker.flowsSeen();
        lastTime = Math.max(lastTime, worker.lastTime());
    }

    synchronized PastCounters copy() {
        PastCounters copy = new PastCounters();
        copy.undecoded.putAll(undecoded);
        copy.evicted.putAll(evicted);
        copy.counters.putAll(counters);
        copy.frames = frames;
        copy.bytes = bytes;
        copy.flows = flows;
        copy.lastTime = lastTime;
        return copy;
    }

    Map<String, Long> counters() {
        return counters;
    }

    Map<String, Long> evicted() {
        return evicted;
    }

    AnalysisSummary summary(Map<String, Long> all, Map<String, Long> givenUp, long longestGap) {
        return new AnalysisSummary(
                frames,
                bytes,
                flows,
                sum(undecoded),
                undecoded,
                sum(givenUp),
                givenUp,
                all,
                lastTime,
                0,
                -1,
                longestGap);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
