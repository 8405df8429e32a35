// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.List;
import java.util.Queue;

/**
 * One worker's instances of one kind of dissector, by place in the order of asking.
 *
 * @param <T> kind of dissector
 */
final class Places<T> {
    private List<Seat<T>> seats = List.of();
    private Object[] instances = {};

    /**
     * Takes instances of newcomers.
     *
     * @param departed is told how to give back those of the ones that left
     */
    void adopt(List<Seat<T>> wanted, Queue<Runnable> departed) {
        Object[] next = new Object[wanted.size()];
        boolean[] kept = new boolean[instances.length];
        for (int i = 0; i < next.length; i++) {
            int old = seats.indexOf(wanted.get(i));
            if (old >= 0) {
                next[i] = instances[old];
                kept[old] = true;
            } else {
                next[i] = wanted.get(i).instances().take();
            }
        }
        for (int i = 0; i < instances.length; i++) {
            if (!kept[i] && instances[i] != null) {
                Instances<T> from = seats.get(i).instances();
                T instance = get(i);
                departed.add(() -> from.giveBack(instance));
            }
        }
        seats = wanted;
        instances = next;
    }

    int count() {
        return instances.length;
    }

    Seat<T> seat(int place) {
        return seats.get(place);
    }

    /** The instance, or null if the service is gone or was taken out. */
    T usable(int place) {
        return seats.get(place).isTakenOut() ? null : get(place);
    }

    @SuppressWarnings("unchecked")
    private T get(int place) {
        return (T) instances[place];
    }

    /** Whether one was taken out whose former version will be here in a moment. */
    boolean isFormerExpected() {
        for (Seat<T> seat : seats) {
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
