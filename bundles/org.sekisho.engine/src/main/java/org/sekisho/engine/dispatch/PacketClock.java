// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

/** Packet time: the greatest time stamp so far, so that a step back moves no timer. */
final class PacketClock {
    private long now;
    private long second = Long.MIN_VALUE;

    /**
     * A frame with this time stamp came.
     *
     * @return whether a new second has begun
     */
    boolean advance(long time) {
        now = second == Long.MIN_VALUE ? time : Math.max(now, time);
        long current = Math.floorDiv(now, 1_000_000_000L);
        boolean ticks = second != Long.MIN_VALUE && current != second;
        second = current;
        return ticks;
    }

    long now() {
        return now;
    }
}
