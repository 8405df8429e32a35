// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Technique;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.event.Event;
import org.sekisho.exchange.Role;

/**
 * The detectors of one analysis: those that sit, by what they want to see, those on their way to
 * their seats, and those that have left. Changed by the thread whose turn it is; only what waits
 * for those that left, and the watch, look at it from outside.
 */
final class Panel {
    /**
     * One that was taken out because it did not come back is told to; one that only sleeps does at
     * once, and for any other there is no point in waiting.
     */
    private static final long HOPELESS_NANOS = 100_000_000L;

    private final Map<Long, Sitting> sittings = new LinkedHashMap<>();
    private final Map<Class<?>, List<Sitting>> byType = new HashMap<>();
    private final Queue<Sitting> departed = new ConcurrentLinkedQueue<>();
    private final List<WarmUp> warming = new CopyOnWriteArrayList<>();
    private final List<Late> late = new CopyOnWriteArrayList<>();
    private volatile List<Seat<Detector>> order = List.of();
    private Set<Long> shadows = Set.of();

    /** The end of a thread's stay in the code of a bundle. */
    private interface End {
        boolean await(long nanos) throws InterruptedException;
    }

    /**
     * A thread that may still run code of a detector that is asked no more.
     *
     * @param seat the detector's
     */
    private record Late(Seat<Detector> seat, End end) {}

    /**
     * Lets everybody go who is not wanted any more.
     *
     * @return who is wanted and neither sits nor is on the way
     */
    List<Seat<Detector>> adopt(DetectorSnapshot snapshot) {
        order = snapshot.detectors();
        shadows =
                order.stream()
                        .filter(seat -> seat.standing().admission().role() == Role.SHADOW)
                        .map(Seat::id)
                        .collect(Collectors.toSet());
        Set<Long> wanted = order.stream().map(Seat::id).collect(Collectors.toSet());
        for (Iterator<Sitting> each = sittings.values().iterator(); each.hasNext(); ) {
            Sitting sitting = each.next();
            if (!wanted.contains(sitting.seat().id())) {
                sitting.leave();
                departed.add(sitting);
                each.remove();
            }
        }
        for (WarmUp warmUp : warming) {
            if (!wanted.contains(warmUp.seat().id())) {
                warming.remove(warmUp);
                late.add(new Late(warmUp.seat(), warmUp::awaitEnd));
                Sitting sitting = warmUp.cancel();
                if (sitting != null) {
                    departed.add(sitting);
                }
            }
        }
        List<Seat<Detector>> newcomers = new ArrayList<>();
        for (Seat<Detector> seat : order) {
            if (!sittings.containsKey(seat.id())
                    && !seat.isTakenOut()
                    && warming.stream().noneMatch(each -> each.seat().id() == seat.id())) {
                newcomers.add(seat);
            }
        }
        arrange();
        return newcomers;
    }

    /** Somebody is on the way. */
    void expect(WarmUp warmUp) {
        warming.add(warmUp);
    }

    /** Those who are on the way. */
    List<WarmUp> warming() {
        return warming;
    }

    /** The newcomer will not come. */
    void dismiss(WarmUp warmUp) {
        warming.remove(warmUp);
        late.add(new Late(warmUp.seat(), warmUp::awaitEnd));
    }

    /** Takes its seat; asked from the next event on. */
    void seat(Sitting sitting) {
        warming.removeIf(each -> each.seat() == sitting.seat());
        Sitting former = sittings.put(sitting.seat().id(), sitting);
        if (former != null) {
            former.leave();
            departed.add(former);
        }
        arrange();
    }

    /** A thread does not come back from it. */
    void isStuck(Sitting sitting) {
        late.add(new Late(sitting.seat(), sitting.guard()::awaitReturn));
    }

    private void arrange() {
        byType.clear();
        Map<Class<?>, List<Sitting>> next = new HashMap<>();
        for (Seat<Detector> seat : order) {
            Sitting sitting = sittings.get(seat.id());
            if (sitting != null) {
                for (Class<? extends Event> type : sitting.types()) {
                    next.computeIfAbsent(type, any -> new ArrayList<>()).add(sitting);
                }
            }
        }
        // lists in use are never changed: an event may be half way through one
        next.forEach((type, list) -> byType.put(type, List.copyOf(list)));
    }

    /** Who wants such events, in the order of asking. */
    List<Sitting> wanting(Class<?> type) {
        return byType.getOrDefault(type, List.of());
    }

    /** Everybody who is wanted, in the order of asking. */
    List<Seat<Detector>> order() {
        return order;
    }

    /** Whether its evidence is only compared. */
    boolean isShadow(Seat<Detector> seat) {
        return shadows.contains(seat.id());
    }

    /** The seats that are taken. */
    List<Seat<Detector>> seated() {
        return sittings.values().stream().map(Sitting::seat).filter(s -> !s.isTakenOut()).toList();
    }

    /** Everybody who sits. */
    Iterable<Sitting> sittings() {
        return sittings.values();
    }

    /** What those who decide are looking for, in the order of asking. */
    List<Technique> lookingFor() {
        List<Technique> techniques = new ArrayList<>();
        for (Seat<Detector> seat : order) {
            Sitting sitting = sittings.get(seat.id());
            if (sitting != null && !isShadow(seat)) {
                techniques.addAll(sitting.lookingFor());
            }
        }
        return techniques;
    }

    /**
     * Gives the instances of those that left back and waits for threads that still run their code.
     * Not to be called with the turn: giving back runs the bundle's code too.
     *
     * @return false if a thread does not come back in time
     */
    boolean dismissed(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (Sitting sitting = departed.poll(); sitting != null; sitting = departed.poll()) {
            sitting.giveBack();
        }
        boolean back = true;
        for (Late each : late) {
            boolean wanted = order.stream().anyMatch(seat -> seat.id() == each.seat().id());
            if (!wanted) {
                // waited for once: the next bundle that stops has nothing to do with it
                late.remove(each);
                long left = Math.max(0, deadline - System.nanoTime());
                long wait = each.seat().isTakenOut() ? Math.min(left, HOPELESS_NANOS) : left;
                if (!each.end().await(wait)) {
                    back = false;
                }
            }
        }
        return back;
    }
}
