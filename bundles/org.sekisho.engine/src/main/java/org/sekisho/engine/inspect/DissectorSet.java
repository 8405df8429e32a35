// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;

/** One worker's dissectors. Used by one thread at a time, except where it says so. */
public final class DissectorSet {
    private final Places<StreamDissector> streams = new Places<>();
    private final Places<DatagramDissector> datagrams = new Places<>();
    private final Places<LinkDissector> links = new Places<>();
    private final Queue<Departure> departed = new ConcurrentLinkedQueue<>();
    private final boolean live;
    private volatile boolean news;
    private long adopted = -1;
    private long version;
    private long awaitedUntil = System.nanoTime();

    /**
     * Nobody yet.
     *
     * @param live whether instances are made by threads of their own, and take part when they are
     *     here; else the worker waits for them, so that each run of a file is the same
     */
    public DissectorSet(boolean live) {
        this.live = live;
    }

    /** Begins to make what a live worker will need. From any thread, one snapshot after another. */
    public void expect(DissectorSnapshot snapshot) {
        if (live) {
            make(snapshot);
        }
    }

    private void make(DissectorSnapshot snapshot) {
        long number = snapshot.version();
        streams.expect(snapshot.streams(), number, live, this::tell);
        datagrams.expect(snapshot.datagrams(), number, live, this::tell);
        links.expect(snapshot.links(), number, live, this::tell);
    }

    private void tell() {
        news = true;
    }

    /** Becomes what the snapshot says, as far as it is here. */
    public void adopt(DissectorSnapshot snapshot) {
        if (snapshot.version() == adopted && !news) {
            return;
        }
        if (!live) {
            make(snapshot);
        }
        news = false;
        version++;
        adopted = snapshot.version();
        awaitedUntil = snapshot.awaitedUntil();
        streams.adopt(snapshot.streams(), adopted, departed);
        datagrams.adopt(snapshot.datagrams(), adopted, departed);
        links.adopt(snapshot.links(), adopted, departed);
    }

    /**
     * Gives back the instances of those that left. That runs the bundle's code, which may not come
     * back, so no worker may do it, nor anybody whom a worker waits for. From any thread.
     *
     * @return false if one of them is still being made after so many nanoseconds
     */
    public boolean dismiss(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        boolean all = true;
        for (Departure each = departed.poll(); each != null; each = departed.poll()) {
            all &= each.end(Math.max(0, deadline - System.nanoTime()));
        }
        return all;
    }

    /** Takes out whoever takes longer than this to be made. From one thread. */
    public void fenceAfter(long nanos) {
        streams.fenceAfter(nanos);
        datagrams.fenceAfter(nanos);
        links.fenceAfter(nanos);
    }

    /** Whether somebody is still being made. From any thread. */
    public boolean isMaking() {
        return streams.isMaking() || datagrams.isMaking() || links.isMaking();
    }

    /** Rises whenever somebody comes or goes. */
    public long version() {
        return version;
    }

    /** Whether a stream dissector that left, or was taken out, is expected back, or a new one. */
    boolean isAwaiting() {
        return System.nanoTime() - awaitedUntil < 0
                || streams.isExpecting()
                || streams.isFormerExpected();
    }

    Places<StreamDissector> streams() {
        return streams;
    }

    Places<DatagramDissector> datagrams() {
        return datagrams;
    }

    Places<LinkDissector> links() {
        return links;
    }
}
