// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who looks at events behind the detectors. Observers come and go on any thread; events are shown
 * by the thread whose turn it is. One that throws is told on and goes on being shown; one that does
 * not come back is let go, and its thread with it.
 */
final class Observers {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");
    private static final Observation[] NONE = {};

    private final Map<EventObserver, Observation> present = new LinkedHashMap<>();

    /**
     * For each type that somebody wants; replaced as a whole, so that whoever shows needs no lock.
     */
    private volatile Map<Class<?>, Observation[]> byType = Map.of();

    private volatile Observation inside;

    /** One observer. */
    static final class Observation {
        private final EventObserver observer;
        private final Set<Class<? extends Event>> types;
        private final Guard guard = new Guard();
        private boolean hasFailed;
        private volatile boolean gone;

        Observation(EventObserver observer, Set<Class<? extends Event>> types) {
            this.observer = observer;
            this.types = types;
        }
    }

    /** An observer arrives. */
    void add(EventObserver observer) {
        Set<Class<? extends Event>> types;
        try {
            types = Set.copyOf(observer.events());
        } catch (RuntimeException | LinkageError fault) {
            LOG.error(
                    "{} can't say which events it wants to see, so it sees none", observer, fault);
            return;
        }
        synchronized (present) {
            present.put(observer, new Observation(observer, types));
            arrange();
        }
    }

    /** An observer leaves. */
    void remove(EventObserver observer) {
        synchronized (present) {
            Observation former = present.remove(observer);
            if (former != null) {
                former.gone = true;
                arrange();
            }
        }
    }

    private void arrange() {
        Map<Class<?>, List<Observation>> next = new HashMap<>();
        for (Observation each : present.values()) {
            for (Class<?> type : each.types) {
                next.computeIfAbsent(type, any -> new ArrayList<>()).add(each);
            }
        }
        Map<Class<?>, Observation[]> arrays = new HashMap<>();
        next.forEach((type, list) -> arrays.put(type, list.toArray(Observation[]::new)));
        byType = arrays;
    }

    /** Who wants to see such events; never changed afterwards. */
    Observation[] wanting(Class<?> type) {
        return byType.getOrDefault(type, NONE);
    }

    /**
     * Shows an event.
     *
     * @throws Fenced if it took too long
     */
    void show(Observation observation, Event event) {
        if (observation.gone) {
            return;
        }
        Throwable fault = null;
        inside = observation;
        observation.guard.enter();
        try {
            observation.observer.event(event);
        } catch (Throwable thrown) {
            fault = thrown;
        }
        observation.guard.leave();
        inside = null;
        if (fault != null) {
            failed(observation, event, fault);
        }
    }

    private static void failed(Observation observation, Event event, Throwable fault) {
        if (!observation.hasFailed) {
            observation.hasFailed = true;
            LOG.error(
                    "{} failed to look at a {}; it is shown further events, and what else fails is"
                            + " not logged",
                    observation.observer,
                    event.getClass().getSimpleName(),
                    fault);
        }
    }

    /**
     * Lets the observer go that has not come back for this many nanoseconds.
     *
     * @return its thread, which must not judge any more; null if none hangs
     */
    Thread fenceAfter(long nanos) {
        Observation observation = inside;
        if (observation == null || !observation.guard.fenceAfter(nanos)) {
            return null;
        }
        inside = null;
        remove(observation.observer);
        LOG.error(
                "{} did not come back from an event for {}; it is shown no more events until its"
                        + " bundle is started anew",
                observation.observer,
                observation.guard.whereabouts());
        return observation.guard.runner();
    }
}
