// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import org.sekisho.event.flow.FlowCheckpoint;

/** What one flow carried since it was first heard of, or since its last long silence. */
final class LastingFlow {
    private boolean heard;
    private long since;
    private long last;
    private long packetsToServer;
    private long packetsToClient;
    private long bytesToServer;
    private long bytesToClient;
    private long bytes;

    /**
     * Takes the next checkpoint.
     *
     * @param patience nanoseconds of silence after which it counts as begun anew
     * @return IP bytes, both ways, since the checkpoint before; 0 at the first, because it isn't
     *     known when the flow carried them
     */
    long next(FlowCheckpoint checkpoint, long patience) {
        long now = checkpoint.origin().time();
        long total = checkpoint.bytesToServer() + checkpoint.bytesToClient();
        long carried = heard ? Math.max(0, total - bytes) : 0;
        if (!heard || now - last > patience) {
            since = now;
            packetsToServer = checkpoint.packetsToServer();
            packetsToClient = checkpoint.packetsToClient();
            bytesToServer = checkpoint.bytesToServer();
            bytesToClient = checkpoint.bytesToClient();
        }
        heard = true;
        last = now;
        bytes = total;
        return carried;
    }

    /** Nanoseconds from the first checkpoint to this one, the newest. */
    long lasted(FlowCheckpoint newest) {
        return newest.origin().time() - since;
    }

    long packetsToServer(FlowCheckpoint newest) {
        return newest.packetsToServer() - packetsToServer;
    }

    long packetsToClient(FlowCheckpoint newest) {
        return newest.packetsToClient() - packetsToClient;
    }

    long bytesToServer(FlowCheckpoint newest) {
        return newest.bytesToServer() - bytesToServer;
    }

    long bytesToClient(FlowCheckpoint newest) {
        return newest.bytesToClient() - bytesToClient;
    }
}
