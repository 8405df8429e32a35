// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.event.Event;

/** Collects one worker's events in order until they are handed to judging. Used by one thread. */
public final class EventOutput {
    private List<StampedEvent> events = new ArrayList<>();
    private long frame;
    private int phase;
    private long flow;
    private int ordinal;

    /** Everything emitted from now on belongs here. */
    public void at(long frame, int phase, long flow) {
        this.frame = frame;
        this.phase = phase;
        this.flow = flow;
        ordinal = 0;
    }

    public void emit(Event event) {
        events.add(new StampedEvent(frame, phase, flow, ordinal++, event));
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** What was collected; the output starts afresh. */
    public List<StampedEvent> take() {
        if (events.isEmpty()) {
            return List.of();
        }
        List<StampedEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
