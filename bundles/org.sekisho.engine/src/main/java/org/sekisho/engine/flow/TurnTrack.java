// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.event.flow.Turn;
import org.sekisho.packet.Direction;

/** The first turns of a flow in compact form. */
public final class TurnTrack {
    /** Most turns that are kept. */
    public static final int MOST = 32;

    private final long[] bytes = new long[MOST];
    private final int[] packets = new int[MOST];
    private final long[] starts = new long[MOST];
    private final long[] ends = new long[MOST];
    private int toClient;
    private int count;
    private int published;
    private boolean full;

    /** Forgets everything. */
    public void reset() {
        count = 0;
        published = 0;
        toClient = 0;
        full = false;
    }

    /** Counts nothing: the flow's first turns were published before. */
    public void close() {
        full = true;
    }

    /**
     * Counts a packet with payload.
     *
     * @param time nanoseconds after the flow's first frame
     * @return whether a publishing point was just passed: 8, 16 or 32 complete turns
     */
    public boolean packet(Direction direction, int length, long time) {
        if (full) {
            return false;
        }
        boolean down = direction == Direction.TO_CLIENT;
        if (count > 0 && (toClient >>> count - 1 & 1) == (down ? 1 : 0)) {
            bytes[count - 1] += length;
            packets[count - 1]++;
            ends[count - 1] = time;
            return false;
        }
        boolean point = count == 8 || count == 16 || count == MOST;
        if (count == MOST) {
            full = true;
            published = MOST;
            return true;
        }
        if (down) {
            toClient |= 1 << count;
        } else {
            toClient &= ~(1 << count);
        }
        bytes[count] = length;
        packets[count] = 1;
        starts[count] = time;
        ends[count] = time;
        count++;
        if (point) {
            published = count - 1;
        }
        return point;
    }

    /** Whether 32 turns are complete and nothing more is counted. */
    public boolean isFull() {
        return full;
    }

    /** Whether there are turns that no publishing point covered. */
    public boolean hasUnpublished() {
        return count > published;
    }

    /** Number of turns so far. */
    public int count() {
        return count;
    }

    /** The turns that are complete at a publishing point, or all of them at the end of a flow. */
    public List<Turn> turns(boolean ended) {
        int last = ended || full ? count : count - 1;
        List<Turn> turns = new ArrayList<>(last);
        for (int i = 0; i < last; i++) {
            Direction direction =
                    (toClient >>> i & 1) == 1 ? Direction.TO_CLIENT : Direction.TO_SERVER;
            turns.add(new Turn(direction, bytes[i], packets[i], starts[i], ends[i] - starts[i]));
        }
        return turns;
    }

    /** Turns every direction round, because client and server were taken for each other. */
    public void swapDirections() {
        toClient = ~toClient;
    }
}
