// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.sekisho.testkit.net.NetworkNamespace;

/** Puts frames on a cable, at a steady rate. Used by one thread. */
public final class FrameSender implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    /** What a late sender may catch up at once; after a longer pause it goes on from there. */
    private static final long MOST_BEHIND_NANOS = SECOND;

    private static final long PAUSE_NANOS = 100_000L;

    private final PacketSocket socket;

    /**
     * At this end of a cable.
     *
     * @throws IOException without root
     */
    public FrameSender(NetworkNamespace where, String end) throws IOException {
        socket = new PacketSocket(where, end);
    }

    /**
     * What was sent.
     *
     * @param frames how many
     * @param nanos how long it took
     */
    public record Sent(long frames, long nanos) {
        /** The mean rate. */
        public double framesPerSecond() {
            return frames * (double) SECOND / nanos;
        }
    }

    /**
     * Sends all of it; returns when it has ended.
     *
     * @param framesPerSecond that it never exceeds for long, and keeps if there is so much to send
     *     and the machine is able to
     */
    public Sent send(Traffic traffic, int framesPerSecond) throws IOException {
        long begun = System.nanoTime();
        // of the rate's clock, which stands still while there is nothing to send
        long epoch = begun;
        long counted = 0;
        long sent = 0;
        while (true) {
            long now = System.nanoTime();
            long due = (now - epoch) * framesPerSecond / SECOND - counted;
            if (due < PacketSocket.MOST_FRAMES) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            if (due > MOST_BEHIND_NANOS * framesPerSecond / SECOND) {
                epoch = now - MOST_BEHIND_NANOS;
                counted = 0;
            }
            int count = 0;
            int length = Traffic.NOTHING_NOW;
            while (count < PacketSocket.MOST_FRAMES) {
                length = traffic.next(socket.slot(count), now - begun);
                if (length <= 0) {
                    break;
                }
                socket.length(count++, length);
            }
            socket.send(count);
            sent += count;
            counted += count;
            if (length == Traffic.END) {
                return new Sent(sent, System.nanoTime() - begun);
            }
            if (length == Traffic.NOTHING_NOW) {
                epoch = now;
                counted = 0;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
