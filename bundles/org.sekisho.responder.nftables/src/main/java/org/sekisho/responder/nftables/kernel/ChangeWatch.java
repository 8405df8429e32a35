// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import java.io.IOException;
import org.sekisho.linux.netlink.Message;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.responder.nftables.table.TableLayout;

/**
 * Learns when somebody else has changed a table of ours. The kernel tells every change of anything
 * in nftables, and at the end of each transaction who made it. One thread.
 */
public final class ChangeWatch implements AutoCloseable {
    /** The name of the table is the first attribute of every message that is about one. */
    private static final int TABLE = 1;

    /** Room for what a transaction of ten thousand elements is told by, some times over. */
    private static final int ROOM_BYTES = 16 << 20;

    private final NetlinkSocket socket;
    private final int ownPort;
    private boolean touched;
    private boolean changed;
    private String author = "";

    /**
     * Begins to listen.
     *
     * @param ownPort socket whose changes are no news
     * @param waitMillis how long {@link #await} waits
     */
    public ChangeWatch(int ownPort, int waitMillis) throws IOException {
        this.ownPort = ownPort;
        socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        boolean done = false;
        try {
            socket.subscribe(NfTables.GROUP, ROOM_BYTES, waitMillis);
            done = true;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    /**
     * Waits for a change.
     *
     * @return who made it, such as {@code nft (process 123)}; empty if that is not known; null if
     *     nothing of ours was changed by others
     */
    public String await() throws IOException {
        changed = false;
        try {
            socket.receive(this::take);
        } catch (NetlinkException failed) {
            if (failed.error() != NetlinkException.ENOBUFS) {
                throw failed;
            }
            // so much was changed that some of it was not told
            changed = true;
            author = "";
        }
        return changed ? author : null;
    }

    private void take(Message message) {
        if (message.port() == ownPort) {
            return;
        }
        if (message.kind() != NfTables.NEW_GENERATION) {
            touched |= TableLayout.NAME.equals(message.attributes().text(TABLE));
            return;
        }
        if (touched) {
            String name = message.attributes().text(NfTables.GENERATION_PROCESS_NAME);
            long process = message.attributes().number(NfTables.GENERATION_PROCESS, 0);
            author = name == null ? "" : name + " (process " + process + ")";
            changed = true;
        }
        touched = false;
    }

    @Override
    public void close() {
        socket.close();
    }
}
