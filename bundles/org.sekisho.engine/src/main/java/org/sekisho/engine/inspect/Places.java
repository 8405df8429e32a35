// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.List;

/**
 * One worker's instances of one kind of dissector, by place in the order of asking.
 *
 * @param <T> kind of dissector
 */
final class Places<T> {
    private List<Seat<T>> seats = List.of();
    private Object[] instances = {};

    /** Takes instances of newcomers and gives back those of the ones that left. */
    void adopt(List<Seat<T>> wanted) {
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
                seats.get(i).instances().giveBack(get(i));
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
