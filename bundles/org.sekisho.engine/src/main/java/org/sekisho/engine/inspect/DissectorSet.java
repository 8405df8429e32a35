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
    private final Queue<Runnable> departed = new ConcurrentLinkedQueue<>();
    private long version = -1;
    private long awaitedUntil = System.nanoTime();

    /** Becomes what the snapshot says. */
    public void adopt(DissectorSnapshot snapshot) {
        if (snapshot.version() != version) {
            version = snapshot.version();
            awaitedUntil = snapshot.awaitedUntil();
            streams.adopt(snapshot.streams(), departed);
            datagrams.adopt(snapshot.datagrams(), departed);
            links.adopt(snapshot.links(), departed);
        }
    }

    /**
     * Gives back the instances of those that left. That runs the bundle's code, which may not come
     * back, so no worker may do it, nor anybody whom a worker waits for. From any thread.
     */
    public void dismiss() {
        for (Runnable each = departed.poll(); each != null; each = departed.poll()) {
            each.run();
        }
    }

    /** Version of the snapshot in use. */
    public long version() {
        return version;
    }

    /** Whether a stream dissector that left, or was taken out, is expected back. */
    boolean isAwaiting() {
        return System.nanoTime() - awaitedUntil < 0 || streams.isFormerExpected();
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
