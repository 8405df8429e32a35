// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sekisho.netlink.Message;
import org.sekisho.netlink.NetlinkException;
import org.sekisho.netlink.NetlinkSocket;

/**
 * Learns when anybody has changed anything in nftables: the kernel tells the end of each
 * transaction and who made it. One thread.
 */
public final class GenerationWatch implements AutoCloseable {
    private static final short LOAD_HALF = 0x28;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;

    private final NetlinkSocket socket;
    private String author = "";
    private boolean changed;

    /**
     * Begins to listen.
     *
     * @param waitMillis how long {@link #await} waits
     */
    public GenerationWatch(int waitMillis) throws IOException {
        socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        boolean done = false;
        try {
            socket.subscribe(NfTables.GROUP, onlyGenerations(), waitMillis);
            done = true;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    /** Lets through the one message in a transaction that ends it, not those for each element. */
    private static byte[] onlyGenerations() {
        short type = (short) NfTables.type(NfTables.NEW_GENERATION);
        // the filter reads in the byte order of the network, the type is in that of the machine
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int seen = (little ? Short.reverseBytes(type) : type) & 0xffff;
        ByteBuffer code = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        code.putShort(LOAD_HALF).putShort((short) 0).putInt(4);
        code.putShort(JUMP_IF_EQUAL).put((byte) 0).put((byte) 1).putInt(seen);
        code.putShort(RETURN).putShort((short) 0).putInt(-1);
        code.putShort(RETURN).putShort((short) 0).putInt(0);
        return code.array();
    }

    /**
     * Waits for a change.
     *
     * @param ownPort whose changes are no news
     * @return who made it, such as {@code nft (process 123)}; empty if that is not known; null if
     *     nothing was changed
     */
    public String await(int ownPort) throws IOException {
        changed = false;
        try {
            socket.receive(message -> take(message, ownPort));
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

    private void take(Message message, int ownPort) {
        if (message.port() != ownPort) {
            changed = true;
            String name = message.attributes().text(NfTables.GENERATION_PROCESS_NAME);
            long process = message.attributes().number(NfTables.GENERATION_PROCESS, 0);
            author = name == null ? "" : name + " (process " + process + ")";
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
