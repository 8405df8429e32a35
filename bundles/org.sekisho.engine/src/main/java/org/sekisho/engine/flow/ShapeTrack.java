// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.packet.Direction;

/** Histograms of payload sizes and gaps of a flow, in classes of powers of two. */
public final class ShapeTrack {
    /** Packets with payload after which the histograms are published. */
    public static final int PERIOD = 1024;

    /** Fewest packets that make a shape. */
    public static final int FEWEST = 64;

    private static final int SIZES = 18;
    private static final int GAPS = 40;

    private final int[] toServer = new int[SIZES];
    private final int[] toClient = new int[SIZES];
    private final int[] gaps = new int[GAPS];
    private int packets;
    private long last;

    /** Forgets everything. */
    public void reset() {
        java.util.Arrays.fill(toServer, 0);
        java.util.Arrays.fill(toClient, 0);
        java.util.Arrays.fill(gaps, 0);
        packets = 0;
        last = 0;
    }

    /**
     * Counts a packet with payload.
     *
     * @param time packet time in nanoseconds
     * @return whether it is time to publish
     */
    public boolean packet(Direction direction, int length, long time) {
        int size = Math.min(SIZES - 1, 32 - Integer.numberOfLeadingZeros(length));
        (direction == Direction.TO_SERVER ? toServer : toClient)[size]++;
        if (packets > 0) {
            long micros = Math.max(0, time - last) / 1000;
            gaps[Math.min(GAPS - 1, 64 - Long.numberOfLeadingZeros(micros))]++;
        }
        last = time;
        return ++packets % PERIOD == 0;
    }

    /** Packets with payload so far. */
    public int packets() {
        return packets;
    }

    /** Whether there is enough to be worth publishing. */
    public boolean isTelling() {
        return packets >= FEWEST;
    }

    /** Histogram of sizes of one direction. */
    public List<Integer> sizes(Direction direction) {
        return list(direction == Direction.TO_SERVER ? toServer : toClient);
    }

    /** Histogram of gaps. */
    public List<Integer> gaps() {
        return list(gaps);
    }

    private static List<Integer> list(int[] counts) {
        List<Integer> list = new ArrayList<>(counts.length);
        for (int count : counts) {
            list.add(count);
        }
        return list;
    }
}
