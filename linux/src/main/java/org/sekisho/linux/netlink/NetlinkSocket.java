// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * A netlink socket. One thread at a time. Requests are answered by the kernel in the call that
 * sends them, so waiting for an answer is waiting for the work itself.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** Protocol of netfilter. */
    public static final int NETFILTER = 12;

    /** Protocol of addresses, routes and neighbours. */
    public static final int ROUTE = 0;

    /** Flag: this is a request. */
    public static final int REQUEST = 1;

    /** Flag: say that it was done. */
    public static final int ACKNOWLEDGE = 4;

    /** Flags: everything there is. */
    public static final int DUMP = 0x300;

    /** Flag: make it if it is not there. */
    public static final int CREATE = 0x400;

    /** Flag: put it behind those that are there. */
    public static final int APPEND = 0x800;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int ADDRESS_BYTES = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_MULTI = 2;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int HEADER = 16;
    private static final int ERROR_BYTES = 4;
    private static final int RECEIVE_BYTES = 256 << 10;

    /** Room for a transaction of some ten thousand elements. */
    private static final int SEND_BYTES = 8 << 20;

    /** The kernel answers at once, so this is how long it may be stuck. */
    private static final int ANSWER_MILLIS = 10_000;

    /** How often a list is read again that changed while it was read. */
    private static final int ATTEMPTS = 10;

    private final int file;
    private final ByteBuffer received = direct(RECEIVE_BYTES);
    private final int port;
    private final int mostBytes;
    private int sequence;
    private boolean closed;

    private NetlinkSocket(int file) {
        this.file = file;
        ByteBuffer address = direct(ADDRESS_BYTES);
        address.putShort(0, (short) AF_NETLINK);
        Libc.bind(file, address, ADDRESS_BYTES);
        ByteBuffer length = direct(4).putInt(0, ADDRESS_BYTES);
        Libc.getsockname(file, address, length);
        port = address.getInt(4);
        mostBytes = sendBytes();
        attempt(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        wait(ANSWER_MILLIS);
    }

    private void wait(int millis) {
        ByteBuffer time = direct(16);
        time.putLong(0, millis / 1000).putLong(8, millis % 1000 * 1000L);
        Libc.setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, time, 16);
    }

    /**
     * Opens one.
     *
     * @throws NetlinkException if the kernel lacks this protocol or the process may not have it
     * @throws LinkageError if the native library of JNA can't be had
     */
    public static NetlinkSocket open(int protocol) throws NetlinkException {
        int file = -1;
        try {
            file = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
            NetlinkSocket socket = new NetlinkSocket(file);
            file = -1;
            return socket;
        } catch (LastErrorException failed) {
            throw failure(failed.getErrorCode(), 0, "a netlink socket can't be opened");
        } finally {
            if (file >= 0) {
                Libc.close(file);
            }
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** As much as is allowed: in a container the limit of the system stays. */
    private int sendBytes() {
        if (!attempt(SOL_SOCKET, SO_SNDBUFFORCE, SEND_BYTES)) {
            attempt(SOL_SOCKET, SO_SNDBUF, SEND_BYTES);
        }
        ByteBuffer value = direct(4);
        Libc.getsockopt(file, SOL_SOCKET, SO_SNDBUF, value, direct(4).putInt(0, 4));
        // half of it, for the kernel's own overhead is charged too
        return value.getInt(0) / 2;
    }

    private boolean attempt(int level, int option, int value) {
        try {
            Libc.setsockopt(file, level, option, direct(4).putInt(0, value), 4);
            return true;
        } catch (LastErrorException refused) {
            return false;
        }
    }

    /** The kernel's number of this socket, which messages name that it caused. */
    public int port() {
        return port;
    }

    /** Most bytes that can be sent at once. */
    public int mostBytes() {
        return mostBytes;
    }

    /** A number for the next message. */
    public int nextSequence() {
        sequence = sequence == Integer.MAX_VALUE ? 1 : sequence + 1;
        return sequence;
    }

    /**
     * From now on {@link #receive} gives messages of this group, and waits for them at most so
     * long.
     *
     * @param bytes room for what was not taken yet
     */
    public void subscribe(int group, int bytes, int waitMillis) throws NetlinkException {
        try {
            attempt(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
            wait(waitMillis);
            Libc.setsockopt(
                    file, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, direct(4).putInt(0, group), 4);
        } catch (LastErrorException failed) {
            throw failure(failed.getErrorCode(), 0, "the kernel does not tell of changes");
        }
    }

    /**
     * Waits for messages of the group and hands them on.
     *
     * @return false if nothing came in time
     * @throws NetlinkException with {@link NetlinkException#ENOBUFS} if some were lost
     */
    public boolean receive(Consumer<Message> each) throws NetlinkException {
        int length = take(0);
        if (length < 0) {
            return false;
        }
        for (int at = 0; hasMessage(at, length); at = next(at)) {
            each.accept(message(at));
        }
        return true;
    }

    /**
     * Sends one request, and hands on what is answered. A list that changed while it was read is
     * read again from its start, after the other has been told so.
     *
     * @param again called before a list comes anew
     */
    public void ask(MessageWriter request, Consumer<Message> each, Runnable again)
            throws NetlinkException {
        for (int attempt = 1; ; attempt++) {
            drain();
            send(request);
            if (answers(each)) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw new NetlinkException(
                        0, 0, "what is asked for changes all the time; it could not be read");
            }
            again.run();
        }
    }

    /** Returns false if what was read is not of one moment. */
    private boolean answers(Consumer<Message> each) throws NetlinkException {
        boolean consistent = true;
        while (true) {
            int length = take(0);
            if (length < 0) {
                throw new NetlinkException(
                        0, 0, "the kernel did not answer for " + ANSWER_MILLIS / 1000 + " s");
            }
            for (int at = 0; hasMessage(at, length); at = next(at)) {
                Message message = message(at);
                consistent &= (message.flags() & NLM_F_DUMP_INTR) == 0;
                if (message.type() == NLMSG_ERROR) {
                    check(message);
                    return consistent;
                }
                if (message.type() == NLMSG_DONE) {
                    return consistent;
                }
                each.accept(message);
                if ((message.flags() & NLM_F_MULTI) == 0) {
                    return consistent;
                }
            }
        }
    }

    /**
     * Sends a transaction: it is done as a whole or not at all.
     *
     * @param last number of the message that asks for an acknowledgement
     * @throws NetlinkException about the first message that was refused
     */
    public void transact(MessageWriter batch, int last) throws NetlinkException {
        drain();
        send(batch);
        NetlinkException[] refused = {null};
        boolean[] acknowledged = {false};
        int length = take(MSG_DONTWAIT);
        while (length >= 0) {
            for (int at = 0; hasMessage(at, length); at = next(at)) {
                Message message = message(at);
                if (message.type() == NLMSG_ERROR) {
                    try {
                        check(message);
                        acknowledged[0] |= message.sequence() == last;
                    } catch (NetlinkException error) {
                        refused[0] = refused[0] == null ? error : refused[0];
                    }
                }
            }
            length = take(MSG_DONTWAIT);
        }
        if (refused[0] != null) {
            throw refused[0];
        }
        if (!acknowledged[0]) {
            throw new NetlinkException(0, last, "the kernel did not acknowledge a transaction");
        }
    }

    /**
     * Sends requests that stand for themselves.
     *
     * @param refused told of each that was refused
     */
    public void requestEach(MessageWriter requests, Consumer<NetlinkException> refused)
            throws NetlinkException {
        drain();
        send(requests);
        int length = take(MSG_DONTWAIT);
        while (length >= 0) {
            for (int at = 0; hasMessage(at, length); at = next(at)) {
                Message message = message(at);
                if (message.type() == NLMSG_ERROR) {
                    try {
                        check(message);
                    } catch (NetlinkException error) {
                        refused.accept(error);
                    }
                }
            }
            length = take(MSG_DONTWAIT);
        }
    }

    /** Takes away what belongs to earlier requests that were given up. */
    private void drain() throws NetlinkException {
        int length = 0;
        while (length >= 0) {
            length = take(MSG_DONTWAIT);
        }
    }

    private void send(MessageWriter writer) throws NetlinkException {
        if (closed) {
            throw new NetlinkException(0, 0, "the netlink socket is closed");
        }
        ByteBuffer bytes = writer.finished();
        while (true) {
            try {
                Libc.send(file, bytes, writer.length(), 0);
                return;
            } catch (LastErrorException failed) {
                if (failed.getErrorCode() != NetlinkException.EINTR) {
                    throw failure(failed.getErrorCode(), 0, "the kernel could not be asked");
                }
            }
        }
    }

    /** Returns -1 if nothing is there. */
    private int take(int flags) throws NetlinkException {
        while (true) {
            try {
                long length = Libc.recv(file, received, RECEIVE_BYTES, flags | MSG_TRUNC);
                if (length > RECEIVE_BYTES) {
                    throw new NetlinkException(
                            0, 0, "the kernel sent a message of " + length + " bytes at once");
                }
                return (int) length;
            } catch (LastErrorException failed) {
                if (failed.getErrorCode() == NetlinkException.EAGAIN) {
                    return -1;
                }
                if (failed.getErrorCode() != NetlinkException.EINTR) {
                    throw failure(failed.getErrorCode(), 0, "the kernel's answer was lost");
                }
            }
        }
    }

    private boolean hasMessage(int at, int end) {
        return end - at >= HEADER
                && received.getInt(at) >= HEADER
                && received.getInt(at) <= end - at;
    }

    private int next(int at) {
        return at + (received.getInt(at) + 3 & ~3);
    }

    private Message message(int at) {
        ByteBuffer body =
                received.slice(at + HEADER, received.getInt(at) - HEADER)
                        .order(ByteOrder.nativeOrder());
        return new Message(
                received.getShort(at + 4) & 0xffff,
                received.getShort(at + 6) & 0xffff,
                received.getInt(at + 8),
                received.getInt(at + 12),
                body);
    }

    private static void check(Message message) throws NetlinkException {
        int error = message.body().limit() >= ERROR_BYTES ? -message.body().getInt(0) : 0;
        if (error == 0) {
            return;
        }
        String words = null;
        if ((message.flags() & NLM_F_ACK_TLVS) != 0
                && message.body().limit() >= ERROR_BYTES + HEADER) {
            boolean capped = (message.flags() & NLM_F_CAPPED) != 0;
            int echoed = capped ? HEADER : message.body().getInt(ERROR_BYTES);
            words = message.attributes(ERROR_BYTES + (echoed + 3 & ~3)).text(NLMSGERR_ATTR_MSG);
        }
        throw failure(error, message.sequence(), words == null ? "the kernel refused" : words);
    }

    private static NetlinkException failure(int error, int sequence, String what) {
        return new NetlinkException(
                error,
                sequence,
                what + ": " + Libc.strerror(error).getString(0) + " (error " + error + ")");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(file);
        }
    }
}
