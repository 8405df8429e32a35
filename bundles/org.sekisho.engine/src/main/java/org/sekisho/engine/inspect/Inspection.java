// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.engine.stream.ReassemblyBudget;

/**
 * What the inspectors of one worker share: its dissectors, its place in time, its output and
 * bounds.
 */
public final class Inspection {
    /** Streams within streams. */
    static final int MOST_DEPTH = 4;

    private final DissectorSet dissectors;
    private final EventOutput output;
    private final ReassemblyBudget budget;
    private final CallGuard guard = new CallGuard();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final long[] counters = new long[Counter.values().length];
    private long frame;
    private long time;

    /** One for each worker. */
    public Inspection(DissectorSet dissectors, EventOutput output, ReassemblyBudget budget) {
        this.dissectors = dissectors;
        this.output = output;
        this.budget = budget;
    }

    /** Everything from now on happens here. */
    public void at(long frame, long time) {
        this.frame = frame;
        this.time = time;
    }

    /** Number of the present frame. */
    public long frame() {
        return frame;
    }

    /** Packet time of the present frame. */
    public long time() {
        return time;
    }

    /** The worker's dissectors. */
    public DissectorSet dissectors() {
        return dissectors;
    }

    /** Watches calls of dissectors. */
    public CallGuard guard() {
        return guard;
    }

    /** Where events go. */
    public EventOutput output() {
        return output;
    }

    /** Memory for what is held back. */
    public ReassemblyBudget budget() {
        return budget;
    }

    /** A dissector has thrown something; counted under its name. */
    void failed(Seat<?> seat, Throwable thrown, String where) {
        failures.merge(seat.name(), 1L, Long::sum);
        seat.failed(thrown, where);
    }

    /** How often which dissector failed; may be read by any thread. */
    public Map<String, Long> failures() {
        return failures;
    }

    /** Counts one. */
    public void count(Counter counter) {
        counters[counter.ordinal()]++;
    }

    /** Counts many. */
    public void count(Counter counter, long amount) {
        counters[counter.ordinal()] += amount;
    }

    /** What was counted. */
    public long counted(Counter counter) {
        return counters[counter.ordinal()];
    }
}
