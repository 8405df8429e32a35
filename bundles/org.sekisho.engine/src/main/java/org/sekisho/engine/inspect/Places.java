// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One worker's instances of one kind of dissector, by place in the order of asking.
 *
 * @param <T> kind of dissector
 */
final class Places<T> {
    /**
     * One that was taken out while it was made, and does not come back when told to, never will.
     */
    private static final long HOPELESS_NANOS = 100_000_000L;

    /** How long streams that nobody knows are held for one that is being made. */
    private static final long EXPECTED_NANOS = 5_000_000_000L;

    /** By the id of the seat. */
    private final Map<Long, Arrival<T>> arrivals = new ConcurrentHashMap<>();

    private List<Seat<T>> wanted = List.of();
    private List<Seat<T>> seats = List.of();
    private Object[] instances = {};
    private boolean expecting;
    private long expectedUntil;

    /**
     * Has instances of newcomers made. From any thread.
     *
     * @param version of the snapshot
     * @param aside by threads of their own
     * @param news told for each when it is here, or will not come
     */
    void expect(List<Seat<T>> newest, long version, boolean aside, Runnable news) {
        for (Seat<T> seat : newest) {
            Arrival<T> arrival = new Arrival<>(seat, version, news);
            if (arrivals.putIfAbsent(seat.id(), arrival) == null) {
                arrival.begin(aside);
            }
        }
    }

    /**
     * Uses whoever is wanted and here.
     *
     * @param departed is told how to give back the instances of the ones that left
     */
    void adopt(List<Seat<T>> newest, long version, Queue<Departure> departed) {
        List<Seat<T>> here = new ArrayList<>();
        List<T> theirs = new ArrayList<>();
        expecting = false;
        for (Seat<T> seat : newest) {
            Arrival<T> arrival = arrivals.get(seat.id());
            T instance = arrival == null ? null : arrival.instance();
            if (instance != null) {
                here.add(seat);
                theirs.add(instance);
            } else {
                expecting |= arrival == null || arrival.isPending();
            }
        }
        expectedUntil = System.nanoTime() + EXPECTED_NANOS;
        for (Arrival<T> arrival : arrivals.values()) {
            // one that a later snapshot wants has only just been expected
            if (arrival.version() <= version && !newest.contains(arrival.seat())) {
                arrivals.remove(arrival.seat().id());
                T left = arrival.leave();
                departed.add(nanos -> depart(arrival, left, nanos));
            }
        }
        wanted = newest;
        seats = here;
        instances = theirs.toArray();
    }

    private static <T> boolean depart(Arrival<T> arrival, T left, long nanos)
            throws InterruptedException {
        if (left != null) {
            arrival.seat().instances().giveBack(left);
        }
        return arrival.awaitEnd(
                arrival.seat().isTakenOut() ? Math.min(nanos, HOPELESS_NANOS) : nanos);
    }

    /** Takes out whose making takes longer than this. From one thread. */
    void fenceAfter(long nanos) {
        arrivals.values().forEach(each -> each.fenceAfter(nanos));
    }

    /** Whether somebody is still being made. From any thread. */
    boolean isMaking() {
        for (Arrival<T> each : arrivals.values()) {
            if (each.isPending()) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody was still being made a moment ago. */
    boolean isExpecting() {
        return expecting && System.nanoTime() - expectedUntil < 0;
    }

    int count() {
        return instances.length;
    }

    Seat<T> seat(int place) {
        return seats.get(place);
    }

    /** The instance, or null if it was taken out. */
    T usable(int place) {
        return seats.get(place).isTakenOut() ? null : get(place);
    }

    @SuppressWarnings("unchecked")
    private T get(int place) {
        return (T) instances[place];
    }

    /** Whether one was taken out whose former version will be here in a moment. */
    boolean isFormerExpected() {
        for (Seat<T> seat : wanted) {
            if (seat.standing().isFormerExpected()) {
                return true;
            }
        }
        return false;
    }

    /** Place of the seat with this service id, or -1. */
    int placeOf(long id) {
        for (int i = 0; i < instances.length; i++) {
            if (seats.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /** The next place behind this one of a seat of this name that can be asked, or -1. */
    int next(String name, int after) {
        for (int i = after + 1; i < instances.length; i++) {
            if (seats.get(i).name().equals(name) && usable(i) != null) {
                return i;
            }
        }
        return -1;
    }

    /** Place of the seat that can carry on the state of another of this name and layout, or -1. */
    int successorOf(String name, int layout) {
        for (int i = 0; i < instances.length; i++) {
            Seat<T> seat = seats.get(i);
            if (seat.name().equals(name) && seat.layout() == layout && usable(i) != null) {
                return i;
            }
        }
        return -1;
    }
}
