// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;

/**
 * Sends frames into an interface as fast as it goes, the same ones again and again, hundreds with
 * one call of the kernel. For millions of frames; {@link TrafficReplay} keeps the pace of a
 * capture. To be made and used inside the namespace of the interface. Numbers and layouts are those
 * of {@code linux/if_packet.h} and {@code struct mmsghdr} on 64-bit Linux (sendmmsg(2)).
 */
public final class FrameSender implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int MOST_AT_ONCE = 256;
    private static final int MESSAGE_BYTES = 64;
    private static final int VECTOR_BYTES = 16;

    /** Where the vectors and their number are in a message. */
    private static final int VECTORS = 16;

    private static final int VECTOR_COUNT = 24;

    static {
        Native.register(FrameSender.class, "c");
    }

    private final int file;
    private final Memory bytes;
    private final Memory vectors;
    private final Memory messages;
    private final int frames;

    /**
     * Opens the interface.
     *
     * @param index the kernel's number of the interface
     * @param frames what to send, in this order
     */
    public FrameSender(int index, List<byte[]> frames) {
        this.frames = frames.size();
        bytes = new Memory(frames.stream().mapToLong(frame -> frame.length).sum());
        vectors = new Memory((long) frames.size() * VECTOR_BYTES);
        messages = new Memory((long) frames.size() * MESSAGE_BYTES);
        messages.clear();
        long at = 0;
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            bytes.write(at, frame, 0, frame.length);
            vectors.setPointer((long) i * VECTOR_BYTES, bytes.share(at));
            vectors.setLong((long) i * VECTOR_BYTES + 8, frame.length);
            messages.setPointer(
                    (long) i * MESSAGE_BYTES + VECTORS, vectors.share((long) i * VECTOR_BYTES));
            messages.setLong((long) i * MESSAGE_BYTES + VECTOR_COUNT, 1);
            at += frame.length;
        }
        // protocol 0: it sends and receives nothing
        file = socket(AF_PACKET, SOCK_RAW, 0);
        try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) AF_PACKET);
            address.setInt(4, index);
            bind(file, address, 20);
        }
    }

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    private static native int bind(int socket, Pointer address, int length)
            throws LastErrorException;

    private static native int sendmmsg(int socket, Pointer messages, int count, int flags)
            throws LastErrorException;

    private static native int close(int file) throws LastErrorException;

    /**
     * Sends all frames so many times.
     *
     * @return frames that the interface took
     */
    public long send(long rounds) {
        long sent = 0;
        for (long round = 0; round < rounds; round++) {
            int at = 0;
            while (at < frames) {
                int count = Math.min(MOST_AT_ONCE, frames - at);
                at += sendmmsg(file, messages.share((long) at * MESSAGE_BYTES), count, 0);
            }
            sent += frames;
        }
        return sent;
    }

    @Override
    public void close() {
        close(file);
        messages.close();
        vectors.close();
        bytes.close();
    }
}
