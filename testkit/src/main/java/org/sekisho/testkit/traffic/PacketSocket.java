// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * Sends frames, many with one call of the kernel. Numbers and layouts are those of {@code
 * linux/if_packet.h} and {@code bits/socket.h} for 64 bits.
 */
final class PacketSocket implements AutoCloseable {
    /** Most frames of one call. */
    static final int MOST_FRAMES = 64;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int SOCKADDR_LL = 20;
    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int ENOBUFS = 105;

    static {
        Native.register(PacketSocket.class, "c");
    }

    private final int file;
    private final Memory headers = new Memory((long) MOST_FRAMES * MMSGHDR);
    private final Memory vectors = new Memory((long) MOST_FRAMES * IOVEC);
    private final Memory frames = new Memory((long) MOST_FRAMES * Traffic.MOST_BYTES);
    private final ByteBuffer[] slots = new ByteBuffer[MOST_FRAMES];

    /** At an interface of a namespace. */
    PacketSocket(NetworkNamespace where, String end) throws IOException {
        file = inside(where, () -> open(end));
        headers.clear();
        for (int i = 0; i < MOST_FRAMES; i++) {
            long slot = (long) i * Traffic.MOST_BYTES;
            vectors.setPointer((long) i * IOVEC, frames.share(slot));
            // msg_iov and msg_iovlen
            headers.setPointer((long) i * MMSGHDR + 16, vectors.share((long) i * IOVEC));
            headers.setLong((long) i * MMSGHDR + 24, 1);
            // in the order of the network, not that of this machine
            slots[i] = frames.getByteBuffer(slot, Traffic.MOST_BYTES).order(ByteOrder.BIG_ENDIAN);
        }
    }

    private interface Opening {
        int open() throws IOException;
    }

    /**
     * A socket stays where it was made; the thread that went there to make it is not used again.
     */
    private static int inside(NetworkNamespace where, Opening opening) throws IOException {
        int[] opened = new int[1];
        IOException[] failure = new IOException[1];
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                enter(where.name());
                                opened[0] = opening.open();
                            } catch (IOException failed) {
                                failure[0] = failed;
                            }
                        },
                        "into " + where.name());
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        return opened[0];
    }

    private static void enter(String namespace) throws IOException {
        try {
            int name = open("/run/netns/" + namespace, SOCK_CLOEXEC);
            try {
                setns(name, CLONE_NEWNET);
            } finally {
                close(name);
            }
        } catch (LastErrorException error) {
            throw new IOException("no way into " + namespace, error);
        }
    }

    private static int open(String end) throws IOException {
        try (Memory address = new Memory(SOCKADDR_LL)) {
            int index = if_nametoindex(end);
            int opened = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
            address.clear();
            address.setShort(0, (short) AF_PACKET);
            address.setInt(4, index);
            bind(opened, address, SOCKADDR_LL);
            return opened;
        } catch (LastErrorException error) {
            throw new IOException("nothing can be sent at " + end, error);
        }
    }

    /** Where the frame of this number goes. */
    ByteBuffer slot(int number) {
        return slots[number].clear();
    }

    /** The frame of this number is so long. */
    void length(int number, int bytes) {
        vectors.setLong((long) number * IOVEC + 8, bytes);
    }

    /** Sends the frames from the first to this one, all of them. */
    void send(int count) throws IOException {
        int sent = 0;
        while (sent < count) {
            try {
                sent += sendmmsg(file, headers.share((long) sent * MMSGHDR), count - sent, 0);
            } catch (LastErrorException error) {
                if (error.getErrorCode() != ENOBUFS) {
                    throw new IOException("frames can't be sent", error);
                }
                // the other end's backlog is full; that frame went nowhere
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        close(file);
        frames.close();
        vectors.close();
        headers.close();
    }

    private static native int open(String path, int flags) throws LastErrorException;

    private static native int setns(int file, int kind) throws LastErrorException;

    private static native int if_nametoindex(String name) throws LastErrorException;

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    private static native int bind(int socket, Pointer address, int length)
            throws LastErrorException;

    private static native int sendmmsg(int socket, Pointer headers, int count, int flags)
            throws LastErrorException;

    private static native int close(int file);
}
