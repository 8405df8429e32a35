// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;

/** One worker's dissectors. Used by one thread at a time. */
public final class DissectorSet {
    private final Places<StreamDissector> streams = new Places<>();
    private final Places<DatagramDissector> datagrams = new Places<>();
    private final Places<LinkDissector> links = new Places<>();
    private long version = -1;
    private long awaitedUntil = System.nanoTime();

    /** Becomes what the snapshot says. */
    public void adopt(DissectorSnapshot snapshot) {
        if (snapshot.version() != version) {
            version = snapshot.version();
            awaitedUntil = snapshot.awaitedUntil();
            streams.adopt(snapshot.streams());
            datagrams.adopt(snapshot.datagrams());
            links.adopt(snapshot.links());
        }
    }

    /** Version of the snapshot in use. */
    public long version() {
        return version;
    }

    /** Whether a stream dissector that left is expected back. */
    boolean isAwaiting() {
        return System.nanoTime() - awaitedUntil < 0;
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
