// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

import java.util.Arrays;

/**
 * Numbered pieces of one direction of a stream that a dissector found in datagrams, put in order.
 * Pieces repeated are dropped; a piece that does not come is given up when {@value #MOST_WAITING}
 * others wait for it.
 */
public final class PieceQueue {
    /** Most pieces that wait for a missing one. */
    static final int MOST_WAITING = 64;

    private final long[] numbers = new long[MOST_WAITING];
    private final byte[][] waiting = new byte[MOST_WAITING][];
    private int waitingCount;
    private int waitingBytes;
    private long next;

    /**
     * Takes a piece.
     *
     * @param heldByFlow bytes the flow holds elsewhere
     */
    public void piece(
            long number,
            byte[] array,
            int offset,
            int length,
            int heldByFlow,
            ReassemblyBudget budget,
            ByteSink sink) {
        if (number < next) {
            return;
        }
        if (number == next) {
            next++;
            if (length > 0) {
                sink.bytes(array, offset, length);
            }
            drain(budget, sink);
            return;
        }
        int place = waitingCount;
        while (place > 0 && numbers[place - 1] > number) {
            place--;
        }
        if (place > 0 && numbers[place - 1] == number) {
            return;
        }
        if (waitingCount == MOST_WAITING || !budget.take(length, heldByFlow + waitingBytes)) {
            next = waitingCount > 0 ? Math.min(numbers[0], number) : number;
            // how long the missing pieces were is unknown; one byte says that something is missing
            sink.gap(1);
            drain(budget, sink);
            piece(number, array, offset, length, heldByFlow, budget, sink);
            return;
        }
        System.arraycopy(numbers, place, numbers, place + 1, waitingCount - place);
        System.arraycopy(waiting, place, waiting, place + 1, waitingCount - place);
        numbers[place] = number;
        waiting[place] = Arrays.copyOfRange(array, offset, offset + length);
        waitingCount++;
        waitingBytes += length;
    }

    /** Bytes that wait. */
    public int waitingBytes() {
        return waitingBytes;
    }

    /** Gives back what is held without handing it on. */
    public void drop(ReassemblyBudget budget) {
        budget.give(waitingBytes);
        Arrays.fill(waiting, null);
        waitingCount = 0;
        waitingBytes = 0;
    }

    private void drain(ReassemblyBudget budget, ByteSink sink) {
        while (waitingCount > 0 && numbers[0] <= next) {
            byte[] piece = waiting[0];
            boolean fresh = numbers[0] == next;
            waitingCount--;
            System.arraycopy(numbers, 1, numbers, 0, waitingCount);
            System.arraycopy(waiting, 1, waiting, 0, waitingCount);
            waiting[waitingCount] = null;
            waitingBytes -= piece.length;
            budget.give(piece.length);
            if (fresh) {
                next++;
                if (piece.length > 0) {
                    sink.bytes(piece, 0, piece.length);
                }
            }
        }
    }
}
