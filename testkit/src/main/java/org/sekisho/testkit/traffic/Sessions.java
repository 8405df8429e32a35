// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Copies of a recorded session, at the pace at which it was recorded. Each has a client of its own,
 * and begins when somebody says so; many run at a time.
 */
public final class Sessions implements Traffic {
    private final RecordedClient recorded;
    private final int firstClient;
    private final Queue<Integer> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<Session> running = new ArrayDeque<>();
    private volatile int complete;
    private volatile boolean enough;

    private static final class Session {
        private final int client;
        private final long start;
        private int frame;

        private Session(int client, long start) {
            this.client = client;
            this.start = start;
        }
    }

    /**
     * No session yet.
     *
     * @param firstClient IPv4 address of the first one's client, the next ones follow it
     */
    public Sessions(RecordedClient recorded, int firstClient) {
        this.recorded = recorded;
        this.firstClient = firstClient;
    }

    /** One more begins now. May be called by any thread. */
    public void begin() {
        wanted.add(firstClient + begun.getAndIncrement());
    }

    /** Sessions that were asked for so far. */
    public int begun() {
        return begun.get();
    }

    /** Sessions that were sent to their end. */
    public int complete() {
        return complete;
    }

    /** No more will begin; when those that have begun are complete, this ends. */
    public void enough() {
        enough = true;
    }

    /** Number of the session whose client has this address, from 0, or -1. */
    public int indexOf(int client) {
        int index = client - firstClient;
        return index >= 0 && index < begun.get() ? index : -1;
    }

    @Override
    public int next(ByteBuffer into, long nanos) {
        boolean last = enough;
        for (Integer client = wanted.poll(); client != null; client = wanted.poll()) {
            running.add(new Session(client, nanos));
        }
        // each is asked once: whoever has nothing now goes to the end of the line
        for (int left = running.size(); left > 0; left--) {
            Session session = running.remove();
            if (nanos - session.start >= recorded.time(session.frame)) {
                int length = recorded.write(session.frame++, session.client, into);
                if (session.frame < recorded.frames()) {
                    running.add(session);
                } else {
                    complete = complete + 1;
                }
                return length;
            }
            running.add(session);
        }
        return last && running.isEmpty() ? END : NOTHING_NOW;
    }
}
