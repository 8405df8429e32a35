// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.BitSet;

/** Numbers of workers, the smallest free one first, given back when a worker has ended. */
final class WorkerNumbers {
    /** Most workers at a time. */
    static final int MOST = 256;

    private final BitSet taken = new BitSet(MOST);

    synchronized int take() {
        int number = taken.nextClearBit(0);
        if (number >= MOST) {
            throw new IllegalStateException(
                    "there are " + MOST + " queues already; configure fewer sources or workers");
        }
        taken.set(number);
        return number;
    }

    synchronized void giveBack(int number) {
        taken.clear(number);
    }
}
