// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowEnded;

/**
 * Which flows are alive: something was seen of them lately, and not their end. Guarded by itself;
 * bounded, those that were silent longest go first.
 */
final class LiveFlows {
    /** About 15 MB. */
    private static final int MOST = 1 << 17;

    /** A flow of which nothing was published for so long counts as over, in nanoseconds. */
    private static final long SILENCE = TimeUnit.HOURS.toNanos(2);

    private final Map<Long, Long> lastSeen =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                    return size() > MOST;
                }
            };

    private long now = Long.MIN_VALUE;

    /** Takes note of an event. */
    synchronized void saw(Event event) {
        Flow flow = event.origin().flow();
        now = Math.max(now, event.origin().time());
        if (flow != null) {
            saw(
                    flow.outermost().id(),
                    event.origin().time(),
                    event instanceof FlowEnded && flow.outer() == null);
        }
    }

    /** A flow spoke, or ended. */
    synchronized void saw(long flow, long time, boolean ended) {
        now = Math.max(now, time);
        if (ended) {
            lastSeen.remove(flow);
        } else {
            lastSeen.put(flow, time);
        }
    }

    /** Whether the flow with this outermost id is alive. */
    synchronized boolean isAlive(long flow) {
        Long time = lastSeen.get(flow);
        return time != null && now - time < SILENCE;
    }

    synchronized long count() {
        return lastSeen.values().stream().filter(time -> now - time < SILENCE).count();
    }

    synchronized void clear() {
        lastSeen.clear();
    }
}
