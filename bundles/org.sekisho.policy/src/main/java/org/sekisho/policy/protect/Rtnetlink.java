// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the kernel for its links, addresses, routes and neighbours, of all tables and both versions
 * of IP (rtnetlink(7)). No privilege is needed. Used by one thread.
 */
final class Rtnetlink implements AutoCloseable {
    /** {@code linux/rtnetlink.h}: the request for each kind, and the length of its fixed part. */
    enum Kind {
        LINK(18, 16),
        ADDRESS(22, 8),
        ROUTE(26, 12),
        NEIGHBOUR(30, 12);

        private final int request;
        private final int fixed;

        Kind(int request, int fixed) {
            this.request = request;
            this.fixed = fixed;
        }
    }

    // sys/socket.h, linux/netlink.h
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int HEADER = 16;
    private static final int REQUEST_DUMP = 0x1 | 0x300;
    private static final int INTERRUPTED = 0x10;
    private static final int ERROR = 2;
    private static final int DONE = 3;

    /** The kernel fills at most 32 KiB at a time (netlink_recvmsg); more is for later kernels. */
    private static final int BUFFER = 256 << 10;

    private static final int PATIENCE_SECONDS = 5;
    private static final int ATTEMPTS = 5;

    private final Memory buffer = new Memory(BUFFER);
    private final int socket;
    private int sequence;

    Rtnetlink() throws IOException {
        try {
            socket = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
            // struct timeval: two words of the machine
            int word = com.sun.jna.Native.LONG_SIZE;
            buffer.clear(2L * word);
            if (word == 8) {
                buffer.setLong(0, PATIENCE_SECONDS);
            } else {
                buffer.setInt(0, PATIENCE_SECONDS);
            }
            Libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, buffer, 2 * word);
        } catch (LastErrorException fault) {
            throw new IOException("no netlink socket: " + fault.getMessage(), fault);
        }
    }

    /** All of a kind, each as its fixed part and attributes. */
    List<NetlinkRecord> all(Kind kind) throws IOException {
        // what changes while it is told is told anew
        for (int i = 0; i < ATTEMPTS; i++) {
            List<NetlinkRecord> records = new ArrayList<>();
            if (ask(kind, records)) {
                return records;
            }
        }
        throw new IOException("the kernel's " + kind + " list changes faster than it can be read");
    }

    /** Whether the list came as of one moment. */
    private boolean ask(Kind kind, List<NetlinkRecord> records) throws IOException {
        sequence++;
        int length = HEADER + kind.fixed;
        ByteBuffer request = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        request.putInt(length).putShort((short) kind.request).putShort((short) REQUEST_DUMP);
        request.putInt(sequence).putInt(0);
        buffer.write(0, request.array(), 0, length);
        Answer answer = new Answer(kind, sequence, records);
        try {
            Libc.send(socket, buffer, length, 0);
            while (!answer.isComplete) {
                int received = (int) Libc.recv(socket, buffer, BUFFER, 0);
                answer.take(
                        ByteBuffer.wrap(buffer.getByteArray(0, received))
                                .order(ByteOrder.nativeOrder()));
            }
        } catch (LastErrorException fault) {
            throw new IOException("the kernel's " + kind + " list: " + fault.getMessage(), fault);
        }
        return !answer.isTorn;
    }

    /** What comes back for one request, in several datagrams of several messages. */
    private static final class Answer {
        private final Kind kind;
        private final int sequence;
        private final List<NetlinkRecord> records;
        private boolean isComplete;
        private boolean isTorn;

        Answer(Kind kind, int sequence, List<NetlinkRecord> records) {
            this.kind = kind;
            this.sequence = sequence;
            this.records = records;
        }

        void take(ByteBuffer datagram) throws IOException {
            int at = 0;
            while (datagram.limit() - at >= HEADER && !isComplete) {
                int length = datagram.getInt(at);
                if (length < HEADER || length > datagram.limit() - at) {
                    throw new IOException("the kernel's " + kind + " list is cut off");
                }
                int flags = datagram.getShort(at + 6);
                isTorn |= (flags & INTERRUPTED) != 0;
                // an answer to a request that was given up before is passed over
                if (datagram.getInt(at + 8) == sequence) {
                    message(
                            datagram.getShort(at + 4) & 0xffff,
                            datagram.slice(at + HEADER, length - HEADER)
                                    .order(ByteOrder.nativeOrder()));
                }
                at += length + 3 & ~3;
            }
        }

        private void message(int type, ByteBuffer content) throws IOException {
            if (type == ERROR) {
                int number = content.remaining() < 4 ? 0 : -content.getInt(0);
                throw new IOException("the kernel does not tell its " + kind + " list: " + number);
            }
            if (type == DONE) {
                isComplete = true;
            } else if (content.remaining() >= kind.fixed) {
                records.add(NetlinkRecord.of(content, kind.fixed));
            }
        }
    }

    @Override
    public void close() {
        Libc.close(socket);
    }
}
